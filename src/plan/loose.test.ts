import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Spot } from '../model/instrument.js';
import type { CollateralKind, Fill, OrdStatus } from '../model/order.js';
import { bps, fromFloat, tokenAmount, unixMillis } from '../model/units.js';
import { type LooseCollateral, looseOf, type OrderDone } from './loose.js';
import { sayLoose } from './sayLoose.js';

const address = '0x70997970C51812dc3A010C7d01b50e0d17dc79C8';
const spot: Spot = {
  ...{ kind: 'spot', id: 'uniswap-v3 WETH/USDC', venue: 'uniswap-v3', underlying: 'ETH' },
  base: { symbol: 'WETH', address, decimals: 18 },
  quote: { symbol: 'USDC', address, decimals: 6 },
};
/** What the wallet holds, base units; a token that is left out is not read. */
const world = (wallet: Readonly<Record<string, bigint>>): Parameters<typeof looseOf>[1] =>
  ({
    readings: [
      {
        positions: [],
        markets: [{ instrument: spot }],
        funding: Object.entries(wallet).map(([symbol, balance]) => ({ token: { symbol }, balance })),
      },
    ],
  }) as never;
const rich = world({ USDC: 10n ** 30n, WETH: 10n ** 30n });

let clock = 0;
interface Shape {
  /** Which row, where in it, and how many steps it has. */
  step?: [programme: string, index: number, of: number];
  status?: OrdStatus;
}
const orderOf = (terms: OrderDone['order']['terms'], fill: Fill, { step, status = 'Filled' }: Shape): OrderDone => {
  const at = unixMillis(++clock);
  const [programme = '', index = 0, of = 0] = step ?? [];
  return {
    order: {
      ...{ id: `00000000-0000-7000-8000-${String(at).padStart(12, '0')}`, terms, status, text: 'why', rule: 'r' },
      ...(step ? { step: { programme, index, of } } : {}),
    },
    fills: status === 'Filled' ? [{ fill, at }] : [],
  };
};
const move = (kind: CollateralKind, marginAccount: string, usdc: number, shape: Shape = {}): OrderDone => {
  const moved = { kind, marginAccount, token: 'USDC', decimals: 6, amount: tokenAmount(BigInt(usdc) * 10n ** 6n) };
  return orderOf({ ...moved, venue: marginAccount.split(' ')[0] ?? '' }, moved, shape);
};
const sell = (weth: number, price: number, fee: number, shape: Shape = {}): OrderDone => {
  const trade = { kind: 'trade', instrument: spot.id, side: 'Sell', quantity: fromFloat(weth, 'down') } as const;
  return orderOf(
    { ...trade, venue: 'uniswap-v3', position: null, reduceOnly: false, maxSlippage: bps(10) },
    { ...trade, underlying: 'ETH', price: fromFloat(price, 'down'), fee: fromFloat(fee, 'down') },
    shape,
  );
};
const told = (loose: readonly LooseCollateral[]) =>
  loose.map(({ programme, token, amount, marginAccount }) => [programme, Number(amount), token, marginAccount]);

test('default: what the steps of an unfinished row took out and did not put in', () => {
  const row = [
    move('removeCollateral', 'a x', 400, { step: ['r', 0, 3] }),
    move('addCollateral', 'b y', 150, { step: ['r', 1, 3] }),
    move('addCollateral', 'c z', 250, { step: ['r', 2, 3], status: 'Rejected' }),
  ];
  expect(told(looseOf(row, rich))).toEqual([['r', 250e6, 'USDC', 'a x']]);
  expect(looseOf(row, rich)[0]?.since).toBe(row[0]?.fills[0]?.at);
  expect(sayLoose(looseOf(row, rich), row)).toMatch(
    /^in the wallet lie 250 USDC from a x; step 3 of 3 \(order \S+, addCollateral of 250 USDC, c z\) ended Rejected: why\. /,
  );
});

test('behavior: nothing of a row that is done, or on its way, or of an order that stands for itself', () => {
  const taken = move('removeCollateral', 'a x', 400, { step: ['r', 0, 2] });
  expect(looseOf([taken, move('addCollateral', 'b y', 300, { step: ['r', 1, 2] })], rich)).toEqual([]);
  const waiting = move('addCollateral', 'b y', 300, { step: ['r', 1, 2], status: 'New' });
  expect(looseOf([taken, waiting], rich)).toEqual([]);
  expect(looseOf([move('removeCollateral', 'a x', 400)], rich)).toEqual([]);
});

test('behavior: a row of which an order was never made is not done', () => {
  expect(told(looseOf([move('borrow', 'aave-v3 account', 50, { step: ['r', 0, 2] })], rich))).toEqual([
    ['r', 50e6, 'USDC', 'aave-v3 account'],
  ]);
});

test('behavior: a swap turns what was taken out into what it brought, and its origin stays', () => {
  const weth: Fill & OrderDone['order']['terms'] = {
    ...{ kind: 'removeCollateral', venue: 'aave-v3', marginAccount: 'aave-v3 account', token: 'WETH', decimals: 18 },
    amount: tokenAmount(10n ** 18n),
  };
  const row = [
    orderOf(weth, weth, { step: ['r', 0, 3] }),
    sell(0.75, 2_000, 1.5, { step: ['r', 1, 3] }),
    move('addCollateral', 'b y', 1_498, { step: ['r', 2, 3], status: 'Canceled' }),
  ];
  expect(told(looseOf(row, rich))).toEqual([
    ['r', 0.25e18, 'WETH', 'aave-v3 account'],
    ['r', 1_498.5e6, 'USDC', 'aave-v3 account'],
  ]);
});

test('behavior: a later deposit uses it up, whoever makes it; a later row its own first', () => {
  const broken = [
    move('removeCollateral', 'a x', 400, { step: ['r', 0, 2] }),
    move('addCollateral', 'b y', 400, { step: ['r', 1, 2], status: 'Rejected' }),
  ];
  expect(told(looseOf([...broken, move('addCollateral', 'c z', 100)], rich))).toEqual([['r', 300e6, 'USDC', 'a x']]);
  const later = [
    move('removeCollateral', 'd v', 50, { step: ['s', 0, 2] }),
    move('addCollateral', 'b y', 120, { step: ['s', 1, 2] }),
  ];
  expect(told(looseOf([...broken, ...later], rich))).toEqual([['r', 330e6, 'USDC', 'a x']]);
  expect(looseOf([...broken, move('repay', 'aave-v3 account', 500)], rich)).toEqual([]);
});

test('behavior: no more than the wallet holds, the oldest gone first; all of it where nobody tells', () => {
  const rows = ['r', 's'].flatMap((programme) => [
    move('removeCollateral', `${programme} x`, 100, { step: [programme, 0, 2] }),
    move('addCollateral', 'b y', 100, { step: [programme, 1, 2], status: 'Canceled' }),
  ]);
  expect(told(looseOf(rows, world({ USDC: 130n * 10n ** 6n })))).toEqual([
    ['r', 30e6, 'USDC', 'r x'],
    ['s', 100e6, 'USDC', 's x'],
  ]);
  expect(looseOf(rows, world({ USDC: 0n }))).toEqual([]);
  expect(looseOf(rows, world({}))).toHaveLength(2);
});

test('invariant: never less than nothing, nor more than was taken out; the same orders give the same', () => {
  const kinds: readonly CollateralKind[] = ['removeCollateral', 'borrow', 'addCollateral', 'repay'];
  const event = fc.record({
    kind: fc.constantFrom(...kinds),
    amount: fc.integer({ min: 1, max: 1_000 }),
    row: fc.constantFrom('r', 's', null),
    isDone: fc.boolean(),
  });
  fc.assert(
    fc.property(fc.array(event, { maxLength: 12 }), fc.bigInt({ min: 0n, max: 3_000n * 10n ** 6n }), (events, held) => {
      const orders = events.map(({ kind, amount, row, isDone }, i) => {
        const step = row === null ? {} : { step: [row, i, 20] as [string, number, number] };
        return move(kind, 'a x', amount, { ...step, status: isDone ? 'Filled' : 'Rejected' });
      });
      const loose = looseOf(orders, world({ USDC: held }));
      const out = events
        .filter(({ kind, isDone, row }) => isDone && row !== null && (kind === 'borrow' || kind === 'removeCollateral'))
        .reduce((sum, { amount }) => sum + BigInt(amount) * 10n ** 6n, 0n);
      const sum = loose.reduce((all, { amount }) => all + amount, 0n);
      expect(sum <= out && sum <= held).toBe(true);
      expect(loose.every(({ amount }) => amount > 0n)).toBe(true);
      expect(looseOf(orders, world({ USDC: held }))).toEqual(loose);
    }),
  );
});

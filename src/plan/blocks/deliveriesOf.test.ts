import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { BlockState, Child } from '../../model/desk.js';
import type { PairToken, Spot } from '../../model/instrument.js';
import type { Fill, TransferredToken } from '../../model/order.js';
import { bps, tokenAmount, unixMillis, wad } from '../../model/units.js';
import { type Deliveries, deliveriesOf, type Things } from './deliveriesOf.js';
import { accountOf, sampleParent } from './testing/sampleParent.js';

const at = unixMillis(1_700_000_000_000);
const quote: PairToken = { symbol: 'USDC', address: accountOf('usdc'), decimals: 6 };
const base: PairToken = { symbol: 'T', address: accountOf('t'), decimals: 8 };
const instrument: Spot = { id: 'uniswap-v3 T/USDC', venue: 'uniswap-v3', kind: 'spot', underlying: 'T', base, quote };
const desk = accountOf('desk');
const things: Things = { instrument: instrument.id, base, quote, lot: wad(10n ** 10n) };
/** A base unit of the token, Wad. */
const lot = 10n ** 10n;

const of = ({ symbol, address, decimals }: PairToken, amount: bigint): TransferredToken => ({
  ...{ token: symbol, address, decimals, amount: tokenAmount(amount) },
});

const sending = (
  id: string,
  to: `0x${string}`,
  asset: TransferredToken,
  status: Child['status'] = 'Filled',
): Child => ({
  ...{ id, status, text: '', createdAt: at, updatedAt: at },
  terms: { kind: 'transfer', venue: 'wallet', asset, to, reference: 'block' },
  fills: status === 'Filled' ? [{ kind: 'transfer', asset, to }] : [],
});

interface Given {
  /** Base units that each has ordered; whether it was left out. */
  members: readonly { ordered: bigint; isOut: boolean }[];
  side: 'Buy' | 'Sell';
  /** Millionths of what is in the block that was traded. */
  filled: bigint;
  /** USDC per whole token, base units. */
  price: bigint;
}

const given: fc.Arbitrary<Given> = fc.record({
  members: fc.array(fc.record({ ordered: fc.bigInt({ min: 1n, max: 10n ** 12n }), isOut: fc.boolean() }), {
    minLength: 1,
    maxLength: 8,
  }),
  side: fc.constantFrom('Buy' as const, 'Sell' as const),
  filled: fc.bigInt({ min: 0n, max: 1_000_000n }),
  price: fc.bigInt({ min: 1n, max: 10n ** 10n }),
});

/** Members have sent what is needed, some of them too late; the block has traded a part. */
function blockOf({ members, side, filled, price }: Given) {
  const isBuy = side === 'Buy';
  const costOf = (amount: bigint) => (amount * price) / 10n ** 8n;
  const gives = members.map(({ ordered }) => (isBuy ? of(quote, costOf(ordered) + 2n) : of(base, ordered)));
  const parents = members.map(({ ordered }, i) =>
    sampleParent(
      `m${i}`,
      { instrument: instrument.id, side, quantity: wad(ordered * lot) },
      {},
      {
        children: [sending(`in${i}`, desk, gives[i] ?? of(base, 0n))],
      },
    ),
  );
  const isIn = members.reduce((sum, { ordered, isOut }) => (isOut ? sum : sum + ordered), 0n);
  const traded = (isIn * filled) / 1_000_000n;
  const cash = costOf(traded);
  const fill: Extract<Fill, { kind: 'trade' }> = {
    ...{ instrument: instrument.id, underlying: 'T', side, quantity: wad(traded * lot) },
    kind: 'trade',
    ...{
      price: wad(price * 10n ** 12n),
      fee: wad(0n),
      cash: { token: 'USDC', decimals: 6, amount: tokenAmount(cash) },
    },
  };
  const own = sampleParent(
    'own',
    { instrument: instrument.id, side },
    {},
    {
      children:
        traded === 0n
          ? []
          : [
              {
                ...sending('x', desk, of(base, 0n)),
                terms: {
                  kind: 'trade',
                  instrument: instrument.id,
                  side,
                  quantity: fill.quantity,
                  venue: 'uniswap-v3',
                  position: null,
                  reduceOnly: false,
                  maxSlippage: bps(1),
                },
                fills: [fill],
              },
            ],
    },
  );
  const block: BlockState = {
    ...{ id: 'block', chainId: 1, instrument: instrument.id, side, quantity: wad(isIn * lot), method: 'transfer' },
    ...{ strategy: 'desk', account: desk, parent: 'own', price: null, maxDeviation: bps(1), status: 'Allocating' },
    members: members.map(({ ordered, isOut }, i) => ({
      ...{ parent: `m${i}`, strategy: 's', account: accountOf(`m${i}`), gives: gives[i] ?? null },
      quantity: wad(isOut ? 0n : ordered * lot),
    })),
    ...{ author: 'ana', createdAt: at, parents: [...parents, own], allocations: [] },
  };
  const sent = gives.reduce((sum, { amount }) => sum + amount, 0n);
  return { block, sent, traded, cash, isBuy };
}

const sums = ({ all }: Deliveries) => ({
  due: all.reduce((sum, { due }) => sum + due.amount, 0n),
  change: all.reduce((sum, { change }) => sum + change.amount, 0n),
});

test('invariant: all that was sent and traded goes out, to the unit, whoever was left out and however much was filled', () => {
  fc.assert(
    fc.property(given, (one) => {
      const { block, sent, traded, cash, isBuy } = blockOf(one);
      const { due, change } = sums(deliveriesOf(block, things));
      expect({ due, change }).toEqual(
        isBuy ? { due: traded, change: sent - cash } : { due: cash, change: sent - traded },
      );
    }),
    { numRuns: 300 },
  );
});

test('invariant: who was left out gets back what it sent, and nothing else', () => {
  fc.assert(
    fc.property(given, (one) => {
      const { all } = deliveriesOf(blockOf(one).block, things);
      for (const { member, due, change, share } of all) {
        if (member.quantity > 0n) continue;
        expect([share, due.amount, change.amount]).toEqual([null, 0n, member.gives?.amount]);
      }
    }),
  );
});

test('behavior: what is on its way is not sent again, what failed is, and what cannot be told is neither', () => {
  const { block } = blockOf({ members: [{ ordered: 100n, isOut: false }], side: 'Sell', filled: 0n, price: 1n });
  const to = accountOf('m0');
  const standing = (...children: Child[]) => {
    const [parent] = block.parents;
    if (!parent) throw new Error('no member');
    const parents = [{ ...parent, children: [...parent.children, ...children] }, ...block.parents.slice(1)];
    const [delivery] = deliveriesOf({ ...block, parents }, things).all;
    const { done, open, failures, isUnknown } = delivery?.change.sent ?? {};
    return { done, open, failures, isUnknown };
  };
  expect(standing()).toEqual({ done: 0n, open: 0n, failures: 0, isUnknown: false });
  expect(standing(sending('a', to, of(base, 100n), 'New'))).toMatchObject({ open: 100n });
  expect(standing(sending('a', to, of(base, 100n), 'Rejected'))).toMatchObject({ open: 0n, failures: 1 });
  expect(standing(sending('a', to, of(base, 100n), 'Unknown'))).toMatchObject({ open: 100n, isUnknown: true });
  expect(standing(sending('a', to, of(base, 40n)), sending('b', to, of(base, 60n), 'New'))).toMatchObject({
    ...{ done: 40n, open: 60n },
  });
  const other = {
    ...sending('a', to, of(base, 100n)),
    terms: { ...sending('a', to, of(base, 100n)).terms, reference: 'another' },
  };
  expect(standing(other as Child)).toMatchObject({ done: 0n });
});

test('behavior: what costs more than was put up leaves no change, and nobody a debt', () => {
  const { block } = blockOf({
    members: [{ ordered: 10n ** 8n, isOut: false }],
    side: 'Buy',
    filled: 1_000_000n,
    price: 10n ** 6n,
  });
  const dearer = block.parents.map((parent) =>
    parent.id === 'own'
      ? {
          ...parent,
          children: parent.children.map((child) => ({
            ...child,
            fills: child.fills.map((fill) =>
              fill.kind === 'trade'
                ? { ...fill, cash: { token: 'USDC', decimals: 6, amount: tokenAmount(10n ** 9n) } }
                : fill,
            ),
          })),
        }
      : parent,
  );
  const [delivery] = deliveriesOf({ ...block, parents: dearer }, things).all;
  expect([delivery?.due.amount, delivery?.change.amount]).toEqual([10n ** 8n, 0n]);
});

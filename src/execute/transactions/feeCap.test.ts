import fc from 'fast-check';
import { expect, test } from 'vitest';
import { orderClasses } from '../../model/order.js';
import { wad, wei } from '../../model/units.js';
import { feeCapOf } from './feeCap.js';
import { feesFor } from './fees.js';
import { urgencies } from './urgency.js';

const gwei = (n: bigint) => wei(n * 10n ** 9n);
const usual = {
  order: { orderClass: 'delta', notional: 5_000 },
  gas: 200_000n,
  baseFee: gwei(10n),
  market: gwei(22n),
  gasTokenPrice: wad(2_000n * 10n ** 18n),
  mostGas: undefined,
} as const;

test('default: so many base fees and the highest tip, and no more than a day allows', () => {
  // Four base fees, and a tip of two.
  expect(feeCapOf(usual)).toBe(gwei(60n));
  expect(feeCapOf({ ...usual, mostGas: wei(200_000n * gwei(30n) + 1n) })).toBe(gwei(30n));
  expect(feeCapOf({ ...usual, order: { orderClass: 'cost', notional: 5_000 } })).toBe(gwei(50n));
});

test('behavior: to survive, 2 % of what is protected, whatever a day allows', () => {
  const order = { orderClass: 'survive', notional: 10_000 } as const;
  // 200 USD are 0.1 of the gas token.
  expect(feeCapOf({ ...usual, order, mostGas: wei(1n) })).toBe(10n ** 17n / 200_000n);
  expect(feeCapOf({ ...usual, order: { ...order, notional: 1 } })).toBe(usual.market);
});

test('behavior: to survive where no price is known, more base fees than for anything else', () => {
  const order = { orderClass: 'survive', notional: 10_000 } as const;
  for (const gasTokenPrice of [undefined, wad(0n)]) {
    expect(feeCapOf({ ...usual, order, gasTokenPrice })).toBe(gwei(20n * 10n + 50n));
  }
  for (const notional of [Number.NaN, Number.POSITIVE_INFINITY]) {
    expect(feeCapOf({ ...usual, order: { ...order, notional } })).toBe(gwei(250n));
  }
});

test('invariant: no cap keeps what must survive from what the market asks, and every other cap from what a day allows', () => {
  const amount = fc.bigInt(0n, 10n ** 13n).map(wei);
  const inputs = fc.record({
    orderClass: fc.constantFrom(...orderClasses),
    notional: fc.double({ noNaN: false }),
    gas: fc.bigInt(21_000n, 10n ** 8n),
    baseFee: amount,
    priorityFee: amount,
    gasTokenPrice: fc.option(fc.bigInt(0n, 10n ** 24n).map(wad), { nil: undefined }),
    mostGas: fc.option(fc.bigInt(0n, 10n ** 20n).map(wei), { nil: undefined }),
  });
  fc.assert(
    fc.property(inputs, ({ orderClass, notional, priorityFee, baseFee, ...rest }) => {
      const market = feesFor({ baseFee, priorityFee, urgent: orderClass === 'survive' }).maxFeePerGas;
      const cap = feeCapOf({ order: { orderClass, notional }, baseFee, market, ...rest });
      if (orderClass === 'survive') expect(cap).toBeGreaterThanOrEqual(market);
      else if (rest.mostGas !== undefined) expect(cap * rest.gas).toBeLessThanOrEqual(rest.mostGas);
    }),
  );
});

test('invariant: the more urgent, the sooner, the more, and the more often; all of it while an intent is young', () => {
  const rows = orderClasses.map((orderClass) => urgencies[orderClass]);
  rows.forEach((row, i) => {
    const next = rows[i + 1];
    expect(row.bump).toBeGreaterThanOrEqual(10n);
    expect(row.firstAfter + row.thenEvery * (row.most - 1)).toBeLessThan(100_000);
    if (!next) return;
    expect(row.firstAfter).toBeLessThan(next.firstAfter);
    expect(row.most).toBeGreaterThan(next.most);
    expect(row.bump).toBeGreaterThanOrEqual(next.bump);
    expect(row.baseFees).toBeGreaterThan(next.baseFees);
  });
});

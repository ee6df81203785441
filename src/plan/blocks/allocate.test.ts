import fc from 'fast-check';
import { expect, test } from 'vitest';
import { tokenAmount, WAD, wad } from '../../model/units.js';
import { type AllocationClaim, allocate, type BlockFill } from './allocate.js';
import { largestRemainder } from './largestRemainder.js';

const total = (amounts: readonly bigint[]): bigint => amounts.reduce((sum, amount) => sum + amount, 0n);

const amount = fc.bigInt({ min: 1n, max: 10n ** 24n });
/** Members, a lot, and fills of at most what they have ordered, made of whole lots as often as not. */
const blocks = fc
  .record({
    quantities: fc.array(amount, { minLength: 1, maxLength: 20 }),
    lot: fc.constantFrom(1n, 10n ** 10n, 10n ** 16n),
    wholeLots: fc.boolean(),
    done: fc.bigInt({ min: 0n, max: 1_000_000n }),
    cuts: fc.integer({ min: 1, max: 5 }),
    price: fc.bigInt({ min: 1n, max: 10n ** 23n }),
    fee: fc.bigInt({ min: 0n, max: 10n ** 20n }),
    cash: fc.bigInt({ min: 0n, max: 10n ** 13n }),
  })
  .map(({ quantities, lot, wholeLots, done, cuts, price, fee, cash }) => {
    const members = quantities.map(
      (quantity, i): AllocationClaim => ({
        parent: `m${String(i).padStart(2, '0')}`,
        quantity: wad(wholeLots ? (quantity / lot + 1n) * lot : quantity),
      }),
    );
    const whole = total(members.map(({ quantity }) => quantity));
    const filled = wholeLots ? ((whole / lot) * done) / 1_000_000n : (whole * done) / 1_000_000n;
    const quantity = wholeLots ? filled * lot : filled;
    const fills = Array.from({ length: cuts }, (_, i): BlockFill => {
      const part = quantity / BigInt(cuts);
      const mine = i === 0 ? quantity - part * BigInt(cuts - 1) : part;
      return { quantity: wad(mine), price: wad(price + BigInt(i)), fee: wad(fee), cash: tokenAmount(cash) };
    }).filter((fill) => fill.quantity > 0n);
    return { members, fills, lot: wad(lot), quantity, isWhole: quantity === whole };
  });

test('invariant: quantities, gross amounts, fees and cash sum to what was traded, to the unit', () => {
  fc.assert(
    fc.property(blocks, ({ members, fills, lot, quantity }) => {
      const { shares, ...whole } = allocate(fills, members, lot);
      expect(total(shares.map((share) => share.quantity))).toBe(quantity);
      expect(whole.quantity).toBe(quantity);
      expect(total(shares.map((share) => share.grossTradeAmt))).toBe(whole.grossTradeAmt);
      expect(total(shares.map(({ fee }) => fee))).toBe(total(fills.map(({ fee }) => fee)));
      expect(total(shares.map(({ cash }) => cash))).toBe(total(fills.map(({ cash }) => cash)));
    }),
    { numRuns: 500 },
  );
});

test('invariant: nobody gets more than it ordered, and a whole fill gives each exactly that', () => {
  fc.assert(
    fc.property(blocks, ({ members, fills, lot, isWhole }) => {
      const { shares } = allocate(fills, members, lot);
      for (const [i, { quantity }] of shares.entries()) {
        const ordered = members[i]?.quantity ?? 0n;
        expect(quantity <= ordered).toBe(true);
        if (isWhole) expect(quantity).toBe(ordered);
      }
    }),
    { numRuns: 500 },
  );
});

test('invariant: each is within a lot of its part; where all is in whole lots, so is each share', () => {
  fc.assert(
    fc.property(blocks, ({ members, fills, lot, quantity }) => {
      const { shares } = allocate(fills, members, lot);
      const ordered = total(members.map((member) => member.quantity));
      const lotsOnly = quantity % lot === 0n && members.every((member) => member.quantity % lot === 0n);
      for (const [i, share] of shares.entries()) {
        const exact = (members[i]?.quantity ?? 0n) * quantity;
        const away = share.quantity * ordered - exact;
        // Less than a lot of its own, and what makes no lot in all.
        expect((away < 0n ? -away : away) < 2n * lot * ordered).toBe(true);
        if (lotsOnly) expect(share.quantity % lot).toBe(0n);
      }
    }),
    { numRuns: 500 },
  );
});

test('invariant: a share of money is never further than a unit from that of the quantity', () => {
  fc.assert(
    fc.property(blocks, ({ members, fills, lot, quantity }) => {
      fc.pre(quantity > 0n);
      const { shares, cash } = allocate(fills, members, lot);
      for (const share of shares) {
        const away = share.cash * quantity - cash * share.quantity;
        expect((away < 0n ? -away : away) < quantity).toBe(true);
      }
    }),
  );
});

test('invariant: the order in which members are named changes nothing', () => {
  fc.assert(
    fc.property(blocks, ({ members, fills, lot }) => {
      const byId = (shares: readonly { parent: string }[]) =>
        [...shares].sort((a, b) => (a.parent < b.parent ? -1 : 1));
      expect(byId(allocate(fills, [...members].reverse(), lot).shares)).toEqual(
        byId(allocate(fills, members, lot).shares),
      );
    }),
  );
});

test('default: three equal orders of 10, 7 filled in whole units: the first by id gets the odd one', () => {
  const members = ['c', 'a', 'b'].map((parent) => ({ parent, quantity: wad(10n * WAD) }));
  const fill = { quantity: wad(7n * WAD), price: wad(2_000n * WAD), fee: wad(WAD), cash: tokenAmount(14_001_000_001n) };
  const { shares, avgPx } = allocate([fill], members, WAD);
  expect(shares.map(({ parent, quantity, cash }) => [parent, quantity / WAD, cash])).toEqual([
    ['c', 2n, 4_000_285_714n],
    ['a', 3n, 6_000_428_572n],
    ['b', 2n, 4_000_285_715n],
  ]);
  expect(avgPx).toBe(2_000n * WAD);
});

test('behavior: nothing traded gives nobody anything', () => {
  const { shares, avgPx } = allocate([], [{ parent: 'a', quantity: wad(WAD) }], wad(1n));
  expect([avgPx, ...shares.map(({ quantity, cash }) => [quantity, cash])]).toEqual([0n, [0n, 0n]]);
});

test('args: more than was ordered is refused, and so is a whole that nobody may have', () => {
  const fill = { quantity: wad(2n), price: WAD, fee: wad(0n), cash: tokenAmount(0n) };
  expect(() => allocate([fill], [{ parent: 'a', quantity: wad(1n) }], wad(1n))).toThrow(RangeError);
  expect(() => largestRemainder(1n, [])).toThrow(RangeError);
  expect(() => largestRemainder(1n, [{ id: 'a', weight: 0n }])).toThrow(RangeError);
  expect(() => largestRemainder(-1n, [{ id: 'a', weight: 1n }])).toThrow(RangeError);
});

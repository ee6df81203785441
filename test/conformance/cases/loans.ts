import { expect } from 'vitest';
import type { CollateralKind, CollateralTerms } from '../../../src/model/order.js';
import { isPaidIn } from '../../../src/model/order.js';
import type { VenueReading } from '../../../src/model/snapshot.js';
import { tokenAmount } from '../../../src/model/units.js';
import type { ConformanceCase } from '../conformanceCase.js';
import type { Desk } from '../desk.js';
import { expectAsExpected } from '../expectAsExpected.js';
import { filled, lends, loanOf, onlyMargin, openMargined } from '../terms.js';
import { expectMost, expectWay, movable, waysNow } from './ways.js';

const held = ({ funding }: VenueReading, symbol: string): bigint =>
  funding.find(({ token }) => token.symbol === symbol)?.balance ?? 0n;

/** Carries it out and holds it against the wallet, the fills, the permissions, and what was foretold. */
export async function expectLent(desk: Desk, terms: CollateralTerms): Promise<void> {
  const { kind, marginAccount, token, decimals, amount } = terms;
  const before = await desk.read();
  const expected = desk.venue.after(before, terms);
  const { fills, steps } = await filled(desk, terms);
  const after = await desk.read();
  expect(fills).toEqual([{ kind, marginAccount, token, decimals, amount }]);
  expect(held(after, token) - held(before, token)).toBe(isPaidIn(terms) ? -amount : amount);
  expectAsExpected(desk, expected, after);
  const approved = steps.flatMap(({ approval }) => (approval ? [approval.amount] : []));
  expect(approved).toEqual(isPaidIn(terms) ? [amount] : []);
  expect(after.funding.every(({ allowance }) => allowance === 0n)).toBe(true);
}

/** The way of a kind and a token, as it is now. */
export async function wayOf(desk: Desk, kind: CollateralKind, token: string) {
  const way = waysNow(desk, await desk.read()).find((one) => one.kind === kind && one.token.symbol === token);
  if (!way) throw new Error(`${desk.venue.id} says no way to ${kind} ${token}`);
  return way;
}

const tenth = (amount: bigint) => tokenAmount(amount / 10n);

export const loanCases: readonly ConformanceCase[] = [
  {
    name: 'default: supply, borrow, repay and withdraw, every step as it was foretold',
    needs: ['borrow'],
    async run({ newDesk }) {
      const desk = await newDesk();
      const { supplied, borrowed } = loanOf(desk);
      await expectLent(desk, lends('addCollateral', await desk.read(), supplied));
      await expectLent(desk, lends('borrow', await desk.read(), borrowed));
      const { health } = onlyMargin(await desk.read());
      await expectLent(desk, lends('borrow', await desk.read(), { ...borrowed, amount: tenth(borrowed.amount) }));
      expect(onlyMargin(await desk.read()).health).toBeLessThan(health);
      await expectLent(desk, lends('repay', await desk.read(), borrowed));
      expect(onlyMargin(await desk.read()).health).toBeGreaterThan(health);
      await expectLent(
        desk,
        lends('removeCollateral', await desk.read(), { ...supplied, amount: tenth(supplied.amount) }),
      );
    },
  },
  {
    name: 'default: all of a debt is repaid and all collateral withdrawn, with the interest of the last seconds',
    needs: ['borrow'],
    async run({ newDesk }) {
      const desk = await newDesk();
      const { supplied, borrowed } = loanOf(desk);
      const before = await desk.read();
      await openMargined(desk);
      const owed = (await wayOf(desk, 'repay', borrowed.token)).most;
      const lent = loanOf(desk).borrowed.amount;
      expect(owed).toBeGreaterThanOrEqual(lent);
      // What was borrowed is in the wallet; its interest is paid out of what was there.
      expect(held(await desk.read(), borrowed.token)).toBeGreaterThanOrEqual(owed);
      const { fills } = await filled(desk, lends('repay', await desk.read(), { ...borrowed, amount: owed }));
      expect(fills).toHaveLength(1);
      const debtless = await desk.read();
      expect(debtless.marginAccounts.map(({ health }) => health)).toEqual([Number.POSITIVE_INFINITY]);
      expect(debtless.positions).toHaveLength(1);
      const there = (await wayOf(desk, 'removeCollateral', supplied.token)).most;
      await filled(desk, lends('removeCollateral', debtless, { ...supplied, amount: there }));
      const after = await desk.read();
      expect(after.positions).toEqual([]);
      expect(held(after, supplied.token)).toBeGreaterThanOrEqual(held(before, supplied.token) - 2n);
    },
  },
  {
    name: 'default: each way of a loan moves what it says, at the gas it says',
    needs: ['borrow'],
    async run({ newDesk }) {
      const desk = await newDesk();
      const { supplied, borrowed } = loanOf(desk);
      await openMargined(desk);
      for (const kind of ['addCollateral', 'removeCollateral'] as const)
        await expectWay(desk, await wayOf(desk, kind, supplied.token));
      for (const kind of ['borrow', 'repay'] as const) await expectWay(desk, await wayOf(desk, kind, borrowed.token));
    },
  },
  {
    name: 'behavior: the most that a way of a loan moves is taken, a little more is refused before it is sent',
    needs: ['borrow'],
    async run({ newDesk }) {
      const desk = await newDesk();
      await openMargined(desk);
      for (const way of waysNow(desk, await desk.read()))
        if (way.closed === null && movable(way, await desk.read()) > 0n) await expectMost(desk, way);
    },
  },
  {
    name: 'invariant: a way of a loan that is closed says so in a sentence, and moves nothing',
    needs: ['borrow'],
    async run({ newDesk }) {
      const desk = await newDesk();
      const empty = waysNow(desk, await desk.read());
      await openMargined(desk);
      for (const way of [...empty, ...waysNow(desk, await desk.read())]) {
        expect(way.most).toBeGreaterThanOrEqual(0n);
        expect([way.equity, way.maintenance, way.carry].every(Number.isFinite)).toBe(true);
        expect(way.closed === null).toBe(way.most > 0n);
        if (way.closed !== null) expect(way.closed).toMatch(/[a-z]{3} /);
      }
      expect(empty.filter(({ kind }) => kind === 'borrow').every(({ closed }) => closed !== null)).toBe(true);
    },
  },
];

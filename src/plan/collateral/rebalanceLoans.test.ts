import { beforeAll, describe, expect, test } from 'vitest';
import { movesCollateral } from '../../model/order.js';
import { marginAccountsOf } from '../../model/snapshot.js';
import { amountToFloat } from '../../model/units.js';
import { createSolver, SolverDied } from './createSolver.js';
import type { LinearSolver } from './linear.js';
import { rebalance } from './rebalance.js';
import { type LentBook, lentBook } from './testing/toyLender.js';

let solver: LinearSolver;
beforeAll(async () => {
  solver = await createSolver();
});

const planOf = (change: Partial<LentBook>) => rebalance(lentBook(change), solver);
const healthOf = (plan: ReturnType<typeof planOf>, id: string) =>
  marginAccountsOf(plan.snapshot).find((account) => account.id === id)?.health ?? Number.NaN;
const movedBy = (plan: ReturnType<typeof planOf>): [string, number][] =>
  plan.rows.flatMap(({ steps }) =>
    steps.map(({ terms }): [string, number] => [
      terms.kind,
      movesCollateral(terms) ? amountToFloat(terms.amount, 6) : Number.NaN,
    ]),
  );

// Collateral of which 80 % counts, against a debt; 1.8 is wanted.
describe('rebalance with loans', () => {
  test('behavior: paying back takes less than putting in, and is what is done', () => {
    const plan = planOf({ lender: { supplied: 2_000, debt: 1_000 }, wallet: 1_000, needs: ['lender account'] });
    // 1 600 / 1.8 is the debt that it may have.
    expect(movedBy(plan)).toEqual([['repay', expect.closeTo(1_000 - 1_600 / 1.8, 4)]]);
    expect(healthOf(plan, 'lender account')).toBeCloseTo(1.8, 5);
    expect(plan.rows[0]?.says[0]).toContain('from the wallet');
  });

  test('behavior: what another account lacks is borrowed, and no more than leaves the lender at the target', () => {
    const frozen = 'nothing can be taken out';
    const change = { perp: 1_350, wallet: 0, needs: ['toy a'], from: ['lender'] };
    const plan = planOf({ ...change, lender: { supplied: 5_000, debt: 0, frozen } });
    expect(movedBy(plan).map(([kind]) => kind)).toEqual(['borrow', 'addCollateral']);
    expect(healthOf(plan, 'toy a')).toBeCloseTo(1.8, 5);
    const short = planOf({ ...change, lender: { supplied: 1_125, debt: 0, frozen } });
    // 900 counts, of which 500 may be borrowed at 1.8; and 900 are needed.
    expect(movedBy(short)[0]).toEqual(['borrow', expect.closeTo(500, 4)]);
    expect(healthOf(short, 'lender account')).toBeGreaterThanOrEqual(1.8 * (1 - 1e-6));
    expect(short.not.join()).toContain('toy a stays short');
  });

  test('behavior: what lies idle is lent when nobody is short, above what is kept', () => {
    const change = { wallet: 3_000, keep: 500, lends: true };
    const idle = planOf({ ...change, needs: [] });
    expect(movedBy(idle)).toEqual([['addCollateral', 2_500]]);
    expect(idle.rows[0]).toMatchObject({ orderClass: 'cost', marginAccounts: ['lender account'] });
    const short = planOf({ ...change, wallet: 600, perp: 1_350, needs: ['toy a'] });
    expect(movedBy(short)).toEqual([['addCollateral', 100]]);
    expect(short.rows[0]?.marginAccounts).toEqual(['toy a']);
  });

  test('behavior: of a solver that dies nothing else is thrown', () => {
    const dead = () => {
      throw new SolverDied('the solver died twice of the same programme');
    };
    const input = lentBook({ lender: { supplied: 2_000, debt: 1_000 }, wallet: 1_000, needs: ['lender account'] });
    expect(() => rebalance(input, { solve: dead, within: dead })).toThrow(SolverDied);
  });
});

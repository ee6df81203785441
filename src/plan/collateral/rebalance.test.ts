import { beforeAll, describe, expect, test } from 'vitest';
import type { CollateralWay } from '../../model/collateralWay.js';
import { marginAccountsOf, type VenueReading } from '../../model/snapshot.js';
import type { RebalanceRule } from '../../model/strategy.js';
import { amountFromFloat, type TokenAmount, toFloat } from '../../model/units.js';
import { type Venue, VenueRefusal } from '../../venues/venue.js';
import { gasPricesOf } from '../cost/gasPrices.js';
import { holding, rebalanceRule, toySnapshot } from '../testing/toyBook.js';
import { type ToyState, toyPerp, toyReading, toyState } from '../testing/toyPerp.js';
import { usdc } from '../testing/toyTokens.js';
import { createSolver } from './createSolver.js';
import type { LinearSolver } from './linear.js';
import type { Need, RebalanceInput } from './problemOf.js';
import { rebalance } from './rebalance.js';
import { toySpot, toySpotReading } from './testing/toySpot.js';

let solver: LinearSolver;
beforeAll(async () => {
  solver = await createSolver();
});

const dollars = (amount: number): TokenAmount => amountFromFloat(amount, 6, 'down');
const ether = (amount: number): TokenAmount => amountFromFloat(amount, 18, 'down');

/** The toy venue, where collateral may be taken out again down to a health of 1. */
const giving = (venue: Venue, refuseAbove = Number.POSITIVE_INFINITY): Venue => ({
  ...venue,
  ways: (reading: VenueReading): CollateralWay[] =>
    reading.marginAccounts.flatMap((account) => {
      const free = Math.max(0, toFloat(account.equity) - toFloat(account.maintenance));
      const both = { venue: 'toy', marginAccount: account.id, token: usdc, maintenance: 0, carry: 0, closed: null };
      return [
        { ...both, kind: 'addCollateral', most: dollars(1e9), equity: 1, gas: 100_000n },
        { ...both, kind: 'removeCollateral', most: dollars(free), equity: -1, gas: 120_000n },
      ];
    }),
  after(reading, terms, order) {
    if (terms.kind === 'removeCollateral' && terms.amount > dollars(Math.min(1e12, refuseAbove))) {
      throw new VenueRefusal('the vault is empty');
    }
    return venue.after(reading, terms, order);
  },
});

function book(
  state: Partial<ToyState>,
  wallet: { usdc: number; weth?: number; pool?: number },
  needs: readonly [string, Need['orderClass']][],
  change: Partial<RebalanceRule> = {},
  venue: Venue = giving(toyPerp('toy')),
): RebalanceInput {
  const perp = toyReading(toyState({ walletBalance: dollars(wallet.usdc), ...state }));
  const pool = { dollars: wallet.pool ?? 1e6, usdc: dollars(wallet.usdc), weth: ether(wallet.weth ?? 0) };
  const snapshot = toySnapshot([perp, toySpotReading(pool)]);
  return {
    rule: rebalanceRule(change),
    snapshot,
    venues: new Map([
      ['toy', venue],
      ['spot', toySpot],
    ]),
    needs: needs.map(([name, orderClass]) => ({ marginAccount: `toy ${name}`, orderClass })),
    surviveBelow: 1.1,
    loose: [],
    prices: gasPricesOf(snapshot),
  };
}

const healthOf = (plan: ReturnType<typeof rebalance>, name: string): number =>
  marginAccountsOf(plan.snapshot).find(({ id }) => id === `toy ${name}`)?.health ?? Number.NaN;

const termsOf = (plan: ReturnType<typeof rebalance>) =>
  plan.rows.map(({ steps }) => steps.map(({ terms }) => terms.kind));

// 10 ether at 2 000 USD require 1 250 USD: 1.8 of it is 2 250.
describe('rebalance', () => {
  test('default: what is missing comes from the wallet, and the target is met to a base unit', () => {
    const plan = rebalance(book({ accounts: { a: holding(10, 1_350) } }, { usdc: 5_000 }, [['a', 'margin']]), solver);
    expect(termsOf(plan)).toEqual([['addCollateral']]);
    expect(plan.rows[0]?.steps[0]?.terms).toMatchObject({ amount: dollars(900), marginAccount: 'toy a' });
    expect(healthOf(plan, 'a')).toBeCloseTo(1.8, 6);
    expect(plan.not).toEqual([]);
    expect(plan.rows[0]?.says).toEqual(['toy a 1.08 to 1.8: 900 USDC from the wallet']);
    expect(plan.cost.gas).toBeGreaterThan(0);
  });

  test('behavior: an account that another rule wants more of gives down to that, and no further', () => {
    const accounts = { a: holding(10, 1_350), b: holding(10, 4_000) };
    const from = [{ accounts: { venue: 'toy', name: 'b' } }];
    const input = book({ accounts }, { usdc: 0 }, [['a', 'margin']], { from });
    expect(healthOf(rebalance(input, solver), 'b')).toBeCloseTo((4_000 - 900) / 1_250, 6);
    const plan = rebalance({ ...input, floors: new Map([['toy b', 2.8]]) }, solver);
    expect(healthOf(plan, 'b')).toBeGreaterThanOrEqual(2.8 * (1 - 1e-6));
    expect(healthOf(plan, 'a')).toBeCloseTo((1_350 + 500) / 1_250, 4);
    expect(plan.not).toEqual([expect.stringContaining('toy a stays short of a health of 1.8: 400')]);
  });

  test('behavior: what the wallet lacks is sold for, before it is put in, and said', () => {
    const input = book({ accounts: { a: holding(10, 1_350) } }, { usdc: 400, weth: 2 }, [['a', 'margin']], {
      from: [{ token: 'USDC' }, { token: 'WETH' }],
      swap: ['spot WETH/USDC'],
    });
    const plan = rebalance(input, solver);
    expect(termsOf(plan)).toEqual([['trade', 'addCollateral']]);
    expect(plan.rows[0]?.steps[1]?.needs).toEqual([0]);
    expect(healthOf(plan, 'a')).toBeCloseTo(1.8, 6);
    expect(plan.rows[0]?.says[0]).toMatch(
      /^toy a 1\.08 to 1\.8: 900 USDC, of which 400 from the wallet, 500 by selling 0\.25\d* WETH$/,
    );
    expect(plan.binding).toEqual([
      expect.objectContaining({ symbol: 'USDC', avoids: 'swap', more: expect.closeTo(500, 3) }),
    ]);
    expect(plan.alternatives).toContainEqual(expect.objectContaining({ describe: 'without any swap', cost: null }));
  });

  test('behavior: another account gives what it has above the target, and is not left below it', () => {
    const accounts = { a: holding(10, 1_350), b: holding(10, 2_600) };
    const input = book({ accounts }, { usdc: 600 }, [['a', 'margin']], {
      from: [{ token: 'USDC' }, { accounts: { venue: 'toy', name: 'b' } }],
    });
    const plan = rebalance(input, solver);
    expect(termsOf(plan)).toEqual([['removeCollateral', 'addCollateral']]);
    expect(healthOf(plan, 'a')).toBeCloseTo(1.8, 6);
    expect(healthOf(plan, 'b')).toBeGreaterThanOrEqual(1.8 * (1 - 1e-6));
  });

  test('behavior: what a venue refuses is planned without, and said', () => {
    const accounts = { a: holding(10, 1_350), b: holding(10, 3_600) };
    const input = book(
      { accounts },
      { usdc: 600, weth: 1 },
      [['a', 'margin']],
      {
        from: [{ token: 'USDC' }, { token: 'WETH' }, { accounts: { venue: 'toy', name: 'b' } }],
        swap: ['spot WETH/USDC'],
      },
      giving(toyPerp('toy'), 0),
    );
    const plan = rebalance(input, solver);
    expect(termsOf(plan)).toEqual([['trade', 'addCollateral']]);
    expect(plan.says.join()).toContain('the vault is empty');
  });

  test('behavior: dangers come first, in their order; the reserve is for them only', () => {
    const accounts = { a: holding(10, 1_200), b: holding(10, 1_250), c: holding(10, 1_300) };
    const needs: [string, Need['orderClass']][] = [
      ['b', 'survive'],
      ['a', 'survive'],
      ['c', 'margin'],
    ];
    const plan = rebalance(book({ accounts }, { usdc: 200 }, needs, { keep: { USDC: 100 } }), solver);
    expect(healthOf(plan, 'b')).toBeCloseTo(1.1, 6);
    expect(healthOf(plan, 'a')).toBeCloseTo((1_200 + 75) / 1_250, 6);
    expect(healthOf(plan, 'c')).toBeCloseTo(1.04, 6);
    expect(plan.not).toHaveLength(4);
    expect(plan.binding).toEqual([expect.objectContaining({ avoids: 'shortfall', symbol: 'USDC' })]);
  });

  test('behavior: positions are reduced by as little as does, and only where collateral cannot do it', () => {
    const accounts = { a: holding(10, 1_350) };
    const enough = rebalance(book({ accounts }, { usdc: 900 }, [['a', 'margin']], { reduce: true }), solver);
    expect(termsOf(enough)).toEqual([['addCollateral']]);
    const plan = rebalance(book({ accounts }, { usdc: 450 }, [['a', 'margin']], { reduce: true }), solver);
    expect(termsOf(plan)).toEqual([['addCollateral'], ['trade']]);
    // 1 800 USD back 16 000 USD at 1.8 of 6.25 %.
    expect(plan.rows[1]?.steps[0]?.terms).toMatchObject({ side: 'Sell', reduceOnly: true });
    expect(plan.rows[1]?.steps[0]?.notional).toBeCloseTo(4_000, 2);
    expect(healthOf(plan, 'a')).toBeCloseTo(1.8, 6);
    expect(plan.binding).toEqual([
      expect.objectContaining({ avoids: 'reduction', symbol: 'USDC', more: expect.closeTo(450, 3) }),
    ]);
  });

  test('behavior: collateral that came loose is used first, whatever `from` says, or put back', () => {
    const accounts = { a: holding(10, 1_350), b: holding(10, 2_600) };
    const input = book({ accounts }, { usdc: 1_000 }, [['a', 'margin']], { from: [{ token: 'WETH' }] });
    const loose = [{ token: 'USDC', amount: dollars(1_000), marginAccount: 'toy b' }];
    const plan = rebalance({ ...input, loose }, solver);
    expect(plan.rows.map(({ orderClass }) => orderClass)).toEqual(['margin', 'cost']);
    expect(plan.rows[1]?.steps[0]?.terms).toMatchObject({ amount: dollars(100), marginAccount: 'toy b' });
    expect(rebalance(input, solver).rows).toEqual([]);
  });

  test('behavior: what is above `returnAbove` goes back to the wallet', () => {
    const input = book({ accounts: { b: holding(10, 4_000) } }, { usdc: 0 }, [], { returnAbove: 2.4 });
    const plan = rebalance(input, solver);
    expect(plan.rows[0]?.steps[0]?.terms).toMatchObject({ kind: 'removeCollateral', amount: dollars(1_000) });
    expect(plan.rows[0]?.orderClass).toBe('cost');
  });

  test('behavior: a venue that names no ways takes its own collateral', () => {
    const input = book({ accounts: { a: holding(10, 1_350) } }, { usdc: 5_000 }, [['a', 'margin']], {}, toyPerp('toy'));
    expect(termsOf(rebalance(input, solver))).toEqual([['addCollateral']]);
  });

  test('invariant: the same input gives the same plan', () => {
    const input = book({ accounts: { a: holding(10, 1_350) } }, { usdc: 400, weth: 2 }, [['a', 'margin']], {
      from: [{ token: 'USDC' }, { token: 'WETH' }],
      swap: ['spot WETH/USDC'],
    });
    expect(rebalance(input, solver)).toEqual(rebalance(input, solver));
  });
});

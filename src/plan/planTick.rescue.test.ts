import { beforeAll, expect, test } from 'vitest';
import type { CollateralWay } from '../model/collateralWay.js';
import type { VenueReading } from '../model/snapshot.js';
import { amountFromFloat, bps, fromFloat, milliseconds, toFloat, unixMillis } from '../model/units.js';
import type { Venue } from '../venues/venue.js';
import { createSolver } from './collateral/createSolver.js';
import type { LinearSolver } from './collateral/linear.js';
import { toySpot, toySpotReading } from './collateral/testing/toySpot.js';
import { planTick } from './planTick.js';
import type { RuleHistory } from './ruleHistory.js';
import { hedgeRule, holding, rebalanceRule, toyBook, toySnapshot } from './testing/toyBook.js';
import { toyPerp, toyReading, toyState } from './testing/toyPerp.js';
import { usdc } from './testing/toyTokens.js';

let solver: LinearSolver;
beforeAll(async () => {
  solver = await createSolver();
});

const dollars = (amount: number) => amountFromFloat(amount, 6, 'down');
const now = unixMillis(1_700_000_000_000);

const rule = rebalanceRule({
  name: 'rebalance',
  from: [{ token: 'USDC' }, { token: 'WETH' }, { accounts: { venue: 'toy', name: 'rich' } }],
  swap: ['spot WETH/USDC'],
  ...{ maxSlippage: bps(100), reduce: true, minimum: 1, hold: milliseconds(86_400_000) },
});

const giving = (venue: Venue): Venue => ({
  ...venue,
  ways: (reading: VenueReading): CollateralWay[] =>
    reading.marginAccounts.flatMap((account) => {
      const free = Math.max(0, toFloat(account.equity) - toFloat(account.maintenance));
      const both = {
        venue: 'toy',
        marginAccount: account.id,
        token: usdc,
        maintenance: 0,
        carry: 0,
        gas: 0n,
        closed: null,
      };
      return [
        { ...both, kind: 'addCollateral', most: dollars(1e9), equity: 1 },
        { ...both, kind: 'removeCollateral', most: dollars(free), equity: -1 },
      ];
    }),
});

/** One account about to be liquidated, one with far more than it needs, a little in dollars and much in ether. */
function planOf({ failures = 0, last = 2_000 }) {
  const accounts = { sick: holding(-10, 1_250 * 1.02), rich: holding(-1, 10_000) };
  const wallet = { usdc: dollars(300), weth: amountFromFloat(5, 18, 'down') };
  const pool = toySpotReading({ dollars: 5_000_000, ...wallet });
  const markets = pool.markets.map((market) => ({ ...market, last: fromFloat(last, 'down') }));
  const state = toyState({ accounts, walletBalance: wallet.usdc });
  const history: RuleHistory =
    failures === 0 ? new Map() : new Map([['rebalance|toy sick', { lastAt: unixMillis(now - 3_600_000), failures }]]);
  return planTick(
    toyBook([rule], state, {
      snapshot: toySnapshot([toyReading(state), { ...pool, markets }]),
      venues: new Map<string, Venue>([
        ['toy', giving(toyPerp('toy'))],
        ['spot', toySpot],
      ]),
      ...{ solver, now, history },
    }),
  ).decisions;
}

const kinds = (decisions: ReturnType<typeof planOf>) =>
  decisions.map(({ action, verdict, orderClass }) => `${orderClass} ${action?.terms.kind ?? verdict}`);

test('default: a rescue takes from who has enough before it makes anything smaller', () => {
  expect(kinds(planOf({}))).toEqual(expect.arrayContaining(['survive removeCollateral', 'survive addCollateral']));
  expect(kinds(planOf({}))).not.toContain('survive trade');
});

test('behavior: after two failures it is from the wallet alone, and by becoming smaller', () => {
  const decisions = planOf({ failures: 2 });
  const told = kinds(decisions);
  expect(told).toContain('survive addCollateral');
  expect(told).not.toContain('survive removeCollateral');
  const reduced = decisions.flatMap(({ action }) => (action?.terms.kind === 'trade' ? [action.terms] : []));
  expect(reduced).toMatchObject([{ instrument: 'toy ETH', side: 'Buy', reduceOnly: true }]);
  expect(decisions.flatMap(({ size }) => size).join(' ')).toContain(
    'after 2 failures without withdrawals, loans and swaps',
  );
});

test('invariant: nobody sells into a pool that was pushed away from its index, not even to survive', () => {
  const venuesOf = (decisions: ReturnType<typeof planOf>) => decisions.map(({ action }) => action?.terms.venue);
  const pushed = planOf({ last: 1_950 });
  expect(venuesOf(pushed)).not.toContain('spot');
  expect(pushed.flatMap(({ size }) => size).join(' ')).toContain('spot WETH/USDC is left out: its price is 250 bps');
});

test('behavior: a hedge out of the wallet leaves there what a rebalancing keeps', () => {
  const wallet = { usdc: dollars(300), weth: amountFromFloat(5, 18, 'down') };
  const state = toyState({ accounts: { long: holding(4, 10_000) }, walletBalance: wallet.usdc });
  const hedge = hedgeRule({ on: ['spot WETH/USDC'], maxSlippage: bps(1_000) });
  const sold = (keep: number) => {
    const rules = [hedge, { ...rule, keep: { WETH: keep } }];
    const [decision] = planTick(
      toyBook(rules, state, {
        snapshot: toySnapshot([toyReading(state), toySpotReading({ dollars: 5_000_000, ...wallet })]),
        venues: new Map<string, Venue>([
          ['toy', giving(toyPerp('toy'))],
          ['spot', toySpot],
        ]),
        ...{ solver, now },
      }),
    ).decisions;
    const terms = decision?.action?.terms;
    return terms?.kind === 'trade' ? toFloat(terms.quantity) : 0;
  };
  expect(sold(0)).toBeCloseTo(4, 3);
  expect(sold(4)).toBeGreaterThan(0.9);
  expect(sold(4)).toBeLessThanOrEqual(1);
});

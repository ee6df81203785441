import { beforeAll, expect, test } from 'vitest';
import type { CollateralWay } from '../model/collateralWay.js';
import type { VenueReading } from '../model/snapshot.js';
import type { RebalanceRule } from '../model/strategy.js';
import { amountFromFloat, milliseconds, toFloat, unixMillis } from '../model/units.js';
import type { Venue } from '../venues/venue.js';
import { createSolver } from './collateral/createSolver.js';
import type { LinearSolver } from './collateral/linear.js';
import { putBack, returned } from './collateral/tidyUp.js';
import { gasPricesOf } from './cost/gasPrices.js';
import type { PlanInput } from './plan.js';
import { planTick } from './planTick.js';
import { holding, rebalanceRule, topUpRule, toyBook, toyOrder, toySnapshot } from './testing/toyBook.js';
import { toyPerp, toyReading, toyState } from './testing/toyPerp.js';
import { usdc } from './testing/toyTokens.js';

let solver: LinearSolver;
beforeAll(async () => {
  solver = await createSolver();
});

const dollars = (amount: number) => amountFromFloat(amount, 6, 'down');
const now = unixMillis(1_700_000_000_000);

const rule = (change: Partial<RebalanceRule> = {}) =>
  rebalanceRule({ name: 'rebalance', cooldown: milliseconds(30_000), returnAbove: 2.4, minimum: 10, ...change });

const giving = (venue: Venue): Venue => ({
  ...venue,
  ways: (reading: VenueReading): CollateralWay[] =>
    reading.marginAccounts.flatMap((account) => {
      const free = Math.max(0, toFloat(account.equity) - toFloat(account.maintenance));
      const both = { venue: 'toy', marginAccount: account.id, token: usdc, maintenance: 0, closed: null };
      return [
        { ...both, kind: 'addCollateral', most: dollars(1e9), equity: 1, carry: 0.5, gas: 0n },
        { ...both, kind: 'removeCollateral', most: dollars(free), equity: -1, carry: 0, gas: 0n },
      ];
    }),
});

const planOf = (
  accounts: Record<string, ReturnType<typeof holding>>,
  wallet: number,
  rules = [rule()] as PlanInput['strategy']['rules'],
  change: Partial<PlanInput> = {},
) =>
  planTick(
    toyBook(rules, toyState({ accounts, walletBalance: dollars(wallet) }), {
      venues: new Map([['toy', giving(toyPerp('toy'))]]),
      solver,
      now,
      ...change,
    }),
  ).decisions;

const said = (decisions: ReturnType<typeof planOf>) =>
  decisions.map(({ action, verdict, orderClass }) => [orderClass, action?.terms.kind ?? verdict]);
const ago = (ms: number, failures = 0, name = 'toy b'): PlanInput['history'] =>
  new Map([[`rebalance|${name}`, { lastAt: unixMillis(now - ms), failures }]]);

const rich = { b: holding(10, 4_000) };
const lending = rule({ returnAbove: Number.POSITIVE_INFINITY, lend: { venue: 'toy', name: 'b' } });

test('default: what is above `returnAbove` goes back; and what lies idle is lent', () => {
  expect(said(planOf(rich, 0))).toEqual([['cost', 'removeCollateral']]);
  expect(said(planOf(rich, 500, [lending]))).toEqual([['cost', 'addCollateral']]);
});

test('behavior: what is tidied up waits for the cooldown, and backs off once it has failed', () => {
  const held = planOf(rich, 0, [rule()], { history: ago(10_000) });
  expect(said(held)).toEqual([['cost', 'hold']]);
  expect(held[0]?.not).toEqual(['cooling down: 20 s left of 30 s']);
  expect(said(planOf(rich, 0, [rule()], { history: ago(60_000, 8) }))).toEqual([['cost', 'hold']]);
  expect(said(planOf(rich, 0, [rule()], { history: ago(30_000) }))).toEqual([['cost', 'removeCollateral']]);
});

test('behavior: nothing is lent while an account needs something, of this rule or of another', () => {
  const book = { ...rich, a: holding(10, 1_500) };
  const waiting = ago(10_000, 0, 'toy a');
  expect(said(planOf(book, 5_000, [lending], { history: waiting }))).toEqual([['margin', 'hold']]);
  const other = topUpRule({ accounts: { venue: 'toy', name: 'a' }, cooldown: milliseconds(30_000) });
  const only = { ...lending, accounts: [{ venue: 'toy', name: 'b' }] };
  const history: PlanInput['history'] = new Map([
    [`${other.name}|toy a`, { lastAt: unixMillis(now - 10_000), failures: 0 }],
  ]);
  expect(said(planOf(book, 5_000, [only, other], { history }))).toEqual([['margin', 'hold']]);
});

test('behavior: nothing is tidied up while a venue of the rule tells nothing: its accounts may need it', () => {
  const both = { ...lending, accounts: [...lending.accounts, { venue: 'other', name: '*' }] };
  const state = toyState({ accounts: rich, walletBalance: dollars(500) });
  const snapshot = toySnapshot([toyReading(state)], [{ venue: 'other', error: 'timed out' }]);
  expect(said(planOf(rich, 500, [both], { snapshot }))).toEqual([]);
  expect(said(planOf(rich, 500, [lending], { snapshot }))).toEqual([['cost', 'addCollateral']]);
});

test('behavior: of what an account of several tokens has above `returnAbove`, no more goes back than that', () => {
  const { venues, snapshot } = toyBook([], toyState({ accounts: rich }));
  const one = giving(toyPerp('toy'));
  const small = { ...usdc, symbol: 'USDC.e' };
  const ways = (reading: VenueReading) =>
    (one.ways?.(reading) ?? []).flatMap((way) => [{ ...way, token: small, most: dollars(100) }, way]);
  const input = { rule: rule(), venues: new Map([...venues, ['toy', { ...one, ways }] as const]), snapshot };
  const told = returned(
    { ...input, needs: [], loose: [], surviveBelow: 1.05, prices: gasPricesOf(snapshot) },
    snapshot,
  );
  expect(told.map(({ terms }) => [terms.token, terms.amount])).toEqual([['USDC', dollars(1_000)]]);
});

test('behavior: what another rule wants of an account does not keep its collateral from who is about to die', () => {
  const book = { a: holding(10, 1_260), b: holding(10, 2_600) };
  const needy = rule({ returnAbove: Number.POSITIVE_INFINITY, from: [{ accounts: { venue: 'toy', name: 'b' } }] });
  const demanding = topUpRule({ accounts: { venue: 'toy', name: 'b' }, to: 3 });
  const plan = planOf(book, 0, [needy, demanding]);
  expect(said(plan).slice(0, 2)).toEqual([
    ['survive', 'removeCollateral'],
    ['survive', 'addCollateral'],
  ]);
});

test('behavior: what was borrowed and not used pays the loan back, and is not supplied beside it', () => {
  const { snapshot } = toyBook([], toyState({ accounts: rich, walletBalance: dollars(500) }));
  const one = giving(toyPerp('toy'));
  const ways = (reading: VenueReading) =>
    (one.ways?.(reading) ?? []).flatMap((way) => [way, { ...way, kind: 'repay' as const, most: dollars(300) }]);
  const venues = new Map([['toy', { ...one, ways }]]);
  const loose = [{ token: 'USDC', amount: dollars(500), marginAccount: 'toy b' }];
  const input = { rule: rule(), venues, snapshot, needs: [], loose, surviveBelow: 1.05 };
  const { back } = putBack({ ...input, prices: gasPricesOf(snapshot) }, snapshot, loose);
  expect(back.map(({ terms }) => [terms.kind, terms.amount])).toEqual([['repay', dollars(300)]]);
});

test('behavior: what a step in flight brings is waited for, or used to survive; it is not taken a second time', () => {
  const taking = rule({ returnAbove: Number.POSITIVE_INFINITY, from: [{ accounts: { venue: 'toy', name: 'b' } }] });
  const order = toyOrder(
    {
      ...{ kind: 'removeCollateral', venue: 'toy', marginAccount: 'toy b', token: 'USDC', decimals: 6 },
      amount: dollars(1_000),
    },
    { rule: 'rebalance', orderClass: 'margin', step: { programme: 'order-1', index: 0, of: 2 } },
  );
  const flying = { openOrders: [order] };
  expect(said(planOf({ a: holding(10, 1_500), ...rich }, 0, [taking], flying))).toEqual([['margin', 'hold']]);
  expect(said(planOf({ a: holding(10, 1_260), ...rich }, 0, [taking], flying))).toEqual([['survive', 'addCollateral']]);
  // It is not put back before it is here.
  expect(said(planOf(rich, 0, [{ ...taking, lend: { venue: 'toy', name: 'b' } }], flying))).toEqual([]);
});

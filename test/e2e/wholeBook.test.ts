import { expect, onTestFinished, test } from 'vitest';
import { marginAccountsOf } from '../../src/model/snapshot.js';
import { type ExecutionCost, executionCosts } from '../../src/record/queries/executionCosts.js';
import type { TickRecord } from '../../src/record/recorder.js';
import { useWholeLab } from '../lab.js';
import { runKeeper } from '../runKeeper.js';
import { expectReplayed } from './expectReplayed.js';
import { orderStories } from './story.js';
import { everywhere, openWholeBook } from './wholeBook.js';

const lab = useWholeLab();

/** Short options on both sides, a short perpetual, ether that dollars are owed against, and little in the wallet. */
const held = {
  funds: { sUSD: 9_100, WETH: 9.5 },
  book: {
    options: [
      { expiry: 'near', kind: 'shortCallQuote', strike: 2150, amount: 5, collateral: 4500 },
      { expiry: 'near', kind: 'shortPutQuote', strike: 1850, amount: 5, collateral: 3800 },
    ],
    perp: { size: -6, margin: 2_250 },
  },
  loan: { supply: { WETH: 8 }, borrow: { USDC: 8_000 } },
} as const;

const band = { centre: 3, width: 1 };
/** Health below which a rule acts, and what it brings it to. */
const targets = { lyra: [1.4, 1.6], 'perp-v2': [2.5, 3.5], 'aave-v3': [1.4, 1.6] } as const;
const health = (venue: keyof typeof targets) => ({
  when: `health < ${targets[venue][0]}`,
  to: targets[venue][1],
});
const swap = { swap: 'uniswap-v3 WETH/USDC', maxSlippage: '100bps' };

const rules = [
  {
    hedge: 'ETH',
    to: band.centre,
    band: String(band.width),
    hysteresis: '2%',
    on: ['perp-v2 ETH', 'uniswap-v3 WETH/USDC'],
    maxSlippage: '200bps',
  },
  { rebalance: 'lyra *', ...health('lyra'), from: ['wallet sUSD', 'lyra *', 'aave-v3 account'] },
  // The ether that the rule below keeps is for this one: its margin is dollars.
  { rebalance: 'perp-v2 cross', ...health('perp-v2'), ...swap, from: 'wallet WETH' },
  {
    rebalance: 'aave-v3 account',
    ...health('aave-v3'),
    ...swap,
    keep: { USDC: 3_000, WETH: 0.7 },
    from: ['wallet USDC', 'wallet WETH', 'perp-v2 cross'],
  },
];

/** No step by more than 5.6 %: the lab makes each in one block, as a market that falls does not wait for anybody. */
const crash = [2000, 1895, 1800, 1710, 1625, 1545, 1470, 1400];
const recovery = [1475, 1555, 1640, 1730, 1825, 1915, 2000];

test('default: options, a perpetual, a loan and a wallet go through a crash and back: nothing is liquidated, each target is met, and it costs what was foretold', {
  timeout: 180_000,
}, async () => {
  const account = await openWholeBook(lab(), held);
  const keeper = await runKeeper(lab(), account, { rules, watch: everywhere }, onTestFinished);
  for (const price of [...crash, ...recovery]) {
    const before = keeper.ticks.length;
    await lab().moveMarket(price);
    expect(await lab().liquidate([account.address]), `at ${price}`).toEqual([]);
    const last = await keeper.quiet();
    expectTargets(keeper.ticks.slice(before), last, `at ${price}`);
    // A few blocks: what each tick wanted was done by the next ones.
    expect(keeper.ticks.slice(before).filter(({ orders }) => orders.length > 0).length).toBeLessThanOrEqual(3);
  }
  await keeper.idle(2);
  expect(await lab().liquidate([account.address])).toEqual([]);

  const stories = await orderStories(keeper.ledger);
  expect(stories.map(({ order }) => [order.status, order.text])).toEqual(stories.map(() => ['Filled', '']));
  expect(stories.flatMap(({ attempts }) => attempts.map(({ state }) => state))).toEqual(
    stories.flatMap(({ attempts }) => attempts.map(() => 'Final')),
  );
  expectEveryMeans(keeper.ticks);
  const costs = await executionCosts(keeper.ledger);
  expect(costs).toHaveLength(stories.length);
  const sums = {
    all: sumOf(costs, ({ fee, impact, gas, keeper: paid }) => fee + impact + gas + paid),
    paid: sumOf(costs, ({ fee, gas, keeper: kept }) => fee + gas + kept),
  };
  for (const [name, { predicted, actual }] of Object.entries(sums)) {
    expect(predicted, name).toBeGreaterThan(20);
    expect(Math.abs(actual / predicted - 1), `${name}: ${actual} of ${predicted}`).toBeLessThan(0.1);
  }
  const { recorded } = await expectReplayed(keeper);
  expect(recorded.filter(({ verdict }) => verdict === 'act')).toHaveLength(stories.length);
});

/** The delta in its band; accounts that had come below their trigger at their target, and the others above their trigger. */
function expectTargets(ticks: readonly TickRecord[], last: TickRecord, when: string): void {
  // Its edge is left by more than the hysteresis before it is brought back: options age.
  const delta = last.risk.underlyings.find(({ underlying }) => underlying === 'ETH')?.delta ?? Number.NaN;
  expect(Math.abs(delta - band.centre), `${when}: delta ${delta}`).toBeLessThanOrEqual(band.width * 1.02);
  const accounts = marginAccountsOf(last.snapshot);
  expect(accounts.map(({ venue }) => venue).sort()).toEqual(['aave-v3', 'lyra', 'lyra', 'perp-v2']);
  for (const { id, venue, health: now } of accounts) {
    const [trigger, target] = targets[venue as keyof typeof targets];
    const acted = ticks.findLast(({ orders }) =>
      orders.some(
        ({ order: { terms } }) => 'marginAccount' in terms && terms.marginAccount === id && isPut(terms.kind),
      ),
    );
    // A thousandth for what a few blocks do: interest, and averages that come to their end.
    const wanted = acted ? target * (1 - 1e-3) : trigger;
    expect(now, `${when}: ${id}`).toBeGreaterThanOrEqual(wanted);
  }
}

const isPut = (kind: string): boolean => kind === 'addCollateral' || kind === 'repay';

/** It took all of it: a hedge in parts, collateral from venue to venue, and a swap for collateral. */
function expectEveryMeans(ticks: readonly TickRecord[]): void {
  const made = ticks.map(({ orders }) => orders.map(({ order }) => order));
  const hedged = made.map((orders) =>
    orders.filter(({ rule }) => rule === 'hedge ETH').map(({ terms }) => terms.venue),
  );
  expect(hedged.filter((venues) => new Set(venues).size > 1).length).toBeGreaterThan(0);
  const steps = made
    .flat()
    .flatMap(({ step, terms }) => (step ? [{ step, says: `${terms.kind} ${terms.venue}` }] : []));
  const rows = [...new Set(steps.map(({ step }) => step.programme))].map((programme) =>
    steps.filter(({ step }) => step.programme === programme).map(({ says }) => says),
  );
  expect(rows).toContainEqual(['borrow aave-v3', 'addCollateral lyra']);
  const swaps = made.flat().filter(({ rule, terms }) => rule.startsWith('rebalance') && terms.kind === 'trade');
  expect(new Set(swaps.map(({ terms }) => terms.venue))).toEqual(new Set(['uniswap-v3']));
}

/** Of orders that are done, what a part of their cost came to. */
function sumOf(
  costs: readonly ExecutionCost[],
  read: (parts: ExecutionCost['predicted'] | ExecutionCost['actual']) => number,
) {
  const sum = (of: (cost: ExecutionCost) => number) => costs.reduce((total, cost) => total + of(cost), 0);
  return { predicted: sum(({ predicted }) => read(predicted)), actual: sum(({ actual }) => read(actual)) };
}

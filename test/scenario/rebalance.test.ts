import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Strategy } from '../../src/model/strategy.js';
import { openLedger } from '../../src/record/ledger.js';
import { readConfirmations } from './confirmations.js';
import { limitsKept } from './limits/limitsKept.js';
import { type RebalanceOutcome, rebalance } from './rebalance.js';
import { smallSize } from './world.js';

const out = mkdtempSync(join(tmpdir(), 'ballast-papers-'));
let outcome: RebalanceOutcome;
beforeAll(async () => {
  outcome = await rebalance(smallSize, { out, ...(process.env['SCENARIO_LOG'] ? { log: console.log } : {}) });
}, 120_000);
afterAll(() => rmSync(out, { recursive: true, force: true }));

test('default: five accounts, fifteen orders, five blocks: from the file to confirmations, to the unit', () => {
  expect(outcome.orders).toBe(15);
  expect(outcome.lists).toBe(5);
  expect(outcome.blocks.map(({ block }) => block.status)).toEqual(Array.from({ length: 5 }, () => 'Allocated'));
  expect(outcome.blocks.filter(({ matches }) => matches !== true)).toEqual([]);
  expect(outcome.parents.filter(({ strategy }) => strategy !== 'desk').map(({ state }) => state.status)).toEqual(
    Array.from({ length: 15 }, () => 'Filled'),
  );
  expect(outcome.unbalanced).toEqual([]);
  expect(outcome.undone).toBe(0);
  expect(outcome.reviewed).toBeGreaterThan(0);
  expect(outcome.confirmations.accounts.map(({ confirmations, filled }) => [confirmations, filled])).toEqual([
    ...Array.from({ length: 5 }, () => [3, 3]),
    [4, 4],
  ]);
  expect(outcome.confirmations.wrong).toEqual([]);
  expect(outcome.audit).toEqual({ intact: true, said: expect.any(String) });
});

test('default: no limit of any file was passed by what was decided, sent or is held', () => {
  expect(outcome.limits.violations).toEqual([]);
  expect(outcome.limits.approved).toBeGreaterThan(0);
  // Each order was taken on, and something was sent for each.
  expect(outcome.limits.decisions).toBeGreaterThan(2 * 19);
  expect(outcome.limits.measured).toBeGreaterThan(5 * outcome.limits.decisions);
});

test('default: the report shows pictures, and tells of every order and every block', () => {
  const page = readFileSync(outcome.papers.report, 'utf8');
  expect(outcome.papers.pictures).toBeGreaterThan(3);
  expect(outcome.papers.orders).toBe(outcome.parents.length);
  expect(page).toContain('By block');
  expect(readdirSync(join(out, 'blocks'))).toHaveLength(5);
});

/** As if somebody had set it so behind the keeper's back. */
const withLimits = (limits: Partial<Strategy['limits']>): Strategy[] =>
  outcome.strategies.map((strategy) =>
    strategy.name === 'acc01' ? { ...strategy, limits: { ...strategy.limits, ...limits } } : strategy,
  );

const violations = async (strategies: readonly Strategy[]): Promise<readonly string[]> => {
  const ledger = openLedger({ file: join(out, 'ledger.db'), readonly: true });
  try {
    return (await limitsKept(ledger, strategies, outcome.against.final)).violations;
  } finally {
    ledger.close();
  }
};

test('behavior: a limit that is lower than what was done is found, in what was decided and in what is held', async () => {
  expect(await violations(outcome.strategies)).toEqual([]);
  const standing = { positions: { 'perp-v2 *': { review: null, reject: 100 } } };
  expect(await violations(withLimits({ standing }))).toEqual(
    expect.arrayContaining([
      expect.stringMatching(/^acc01, order acc01-1: MAX_POSITION_USD is \d+\.?\d*, and the file says at most 100$/),
      expect.stringMatching(/^acc01: at the end perp-v2 ETH is \d+\.?\d*, and the file says at most 100$/),
    ]),
  );
  const { day } = outcome.strategies[0]?.limits ?? {};
  if (!day) throw new Error('the first account has limits');
  expect(await violations(withLimits({ day: { ...day, turnover: 10 } }))).toContainEqual(
    expect.stringMatching(/^acc01: turnover of the day is /),
  );
});

test('behavior: what wants a person and was asked of nobody is found', async () => {
  const standing = { gross: { review: 1, reject: null } };
  expect(await violations(withLimits({ standing }))).toContainEqual(
    expect.stringMatching(/^acc01, order acc01-\d: GROSS_EXPOSURE wants a person, /),
  );
});

test('behavior: a confirmation that was changed by one unit, or is missing, is found', () => {
  const folder = join(outcome.papers.confirmations, 'acc01');
  const file = join(folder, 'acc01-2.json');
  const text = readFileSync(file, 'utf8');
  const found = () => readConfirmations(outcome.papers.confirmations, outcome.against).wrong;
  const changed = text.replace(/"amount": "(\d+)"/, (_, amount: string) => `"amount": "${BigInt(amount) + 1n}"`);
  expect(changed).not.toBe(text);
  writeFileSync(file, changed);
  expect(found()).toEqual([
    expect.stringMatching(/^acc01: its confirmations say -?\d+ USDC, the chain -?\d+$/),
    expect.stringMatching(/^desk: its confirmations say -?\d+ USDC, the chain -?\d+$/),
  ]);
  rmSync(file);
  expect(found()).toContain('order acc01-2 has 0 confirmations');
  writeFileSync(file, text);
  expect(found()).toEqual([]);
});

import { eq } from 'drizzle-orm';
import { expect, onTestFinished, test } from 'vitest';
import { milliseconds, type UnixMillis, unixMillis } from '../model/units.js';
import { planTick } from '../plan/planTick.js';
import { prepareOrders } from '../plan/prepareOrders.js';
import { healthBelow, holding, topUpRule, toyBook, toyStrategy } from '../plan/testing/toyBook.js';
import { toyPerp, toyState } from '../plan/testing/toyPerp.js';
import { openLedger } from './ledger.js';
import { newestSnapshot } from './queries/newestSnapshot.js';
import { createRecorder } from './recorder.js';
import { snapshots, ticks } from './tables/ticks.js';
import { sampleAccount, sampleStep } from './testing/sample.js';

const silent = { debug() {}, info() {}, warn() {}, error() {} };
const start = 1_700_000_000_000;

/** A book that tops up below a health of 1.3, sampled once a minute. */
async function recording() {
  const ledger = openLedger({ file: ':memory:' });
  onTestFinished(() => ledger.close());
  let at: UnixMillis = unixMillis(start);
  const rules = [topUpRule({ when: healthBelow(1.3) })];
  const strategy = toyStrategy(rules);
  const newRun = () => createRecorder({ ledger, sampleEvery: milliseconds(60_000), now: () => at, log: silent });
  let recorder = newRun();
  const venues = new Map([['toy', { ...toyPerp('toy'), prepare: () => [sampleStep] }]]);
  /** A tick so many seconds after the start; at 260 of collateral it must be rescued. */
  const tickAt = async (seconds: number, collateral = 2_000) => {
    at = unixMillis(start + seconds * 1_000);
    const input = toyBook(rules, toyState({ accounts: { cross: holding(2, collateral) } }));
    const { snapshot, tradingState, usage } = input;
    const context = { openOrders: [], history: new Map(), tradingState, usage, now: at };
    const plan = planTick({ ...input, ...context, strategy });
    const { prepared } = prepareOrders({ strategy, snapshot, venues, openOrders: [], plan });
    const inputs = { opening: [], transcripts: [], multicall3: sampleAccount, context };
    const head = { block: snapshot.block, skipped: 0 } as never;
    return recorder.record({ strategy, snapshot, head, startedAt: at, inputs, plan, prepared });
  };
  /** Seconds of the ticks of which everything is kept. */
  const kept = async () =>
    (
      await ledger.db
        .select({ at: ticks.at })
        .from(ticks)
        .innerJoin(snapshots, eq(snapshots.tick, ticks.id))
        .orderBy(ticks.at)
    ).map(({ at }) => (at - start) / 1_000);
  const restart = () => {
    recorder = newRun();
  };
  return { ledger, strategy, tickAt, kept, restart };
}

test('default: of a quiet book everything is kept that its newest sample stood on, and nothing of those before', async () => {
  const { ledger, strategy, tickAt, kept } = await recording();
  for (const seconds of [0, 12, 60, 72, 120]) await tickAt(seconds);
  expect(await kept()).toEqual([120]);
  const newest = await newestSnapshot(ledger, strategy.name);
  expect(newest?.inputs.context.now).toBe(start + 120_000);
});

test('behavior: what something was decided on is kept, whatever is sampled after it', async () => {
  const { tickAt, kept } = await recording();
  await tickAt(0);
  expect((await tickAt(12, 260)).orders).toHaveLength(1);
  expect(await kept()).toEqual([12]);
  for (const seconds of [72, 132]) await tickAt(seconds);
  expect(await kept()).toEqual([12, 132]);
});

test('edge: what a run before has left stays until its tick is dropped', async () => {
  const { tickAt, kept, restart } = await recording();
  await tickAt(0);
  restart();
  for (const seconds of [60, 120]) await tickAt(seconds);
  expect(await kept()).toEqual([0, 120]);
});

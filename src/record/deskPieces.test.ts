import { count } from 'drizzle-orm';
import { expect, onTestFinished, test } from 'vitest';
import { type Desk, emptyDesk, type WorkedParent } from '../model/desk.js';
import { DAY } from '../model/time.js';
import { milliseconds, unixMillis } from '../model/units.js';
import { planTick } from '../plan/planTick.js';
import { prepareOrders } from '../plan/prepareOrders.js';
import { toyBook, units, unlimited } from '../plan/testing/toyBook.js';
import { start, toyParent } from '../plan/work/testing/toyParent.js';
import { captureParents } from './captureParents.js';
import { deskPieces } from './deskPieces.js';
import { newId } from './id.js';
import { openLedger } from './ledger.js';
import type { PlanContext } from './planContext.js';
import { deskOf } from './queries/desk.js';
import { snapshotOf } from './queries/snapshotOf.js';
import { createRecorder, type RecordedInputs } from './recorder.js';
import { parts } from './tables/parts.js';

const silent = { debug() {}, info() {}, warn() {}, error() {} };
const at = unixMillis(start);

/** The last digits count: a piece ends at each 256th. */
function asked(number: number): WorkedParent[] {
  return Array.from({ length: number }, (_, i) => {
    const id = `${newId(at).slice(0, -4)}${i.toString(16).padStart(4, '0')}`;
    return toyParent({ ordType: 'Limit', price: units(1), quantity: units(0.1) }, { id, clOrdId: id });
  });
}

async function recording(parents: readonly WorkedParent[]) {
  const ledger = openLedger({ file: ':memory:' });
  onTestFinished(() => ledger.close());
  await captureParents(
    ledger,
    parents.map(({ children: _, acceptedAt: __, arrivalPrice: ___, ...parent }) => parent),
  );
  const recorder = createRecorder({ ledger, sampleEvery: milliseconds(DAY), now: () => at, log: silent });
  const book = toyBook([]);
  const strategy = { ...book.strategy, limits: unlimited };
  const { snapshot, venues, now, history, tradingState, usage } = book;
  const planOf = (desk: Desk | undefined, context: Omit<PlanContext, 'desk'>) =>
    planTick({ strategy, snapshot, venues, ...context, ...(desk && { desk }) });
  const record = async () => {
    const desk = await deskOf(ledger, { strategy: strategy.name }, at);
    const context: PlanContext = { openOrders: [], history, tradingState, usage, now, ...(desk && { desk }) };
    const plan = planOf(desk, context);
    const { prepared } = prepareOrders({ strategy, snapshot, venues, openOrders: [], plan });
    const inputs = { opening: [], transcripts: [], multicall3: strategy.account, context };
    const head = { block: snapshot.block, skipped: 0 } as never;
    const { tick } = await recorder.record({ strategy, snapshot, head, startedAt: at, inputs, plan, prepared });
    if (tick === null) throw new Error('something was decided');
    const kept = (await snapshotOf(ledger, tick)) as RecordedInputs;
    return { desk, plan, tick, kept, again: planOf(kept.context.desk, { ...context }) };
  };
  const pieces = async () => (await ledger.db.select({ count: count() }).from(parts))[0]?.count;
  return { ledger, record, pieces };
}

test('default: thousands of orders are kept in pieces, each once, and a tick is made again of them bit for bit', async () => {
  const { ledger, record, pieces } = await recording(asked(900));
  const first = await record();
  expect(first.kept.context.desk).toStrictEqual(first.desk);
  expect(first.again).toStrictEqual(first.plan);
  expect(first.plan.desk?.length).toBe(200);
  expect(first.kept).not.toHaveProperty('orders');
  const before = (await pieces()) ?? 0;
  expect(before).toBeGreaterThan(1);
  const second = await record();
  expect(second.kept.context.desk).toStrictEqual(second.desk);
  expect(second.again).toStrictEqual(second.plan);
  // Of the first tick's changes; of the others nothing is written anew.
  expect((await pieces()) ?? 0).toBeLessThan(2 * before + 1);
  await ledger.commit((db) => db.delete(parts));
  await expect(snapshotOf(ledger, second.tick)).rejects.toThrow('a piece of the orders that the tick knew is not in');
});

test('behavior: a few orders are kept with their tick', async () => {
  const { record, pieces } = await recording(asked(20));
  const { kept, desk, again, plan } = await record();
  expect(kept.context.desk).toStrictEqual(desk);
  expect(again).toStrictEqual(plan);
  expect(await pieces()).toBe(0);
});

test('invariant: an order that comes, goes or changes changes one piece, and moves no other', () => {
  const parents = asked(3_000);
  const names = (some: readonly WorkedParent[]) => deskPieces({ ...emptyDesk, parents: some })?.names ?? [];
  const whole = names(parents);
  const isNew = (some: readonly WorkedParent[]) => names(some).filter((name) => !whole.includes(name)).length;
  for (const i of [0, 700, 1_499, 2_999]) {
    expect(isNew(parents.toSpliced(i, 1))).toBeLessThanOrEqual(1);
    const changed = parents.map((parent, j) => (i === j ? { ...parent, executions: 1 } : parent));
    expect(isNew(changed)).toBe(1);
  }
  expect(isNew([...parents, ...asked(1)])).toBeLessThanOrEqual(1);
  expect(names(structuredClone(parents))).toEqual(whole);
});

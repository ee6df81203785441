import { mkdtempSync, rmSync } from 'node:fs';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import type { StandingLimits } from '../../src/model/limits.js';
import type { ParentOrder } from '../../src/model/parentOrder.js';
import type { Block, Snapshot } from '../../src/model/snapshot.js';
import type { Strategy } from '../../src/model/strategy.js';
import { DAY } from '../../src/model/time.js';
import { milliseconds, unixMillis } from '../../src/model/units.js';
import { planTick } from '../../src/plan/planTick.js';
import { prepareOrders } from '../../src/plan/prepareOrders.js';
import { toySnapshot, toyStrategy, units, unlimited } from '../../src/plan/testing/toyBook.js';
import { toyPerp, toyReading, toyState } from '../../src/plan/testing/toyPerp.js';
import { start, toyParent } from '../../src/plan/work/testing/toyParent.js';
import { captureParents } from '../../src/record/captureParents.js';
import { newId } from '../../src/record/id.js';
import { openLedger } from '../../src/record/ledger.js';
import { planContext } from '../../src/record/planContext.js';
import { createRecorder } from '../../src/record/recorder.js';
import type { Contest } from '../contest.js';

const count = 10_000;
/** Where there are so many books, each has as many orders as have their turn in one tick. */
const manyBooks = 50;
/** No book may need more ticks than this until all of its orders are taken on. */
const mostTicks = 1_000;
const venue = toyPerp('toy');
const venues = new Map([['toy', venue]]);
const most = (reject: number) => ({ review: null, reject });

const standing: StandingLimits = {
  ...{ position: most(1e12), gross: most(1e12), net: most(1e12), leverage: most(1e9), stress: most(1e12) },
  ...{ greeks: { '*': { delta: most(1e9) } }, concentration: { underlying: most(2) }, collar: most(1_000) },
  ...{ crossing: 'review', restricted: ['lyra *'], day: { turnover: most(1e12) } },
};

const phases = ['capture', 'read', 'plan', 'write'] as const;
type Phase = (typeof phases)[number];

/**
 * Orders that people asked for, from the file to the journal: all captured as one import, then planned book by book, each
 * order with every pre-trade check at its full size, and written down. Their limits
 * are far away, so that what is timed is the desk and not the trading. On disk, with the chain of the audit.
 */
export function contests(): Contest[] {
  return [
    contestOf(`${count.toLocaleString('en')} orders through capture, checks and journal`, manyBooks, 20),
    contestOf(`the same, all of one book`, 1, null),
  ];
}

function contestOf(title: string, books: number, atMost: number | null): Contest {
  let spent = nothingSpent();
  let done = { accepted: 0, ticks: 0 };
  let processor = 0;
  return {
    title,
    unit: 's',
    repeats: 1,
    contestants: [
      {
        name: 'all of them',
        per: 1,
        run: async () => {
          spent = nothingSpent();
          const before = process.cpuUsage();
          done = await flow(spent, books);
          const { user, system } = process.cpuUsage(before);
          processor = (user + system) / 1e6;
        },
      },
    ],
    limits: atMost === null ? [] : [{ of: 'all of them', atMost }],
    lines: () => [
      { say: `${done.accepted} of them were taken on, in ${done.ticks} ticks`, met: done.accepted === count },
      { say: phases.map((phase) => `${phase} ${(spent[phase] / 1_000).toFixed(1)} s`).join(', ') },
      { say: `${processor.toFixed(1)} s of processors; the machine's load is ${loadavg()[0]?.toFixed(1)}` },
    ],
  };
}

const nothingSpent = (): Record<Phase, number> => ({ capture: 0, read: 0, plan: 0, write: 0 });

async function flow(spent: Record<Phase, number>, books: number): Promise<{ accepted: number; ticks: number }> {
  const folder = mkdtempSync(join(tmpdir(), 'ballast-bench-'));
  const ledger = openLedger({ file: join(folder, 'ballast.db') });
  try {
    const timed = async <Value>(phase: Phase, doing: () => Value | Promise<Value>): Promise<Value> => {
      const began = performance.now();
      const value = await doing();
      spent[phase] += performance.now() - began;
      return value;
    };
    const strategies = Array.from({ length: books }, (_, i) =>
      toyStrategy([], { name: `book ${i}`, mode: 'live', limits: { ...unlimited, standing } }),
    );
    await timed('capture', () =>
      captureParents(
        ledger,
        strategies.flatMap((strategy) => parentsOf(strategy, count / books)),
      ),
    );
    let block = 0;
    const recorder = createRecorder({ ledger, sampleEvery: milliseconds(DAY), now: () => at(block), log: silent });
    let accepted = 0;
    let ticks = 0;
    for (const strategy of strategies) {
      let left = count / books;
      for (let tick = 0; left > 0 && tick < mostTicks; tick++) {
        block += 1;
        ticks += 1;
        const context = await timed('read', () => planContext(ledger, strategy, 31337, at(block)));
        const input = { strategy, snapshot: snapshotAt(block), venues, ...context };
        const decided = await timed('plan', () => {
          const plan = planTick(input);
          return prepareOrders({ ...input, plan });
        });
        await timed('write', () => recordOf(recorder, strategy, input.snapshot, context, decided, at(block)));
        const events = decided.plan.desk ?? [];
        const taken = events.filter((one) => one.kind === 'parent' && one.event.kind === 'accept').length;
        accepted += taken;
        left -= taken;
      }
    }
    return { accepted, ticks };
  } finally {
    await ledger.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

const at = (block: number) => unixMillis(start + block * 1_000);
const silent = { debug() {}, info() {}, warn() {}, error() {} };

function snapshotAt(block: number): Snapshot {
  const marks = { ETH: units(2_000), BTC: units(60_000), SOL: units(150) };
  const quantities = { ETH: units(10), BTC: units(-1), SOL: units(100) };
  const reading = toyReading(toyState({ marks, accounts: { cross: { cash: units(1e9), quantities } } }));
  const snapshot = toySnapshot([reading]);
  return { ...snapshot, block: { ...snapshot.block, number: BigInt(block) } satisfies Block };
}

function parentsOf({ name, account }: Strategy, length: number): ParentOrder[] {
  return Array.from({ length }, (_, i) => {
    const underlying = ['ETH', 'BTC', 'SOL'][i % 3] ?? 'ETH';
    const {
      children: _c,
      acceptedAt: _a,
      arrivalPrice: _p,
      ...parent
    } = toyParent(
      {
        ...{ instrument: `toy ${underlying}`, position: `toy cross/${underlying}`, quantity: units(0.1 + i / count) },
        ...{ ordType: 'Limit', price: units(1) },
      },
      { id: newId(at(0)), clOrdId: `order ${i}`, strategy: name, account },
    );
    return parent;
  });
}

function recordOf(
  recorder: ReturnType<typeof createRecorder>,
  strategy: Strategy,
  snapshot: Snapshot,
  context: Awaited<ReturnType<typeof planContext>>,
  { plan, prepared }: ReturnType<typeof prepareOrders>,
  startedAt: ReturnType<typeof at>,
) {
  const head = { block: snapshot.block, skipped: 0 } as never;
  const inputs = { opening: [], transcripts: [], multicall3: strategy.account, context };
  return recorder.record({ strategy, snapshot, head, startedAt, inputs, plan, prepared });
}

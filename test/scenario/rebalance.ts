import { execFileSync } from 'node:child_process';
import { createReadStream, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Lab } from '../../src/lab/lab.js';
import { isParentOpen } from '../../src/model/parentOrder.js';
import { bps } from '../../src/model/units.js';
import { type BlockReport, blockReport } from '../../src/operate/blocks/blockReport.js';
import { makeBlocks } from '../../src/operate/blocks/makeBlocks.js';
import { confirm } from '../../src/operate/cli/confirm/confirm.js';
import { openBookShelf } from '../../src/operate/orders/bookShelf.js';
import { csvRows } from '../../src/operate/orders/csvRows.js';
import { importOrders } from '../../src/operate/orders/importOrders.js';
import { openKnowledge } from '../../src/operate/orders/openKnowledge.js';
import { createProblemList } from '../../src/operate/orders/problemList.js';
import { answerReview } from '../../src/operate/reviews/answerReview.js';
import { listBlocks, wholeBlocks } from '../../src/record/queries/blocks.js';
import { executionsOf } from '../../src/record/queries/executions.js';
import { gasOfOrders } from '../../src/record/queries/gasOfOrders.js';
import { parentOrders, type RecordedParent } from '../../src/record/queries/parentOrders.js';
import { listReviews } from '../../src/record/queries/reviews.js';
import { createLyraTrader } from '../lyraTrader.js';
import { createBalances } from './balances.js';
import { forgetFiles, type KeptBooks, keepBooks } from './keepBooks.js';
import { createRebalanceWorld, csvOf, type RebalanceSize, type RebalanceWorld } from './world.js';

export interface RebalanceOutcome {
  orders: number;
  lists: number;
  reviewed: number;
  blocks: readonly BlockReport[];
  parents: readonly RecordedParent[];
  /** What is held of each token before and after, over all accounts, and what the trades have moved: must be the same. */
  unbalanced: readonly string[];
  /** Decisions that a limit has stopped. */
  violations: number;
  confirmed: number;
  audit: { intact: boolean; said: string };
  gas: bigint;
  stages: readonly Stage[];
  warnings: readonly string[];
}

export interface Stage {
  name: string;
  seconds: number;
  rounds: number;
}

export interface RebalanceOptions {
  log?: (line: string) => void;
  /** Where confirmations go; nowhere when left out. */
  out?: string;
}

/** Plays a rebalancing of many accounts from the file of orders to confirmations, on real contracts. */
export async function rebalance(
  size: RebalanceSize,
  { log = () => {}, out }: RebalanceOptions = {},
): Promise<RebalanceOutcome> {
  const stages: Stage[] = [];
  let startedAt = Date.now();
  const done = (name: string, rounds = 0) => {
    const seconds = (Date.now() - startedAt) / 1_000;
    stages.push({ name, seconds, rounds });
    log(`${name}: ${seconds.toFixed(1)} s${rounds > 0 ? `, ${rounds} rounds` : ''}`);
    startedAt = Date.now();
  };
  const world = await createRebalanceWorld(size, optionsOf, log);
  done('world');
  try {
    const kept = await keepBooks(world.world, world.books);
    try {
      return await play(world, kept, { log, ...(out === undefined ? {} : { out }) }, stages, done);
    } finally {
      await kept.stop();
      forgetFiles(kept.files);
    }
  } finally {
    await world.lab.stop();
  }
}

type Done = (name: string, rounds?: number) => void;

async function play(
  world: RebalanceWorld,
  kept: KeptBooks,
  { log = () => {}, out }: RebalanceOptions,
  stages: readonly Stage[],
  done: Done,
): Promise<RebalanceOutcome> {
  const { ledger } = kept;
  await kept.round();
  done('first look');
  const balances = createBalances(world);
  const before = await balances.take();

  const file = join(kept.files.folder, 'orders.csv');
  writeFileSync(file, csvOf(world.rows));
  const imported = await importFile(kept, file);
  done(`import of ${imported.written} orders in ${imported.lists.length} lists`);

  let reviewed = 0;
  const rounds = await kept.until(async () => {
    for (const { id } of await listReviews(ledger, { open: true })) {
      await answerReview(ledger, { id, verdict: 'approve', text: 'seen', author: 'rita', at: kept.now() });
      reviewed += 1;
    }
    return (await parentOrders(ledger)).every(({ state }) => !['PendingNew', 'PendingReview'].includes(state.status));
  }, 40);
  done(`pre-trade checks, ${reviewed} of them approved by a person`, rounds);
  const refused = (await parentOrders(ledger)).filter(({ state }) => state.status === 'Rejected');
  if (refused.length > 0) log(`${refused.length} rejected`);

  const made = await makeBlocks(ledger, {
    ...{ book: world.trader.name, maxDeviation: bps(50), withoutWaiting: false, dryRun: false },
    ...{ author: 'rita', at: kept.now() },
  });
  done(`${made.blocks.length} blocks made`);

  const isOver = async (statuses: readonly string[]) =>
    (await listBlocks(ledger)).every(({ status }) => statuses.includes(status));
  const over = ['Allocated', 'Canceled'];
  done(
    'money and tokens sent to the block account',
    await kept.until(() => isOver([...over, 'Working', 'Allocating']), 60),
  );
  const worked = await kept.until(async () => {
    if (await isOver([...over, 'Allocating'])) return true;
    await world.lab.testClient.increaseTime({ seconds: 10 });
    return false;
  }, 120);
  done('blocks worked', worked);
  done('given out', await kept.until(() => isOver(over), 200));

  const states = await wholeBlocks(ledger, await listBlocks(ledger));
  const children = states.flatMap(({ parents }) => parents.flatMap((parent) => parent.children));
  const paid = await gasOfOrders(ledger, [...new Set(children.map(({ id }) => id))]);
  const blocks = states.map((state) => blockReport(state, paid));
  const after = await balances.take();
  const unbalanced = balances.compare(before, after, states);
  const parents = await parentOrders(ledger);
  const confirmed = await confirmAll(kept, parents, out);
  done(`${confirmed} confirmations`);
  for (const { id, clOrdId, terms, state } of parents) {
    if (state.status === 'Filled') continue;
    const last = (await executionsOf(ledger, id)).at(-1);
    log(`${clOrdId} ${terms.side} ${terms.instrument} is ${state.status}: ${last?.text ?? ''}`);
  }
  const audit = verified(kept.files.ledger);
  done('audit verified');
  return {
    ...{
      orders: imported.written,
      lists: imported.lists.length,
      reviewed,
      blocks,
      parents,
      unbalanced,
      confirmed,
      audit,
    },
    violations: refused.length + parents.filter(({ state }) => isParentOpen(state.status)).length,
    gas: [...paid.values()].reduce((sum, { gas }) => sum + gas, 0n),
    stages,
    warnings: kept.warnings,
  };
}

async function importFile(kept: KeptBooks, file: string) {
  const shelf = await openBookShelf(kept.ledger, openKnowledge(kept.files.settings, {}));
  const problems = createProblemList();
  const rows = csvRows(createReadStream(file), problems);
  return importOrders(kept.ledger, shelf, rows, problems, { subject: file, author: 'rita', at: kept.now() });
}

/** All that are listed, calls first. */
async function optionsOf(lab: Lab): Promise<string[]> {
  const trader = await createLyraTrader(lab, {});
  const ids = (await trader.read()).markets.map(({ instrument }) => instrument.id);
  return [...ids.filter((id) => id.endsWith('-C')), ...ids.filter((id) => id.endsWith('-P'))];
}

/** One for each order. */
async function confirmAll(
  kept: KeptBooks,
  parents: readonly RecordedParent[],
  out: string | undefined,
): Promise<number> {
  let count = 0;
  for (const { id, clOrdId, strategy } of parents) {
    const { json } = await confirm(kept.ledger, id, {});
    count += 1;
    if (out === undefined) continue;
    const file = join(out, 'confirmations', strategy, `${clOrdId.replaceAll(/[^\w.-]/g, '_')}.json`);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(
      file,
      JSON.stringify(json, (_, one: unknown) => (typeof one === 'bigint' ? one.toString() : one), 2),
    );
  }
  return count;
}

/** By the verifier that knows nothing of ballast. */
function verified(ledger: string): { intact: boolean; said: string } {
  try {
    const said = execFileSync(process.execPath, ['audit/verify.mjs', ledger], { encoding: 'utf8' });
    return { intact: true, said };
  } catch (error) {
    const { stdout = '', stderr = '' } = error as { stdout?: string; stderr?: string };
    return { intact: false, said: `${stdout}${stderr}` };
  }
}

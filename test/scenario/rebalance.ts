import { execFileSync } from 'node:child_process';
import { copyFileSync, createReadStream, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Lab } from '../../src/lab/lab.js';
import { isParentOpen } from '../../src/model/parentOrder.js';
import type { Strategy } from '../../src/model/strategy.js';
import { bps } from '../../src/model/units.js';
import { type BlockReport, blockReport } from '../../src/operate/blocks/blockReport.js';
import { makeBlocks } from '../../src/operate/blocks/makeBlocks.js';
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
import { type ConfirmationsRead, type ConfirmedAgainst, readConfirmations } from './confirmations.js';
import { forgetFiles, type KeptBooks, keepBooks } from './keepBooks.js';
import { limitsKept } from './limits/limitsKept.js';
import type { Proof } from './limits/proof.js';
import { type Papers, writePapers } from './papers.js';
import { createRebalanceWorld, csvOf, type RebalanceSize, type RebalanceWorld } from './world.js';

export interface RebalanceOutcome {
  orders: number;
  lists: number;
  reviewed: number;
  blocks: readonly BlockReport[];
  parents: readonly RecordedParent[];
  /** What is held of each token before and after, over all accounts, and what the trades have moved: must be the same. */
  unbalanced: readonly string[];
  /** Orders that were rejected, or are still open. */
  undone: number;
  /** Of the strategies' files, held against what the ledger says was done and what is held. */
  limits: Proof;
  strategies: readonly Strategy[];
  papers: Papers;
  confirmations: ConfirmationsRead;
  /** What they were held against. */
  against: ConfirmedAgainst;
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
  /** Where papers and the ledger go; they are forgotten when left out. */
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
      if (out !== undefined) copyFileSync(kept.files.ledger, join(out, 'ledger.db'));
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
  // Every book looks once more, at what it has in the end.
  await kept.round();
  const after = await balances.take();
  const unbalanced = balances.compare(before, after, states);
  const parents = await parentOrders(ledger);
  const papers = await writePapers(ledger, parents, kept.now(), out ?? join(kept.files.folder, 'papers'));
  const against = { world, parents, before, after, final: kept.last };
  const confirmations = readConfirmations(papers.confirmations, against);
  done(`${parents.length} confirmations, and a report with ${papers.pictures} pictures`);
  const limits = await limitsKept(ledger, kept.strategies, kept.last);
  done(`${limits.checks} checks of ${limits.decisions} decisions held against the limits`);
  for (const { id, clOrdId, terms, state } of parents) {
    if (state.status === 'Filled') continue;
    const last = (await executionsOf(ledger, id)).at(-1);
    log(`${clOrdId} ${terms.side} ${terms.instrument} is ${state.status}: ${last?.text ?? ''}`);
  }
  const audit = verified(kept.files.ledger);
  done('audit verified');
  return {
    ...{ orders: imported.written, lists: imported.lists.length, reviewed, blocks, parents, unbalanced },
    ...{ limits, strategies: kept.strategies, papers, confirmations, against, audit },
    undone: refused.length + parents.filter(({ state }) => isParentOpen(state.status)).length,
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

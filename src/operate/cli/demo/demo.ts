import { setTimeout as sleep } from 'node:timers/promises';
import type { Address } from 'viem';
import { loadConfig } from '../../../config/loadConfig.js';
import type { LabAccount } from '../../../lab/accounts.js';
import type { Lab } from '../../../lab/lab.js';
import type { Strategy } from '../../../model/strategy.js';
import { unixMillis } from '../../../model/units.js';
import { planTick } from '../../../plan/planTick.js';
import { type Ledger, openLedger } from '../../../record/ledger.js';
import { decisionStory } from '../../../record/queries/decisions.js';
import { listOrders } from '../../../record/queries/listOrders.js';
import { usageOf } from '../../../record/queries/usageOf.js';
import type { TickRecord } from '../../../record/recorder.js';
import { endRun, startRun } from '../../../record/statements/runs.js';
import { takeDaemonLock } from '../../daemonLock.js';
import { loadSigner } from '../../keys.js';
import { createLog } from '../../log.js';
import { startKeeper } from '../../startKeeper.js';
import { exitCodes } from '../exitCodes.js';
import { version } from '../version.js';
import { writeDemoFiles } from './files.js';
import { createNarrator } from './narrator.js';
import { pricePath } from './pricePath.js';
import { createQuiet } from './quiet.js';
import { addLiquidations, lookAt, newScore } from './scoreboard.js';
import { createWitness } from './witness.js';

export interface DemoOptions {
  seed: number;
  steps: number;
  /** No pauses for reading. */
  fast?: boolean;
  /** Takes each line; standard output when unset. */
  write?: (line: string) => void;
}

const startPrice = 2000;
/** Chain time of a step: the market is calm for most of it, and moves within what an order's deadline allows. */
const calmSeconds = 3_490;
const moveSeconds = 110;
/** About a minute for a whole story of 24 steps. */
const readingPauseMs = 1_500;

/**
 * The whole job on a local chain with the real protocols: two accounts hold one book, ballast guards one of them, and
 * the market does its worst to both. @returns 0 when the guarded account was never liquidated and ended inside its
 * bands while the other was liquidated, else 1. @throws LabUnavailable in a production install.
 */
export async function demo({ seed, steps, fast = false, write }: DemoOptions): Promise<number> {
  const { createLab } = await import('../../../lab/lab.js');
  const { standardBook, standardFunds } = await import('../../../lab/book.js');
  const tell = createNarrator(write);
  tell.opening(seed, steps);
  const lab = await createLab({ price: startPrice, log: tell.stage });
  try {
    const accounts: LabAccount[] = [];
    for (const _ of ['guarded', 'unguarded']) {
      const account = await lab.createAccount(standardFunds);
      await lab.openBook(account, standardBook);
      accounts.push(account);
    }
    const [guarded, unguarded] = accounts;
    if (!guarded || !unguarded) throw new Error('the lab made no accounts');
    return await play(lab, guarded, unguarded.address, { seed, steps, fast, tell });
  } finally {
    await lab.stop();
  }
}

interface Stage extends Required<Omit<DemoOptions, 'write'>> {
  tell: ReturnType<typeof createNarrator>;
}

async function play(lab: Lab, guarded: LabAccount, unguarded: Address, { seed, steps, fast, tell }: Stage) {
  const files = await writeDemoFiles(lab, guarded, seed);
  const config = loadConfig({ settingsFile: files.settings, strategyFiles: [files.strategy], env: {} });
  const [strategy] = config.strategies;
  if (!strategy) throw new Error('the demo has no strategy');
  const lock = takeDaemonLock(files.ledger);
  const ledger = openLedger({ file: files.ledger });
  const witnesses = {
    guarded: await createWitness(config, guarded.address, lab.url),
    unguarded: await createWitness(config, unguarded, lab.url),
  };
  tell.cast(files, guarded.address, unguarded);

  // The market's hours pass in seconds here, so the keeper lives by the chain's clock.
  let chainTime = Number((await lab.publicClient.getBlock()).timestamp);
  const now = () => unixMillis(chainTime * 1000);
  await ledger.commit(startRun({ version, at: now() }));
  const stop = new AbortController();
  const quiet = createQuiet(() => lab.publicClient.getBlockNumber({ cacheTime: 0 }));
  const tellDecisions = async ({ decisions }: TickRecord) => {
    for (const { id } of decisions) {
      const story = await decisionStory(ledger, id);
      if (story) tell.decision(story);
    }
  };
  let told = Promise.resolve();
  const keeper = startKeeper({
    config,
    ledger,
    signerOf: (account, chainId) => loadSigner(config, account, chainId),
    now,
    log: createLog({ level: process.env['BALLAST_LOG'] ?? 'silent' }),
    stop: stop.signal,
    onTick: (tick) => {
      chainTime = Math.max(chainTime, tick.snapshot.block.timestamp);
      told = told.then(() => tellDecisions(tick));
      quiet.onTick(tick);
    },
  });
  keeper.catch(quiet.fail);

  const scores = { guarded: newScore(), unguarded: newScore() };
  const look = async () => {
    const [ours, theirs] = await Promise.all([witnesses.guarded.look(), witnesses.unguarded.look()]);
    scores.guarded = lookAt(scores.guarded, ours.risk);
    scores.unguarded = lookAt(scores.unguarded, theirs.risk);
    return [ours.risk, theirs.risk] as const;
  };
  const tellRow = async (step: number) => {
    const [ours, theirs] = await look();
    await told;
    tell.row(step, await lab.price(), ours, theirs);
  };
  try {
    await quiet.reached();
    await tellRow(0);
    for (const [i, price] of pricePath({ start: startPrice, steps, seed }).entries()) {
      await lab.advance(calmSeconds);
      await quiet.reached();
      await lab.moveMarket(price, { seconds: moveSeconds });
      await quiet.reached();
      await look();
      for (const who of ['guarded', 'unguarded'] as const) {
        const done = await lab.liquidate([who === 'guarded' ? guarded.address : unguarded]);
        scores[who] = addLiquidations(scores[who], done, price);
        await told;
        tell.liquidations(who, done);
      }
      await quiet.reached();
      await tellRow(i + 1);
      if (!fast && process.stdout.isTTY) await sleep(readingPauseMs);
    }
    const wanted = planTick({
      ...(await witnesses.guarded.look()),
      strategy,
      venues: witnesses.guarded.venues,
      openOrders: [],
      history: new Map(),
      tradingState: 'active',
      usage: { ordersLastHour: 0, ordersLastDay: 0, turnoverLastDay: 0, gasLastDay: 0 },
      now: now(),
    }).decisions;
    stop.abort();
    await keeper;
    await ledger.commit(endRun({ exitCode: exitCodes.ok, at: now() }));
    const held = wanted.length === 0;
    const spent = await costs(ledger, lab, strategy);
    const passed = held && scores.guarded.liquidations.length === 0 && scores.unguarded.liquidations.length > 0;
    tell.ending(scores, spent, { held, passed, files });
    return passed ? exitCodes.ok : exitCodes.unexpected;
  } finally {
    stop.abort();
    await keeper.catch(() => {}); // told already, through `quiet`
    await Promise.all([witnesses.guarded.close(), witnesses.unguarded.close()]);
    ledger.close();
    lock.release();
  }
}

/** What guarding cost, from the chain and the ledger. */
async function costs(ledger: Ledger, lab: Lab, strategy: Strategy) {
  const [transactions, orders, usage] = await Promise.all([
    lab.publicClient.getTransactionCount({ address: strategy.account }),
    listOrders(ledger, { limit: 1_000_000 }),
    usageOf(ledger, strategy, unixMillis(0)),
  ]);
  return { transactions, orders: orders.filter((order) => order.status === 'Filled').length, gas: usage.gasLastDay };
}

import { setTimeout as sleep } from 'node:timers/promises';
import { loadConfig } from '../../../config/loadConfig.js';
import type { Strategy } from '../../../model/strategy.js';
import { milliseconds, unixMillis } from '../../../model/units.js';
import { planTick } from '../../../plan/planTick.js';
import { type Ledger, openLedger } from '../../../record/ledger.js';
import { listOrders } from '../../../record/queries/listOrders.js';
import { openOrders } from '../../../record/queries/openOrders.js';
import { usageOf } from '../../../record/queries/usageOf.js';
import { beat, endRun, startRun } from '../../../record/statements/runs.js';
import { keptFrom } from '../../change/keptFrom.js';
import type { PageFiles } from '../../console/pageFiles.js';
import { takeDaemonLock } from '../../daemonLock.js';
import { daemonOwner } from '../../daemonOwner.js';
import { loadSigner } from '../../keys.js';
import { createLog } from '../../log.js';
import { startKeeper } from '../../startKeeper.js';
import { version } from '../../version.js';
import { exitCodes } from '../exitCodes.js';
import { askPerson, duplicatesAsk } from './askPerson.js';
import { type DemoConsole, openDemoConsole } from './demoConsole.js';
import { writeDemoFiles } from './files.js';
import { createNarrator, type Narrator } from './narrator.js';
import { pricePath } from './pricePath.js';
import { createQuiet } from './quiet.js';
import { addLiquidations, lookAt, newScore } from './scoreboard.js';
import { type SettingName, settings } from './settings.js';
import { skipTime } from './skipTime.js';
import type { Stage } from './stage.js';
import { createTeller } from './teller.js';
import { createWitness } from './witness.js';

export interface DemoOptions {
  seed: number;
  steps: number;
  /** Where the story takes place; `lyra` unless told. */
  venue?: SettingName;
  /** No pauses for reading. */
  fast?: boolean;
  /** Shows it in a browser as well, leaves a question for a person at the end, and then stays up until it is told to stop. */
  console?: boolean;
  /** What the console shows; as `npm run build` has made it where it is left out. */
  page?: PageFiles;
  /** Ends what stays up; a signal of the system's (Ctrl-C) where it is left out. */
  stop?: AbortSignal;
  /** Told where the console is. */
  onConsole?: (console: DemoConsole) => void;
  /** Takes each line; standard output when unset. */
  write?: (line: string) => void;
}

const startPrice = 2000;
/** About a minute for a whole story of 24 steps. */
const readingPauseMs = 1_500;
const blockMs = 1_000;
/** A step on a page takes longer to look at than a line. */
const watchingSeconds = 3;
const silent = createLog({ level: 'silent' });

/**
 * The whole job on a local chain: two accounts hold one book, ballast guards one of them, and the market does its worst
 * to both. @returns 0 when the guarded account was never liquidated and ended inside its bands while the other was
 * liquidated, else 1. @throws LabUnavailable in a production install.
 */
export async function demo(options: DemoOptions): Promise<number> {
  const { seed, steps, venue = 'lyra', fast = false, write } = options;
  const tell = createNarrator(write);
  tell.opening(seed, steps, settings[venue]);
  const stage = await settings[venue].open({ price: startPrice, log: tell.stage });
  try {
    return await play(stage, { ...options, fast, tell });
  } finally {
    await stage.stop();
  }
}

interface Staging extends Omit<DemoOptions, 'fast'> {
  fast: boolean;
  tell: Narrator;
}

async function play(stage: Stage, staging: Staging): Promise<number> {
  const { seed, steps, fast, tell } = staging;
  const isShown = staging.console === true;
  const files = await writeDemoFiles(stage, seed, isShown ? { sampleEvery: '10s', limits: [duplicatesAsk] } : {});
  const config = loadConfig({ settingsFile: files.settings, strategyFiles: [files.strategy], env: {} });
  const [strategy] = config.strategies;
  if (!strategy) throw new Error('the demo has no strategy');
  const lock = takeDaemonLock(files.ledger);
  const ledger = openLedger({ file: files.ledger });

  // The market's hours pass in seconds here, so the keeper lives by the chain's clock.
  let chainTime = Number((await stage.publicClient.getBlock()).timestamp);
  const now = () => unixMillis(chainTime * 1000);
  const watching = { config, url: stage.url, now };
  const witnesses = {
    guarded: await createWitness(stage.guarded.address, watching),
    unguarded: await createWitness(stage.unguarded.address, watching),
  };
  tell.cast(files, stage.guarded.address, stage.unguarded.address);

  await ledger.commit([startRun({ version, at: now(), owner: daemonOwner() }), keptFrom(config, now())]);
  const stop = new AbortController();
  const quiet = createQuiet({
    newestBlock: () => stage.publicClient.getBlockNumber({ cacheTime: 0 }),
    isSettled: stage.isSettled,
    mine: () => stage.testClient.mine({ blocks: 1 }),
  });
  const scores = { guarded: newScore(), unguarded: newScore() };
  const teller = createTeller(ledger, tell);
  const keeper = startKeeper({
    config,
    ledger,
    signerOf: (account, chainId) => loadSigner(config, account, chainId),
    now,
    quoting: { everyMs: 0 },
    log: createLog({ level: process.env['BALLAST_LOG'] ?? 'silent' }),
    stop: stop.signal,
    ...(isShown ? { pulseEvery: milliseconds(250) } : {}),
    onTick: (tick) => {
      chainTime = Math.max(chainTime, tick.snapshot.block.timestamp);
      scores.guarded = lookAt(scores.guarded, tick.risk);
      teller.onTick(tick);
      quiet.onTick(tick);
    },
  });
  keeper.catch(quiet.fail);
  const { page } = staging;
  const shown = isShown
    ? await openDemoConsole({ ledger, settings: files.settings, now, log: silent, ...(page ? { page } : {}) })
    : null;

  const look = async () => {
    const [ours, theirs] = await Promise.all([witnesses.guarded.look(), witnesses.unguarded.look()]);
    scores.guarded = lookAt(scores.guarded, ours.risk);
    scores.unguarded = lookAt(scores.unguarded, theirs.risk);
    return [ours.risk, theirs.risk] as const;
  };
  const tellRow = async (step: number) => {
    const [ours, theirs] = await look();
    await teller.told();
    tell.row(step, await stage.price(), ours, theirs);
  };
  const liquidate = async () => {
    // The keeper looks after ours at every block; theirs is looked at as liquidators see it.
    scores.unguarded = lookAt(scores.unguarded, (await witnesses.unguarded.look()).risk);
    for (const who of ['guarded', 'unguarded'] as const) {
      const done = await stage.liquidate(stage[who]);
      scores[who] = addLiquidations(scores[who], done, await stage.price());
      await teller.told();
      tell.liquidations(who, done);
    }
  };
  try {
    if (shown) {
      tell.console(shown);
      staging.onConsole?.(shown);
    }
    await quiet.reached();
    await tellRow(0);
    for (const [i, price] of pricePath({ start: startPrice, steps, seed, first: stage.first }).entries()) {
      for (const act of await stage.acts({ number: i + 1, of: steps, price })) {
        if (act.says) tell.act(act.says);
        const { seconds = 0 } = act;
        await skipTime(ledger, seconds, () => {
          chainTime += seconds;
          return now();
        });
        await act.play();
        await quiet.reached();
        await liquidate();
      }
      await quiet.reached();
      await tellRow(i + 1);
      await ledger.commit(beat({ at: now() }));
      if (!fast && shown) await breathe(stage, watchingSeconds);
      else if (!fast && process.stdout.isTTY) await sleep(readingPauseMs);
    }
    const wanted = planTick({
      ...(await witnesses.guarded.look()),
      strategy,
      venues: witnesses.guarded.venues,
      openOrders: await openOrders(ledger),
      history: new Map(),
      tradingState: 'active',
      usage: { ordersLastHour: 0, ordersLastDay: 0, turnoverLastDay: 0, gasLastDay: 0 },
      now: now(),
      // What is worth collecting at times is no band.
    }).decisions.filter(({ orderClass }) => orderClass !== 'cost');
    const held = wanted.length === 0;
    const passed = held && scores.guarded.liquidations.length === 0 && scores.unguarded.liquidations.length > 0;
    const tellEnding = async () => tell.ending(scores, await costs(ledger, stage, strategy), { wanted, passed, files });
    if (shown) {
      await tellEnding();
      const asked = { ledger, settings: files.settings, order: stage.personal, now };
      await askPerson(asked, async () => {
        await breathe(stage, 1);
        await quiet.reached();
      });
      tell.staying();
      await Promise.race([
        stayUp(stage, staging.stop ?? signalOfSystem(), () => ledger.commit(beat({ at: now() }))),
        keeper,
      ]);
    }
    stop.abort();
    await keeper;
    await ledger.commit(endRun({ exitCode: exitCodes.ok, at: now() }));
    if (!shown) await tellEnding();
    return passed ? exitCodes.ok : exitCodes.unexpected;
  } finally {
    stop.abort();
    await shown?.close();
    await keeper.catch(() => {}); // told already, through `quiet`
    await Promise.all([witnesses.guarded.close(), witnesses.unguarded.close()]);
    ledger.close();
    lock.release();
  }
}

/** A block a second, as on a chain where nothing happens. */
async function breathe({ testClient }: Stage, seconds: number): Promise<void> {
  for (let i = 0; i < seconds; i++) {
    await sleep(blockMs);
    await testClient.mine({ blocks: 1 });
  }
}

async function stayUp(stage: Stage, stop: AbortSignal, beating: () => Promise<void>): Promise<void> {
  while (!stop.aborted) {
    await beating();
    await breathe(stage, 1);
  }
}

/** The first Ctrl-C ends what stays up in good order, the second one at once. */
function signalOfSystem(): AbortSignal {
  const asked = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => asked.abort());
  return asked.signal;
}

/** What guarding cost, from the chain and the ledger. */
async function costs(ledger: Ledger, { publicClient }: Stage, strategy: Strategy) {
  const [transactions, orders, usage] = await Promise.all([
    publicClient.getTransactionCount({ address: strategy.account }),
    listOrders(ledger, { limit: 1_000_000 }),
    usageOf(ledger, strategy, unixMillis(0)),
  ]);
  return { transactions, orders: orders.filter((order) => order.status === 'Filled').length, gas: usage.gasLastDay };
}

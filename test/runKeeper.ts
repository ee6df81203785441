import type { Address } from 'viem';
import type { Config } from '../src/config/loadConfig.js';
import type { Signer } from '../src/execute/transactions/signer.js';
import type { LabAccount } from '../src/lab/accounts.js';
import type { Lab } from '../src/lab/lab.js';
import type { Log } from '../src/model/log.js';
import { type Milliseconds, type UnixMillis, unixMillis } from '../src/model/units.js';
import { startKeeper } from '../src/operate/startKeeper.js';
import { type Ledger, openLedger } from '../src/record/ledger.js';
import type { TickRecord } from '../src/record/recorder.js';
import { endRun, startRun } from '../src/record/statements/runs.js';
import { type BookFiles, type BookText, type BookWorld, loadBook, writeBook } from './book.js';

export interface LogLine {
  level: keyof Log;
  facts: Readonly<Record<string, unknown>>;
  message: string;
}

/** A chain that a keeper can be run on. */
export interface KeeperWorld extends BookWorld {
  publicClient: Lab['publicClient'];
  testClient: Lab['testClient'];
}

/** A keeper at work in this process, with all it says and does. */
export interface RunningKeeper {
  config: Config;
  files: BookFiles;
  ledger: Ledger;
  /** Every tick that was taken, oldest first. */
  ticks: readonly TickRecord[];
  lines: readonly LogLine[];
  /** Resolves with the first tick, past or coming, that is as wanted. Rejects when the keeper ends. */
  tick(wanted?: (tick: TickRecord) => boolean): Promise<TickRecord>;
  /** The same for a line of its log. */
  line(wanted: (line: LogLine) => boolean): Promise<LogLine>;
  /** Resolves once it holds; asked again after every tick and every line. */
  until(holds: () => boolean): Promise<void>;
  /** Resolves with the first tick on the chain's newest block that made no order. */
  quiet(): Promise<TickRecord>;
  /** Mines a block, `times` over, and waits each time until the keeper wants nothing more. */
  idle(times: number): Promise<void>;
  /** Ends it in order; rejects with what it died of. Safe to call twice. */
  stop(): Promise<void>;
}

export interface RunOptions {
  /** Its clock; the chain's unless told, so that an hour in the lab is an hour to it. */
  now?: () => UnixMillis;
  /** Who signs; the account's real key unless told. */
  signerOf?: (account: Address, chainId: number) => Promise<Signer>;
  /** Continues this book instead of writing a new one. */
  files?: BookFiles;
  /** Its pulse, and the series of its books, are never written where it is left out. */
  pulseEvery?: Milliseconds;
  /** Done with the ledger before the keeper starts. */
  before?: (ledger: Ledger) => Promise<unknown>;
}

type Finished = (forget: () => void | Promise<void>) => void;

/** More orders than this at one price, and it is chasing its own tail. */
const mostRounds = 30;

/** Writes the operator's files, opens the ledger, and keeps the book until the test is over. */
export async function runKeeper(
  lab: KeeperWorld,
  { address, privateKey }: LabAccount,
  text: Omit<BookText, 'account'>,
  onFinished: Finished,
  options: RunOptions = {},
): Promise<RunningKeeper> {
  const files = options.files ?? writeBook(lab, { ...text, account: address }, onFinished);
  const config = loadBook(files);
  const ledger = openLedger({ file: files.ledger });

  let chainTime = Number((await lab.publicClient.getBlock()).timestamp);
  const now = options.now ?? (() => unixMillis(chainTime * 1000));
  await options.before?.(ledger);
  await ledger.commit(startRun({ version: 'e2e', at: now() }));

  const ticks: TickRecord[] = [];
  const lines: LogLine[] = [];
  const happened = createBell();
  const stop = new AbortController();
  const say = (level: keyof Log) => (facts: object, message: string) => {
    lines.push({ level, facts: { ...facts }, message });
    happened.ring();
  };
  // Loaded when asked for, so that a run that asks for no signer loads nothing that could sign.
  const signerOf = async (_: Address, chainId: number) =>
    (await import('../src/execute/transactions/signer.js')).createSigner(privateKey, { chainId });
  const keeper = startKeeper({
    config,
    ledger,
    signerOf: options.signerOf ?? signerOf,
    now,
    // At every tick, in the chain's time.
    quoting: { everyMs: 0, clock: () => now() },
    log: { debug: say('debug'), info: say('info'), warn: say('warn'), error: say('error') },
    stop: stop.signal,
    ...(options.pulseEvery === undefined ? {} : { pulseEvery: options.pulseEvery }),
    onTick(tick) {
      chainTime = Math.max(chainTime, tick.snapshot.block.timestamp);
      ticks.push(tick);
      happened.ring();
    },
  });
  let ended = false;
  let failure: unknown = null;
  const end = keeper.then(
    () => {
      ended = true;
      happened.ring();
    },
    (error: unknown) => {
      ended = true;
      failure = error;
      happened.ring();
    },
  );

  async function first<Item>(items: readonly Item[], wanted: (item: Item) => boolean): Promise<Item> {
    let looked = 0;
    for (;;) {
      const rung = happened.next();
      for (; looked < items.length; looked++) {
        const item = items[looked];
        if (item !== undefined && wanted(item)) return item;
      }
      if (ended) throw failure ?? new Error('the keeper has ended');
      await rung;
    }
  }

  const running: RunningKeeper = {
    config,
    files,
    ledger,
    ticks,
    lines,
    tick: (wanted = () => true) => first(ticks, wanted),
    line: (wanted) => first(lines, wanted),
    async until(holds) {
      for (;;) {
        const rung = happened.next();
        if (holds()) return;
        if (ended) throw failure ?? new Error('the keeper has ended');
        await rung;
      }
    },
    async quiet() {
      const before = ticks.length;
      for (;;) {
        const rung = happened.next();
        const newest = await lab.publicClient.getBlock();
        const last = ticks.at(-1);
        if (ended) throw failure ?? new Error('the keeper has ended');
        if (last && last.snapshot.block.hash === newest.hash && last.orders.length === 0) return last;
        if (ticks.slice(before).filter((tick) => tick.orders.length > 0).length > mostRounds) {
          throw new Error(`the keeper still acts after ${mostRounds} rounds at one price`);
        }
        await rung;
      }
    },
    async idle(times) {
      for (let i = 0; i < times; i++) {
        await lab.testClient.mine({ blocks: 1 });
        await running.quiet();
      }
    },
    async stop() {
      stop.abort();
      await end;
      if (failure !== null) throw failure;
    },
  };
  onFinished(async () => {
    stop.abort();
    await end;
    await ledger.commit(endRun({ exitCode: 0, at: now() }));
    ledger.close();
  });
  return running;
}

/** Something to wait for again and again. */
function createBell() {
  let ring = () => {};
  let next = new Promise<void>((resolve) => {
    ring = resolve;
  });
  return {
    next: () => next,
    ring() {
      const rung = ring;
      next = new Promise<void>((resolve) => {
        ring = resolve;
      });
      rung();
    },
  };
}

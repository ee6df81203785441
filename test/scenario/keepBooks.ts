import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { loadConfig } from '../../src/config/loadConfig.js';
import { createSigner } from '../../src/execute/transactions/signer.js';
import type { LabAccount } from '../../src/lab/accounts.js';
import type { Log } from '../../src/model/log.js';
import type { Strategy } from '../../src/model/strategy.js';
import { type UnixMillis, unixMillis } from '../../src/model/units.js';
import { startKeeper } from '../../src/operate/startKeeper.js';
import { type Ledger, openLedger } from '../../src/record/ledger.js';
import type { TickRecord } from '../../src/record/recorder.js';
import { endRun, saveStrategy, startRun } from '../../src/record/statements/runs.js';
import { type BookWorld, writeSecret } from '../book.js';
import type { KeeperWorld } from '../runKeeper.js';

/** A book that one keeper keeps with others. */
export interface ManyBook {
  name: string;
  account: LabAccount;
  /** As a strategy file has it. */
  watch: readonly unknown[];
  /** Names of books whose accounts its key may give to. */
  givesTo: readonly string[];
  limits?: Readonly<Record<string, unknown>>;
}

export interface ManyFiles {
  folder: string;
  settings: string;
  strategies: readonly string[];
  ledger: string;
}

/** Writes ballast.yaml and a strategy a book, into a folder of their own. */
export function writeBooks(world: BookWorld, books: readonly ManyBook[]): ManyFiles {
  const folder = mkdtempSync(join(tmpdir(), 'ballast-books-'));
  writeSecret(join(folder, 'unread.json'), '{}');
  const addressOf = (name: string) => books.find((book) => book.name === name)?.account.address;
  const tokens = Object.fromEntries(
    Object.entries(world.tokens).map(([symbol, { underlying, ...token }]) => [
      symbol,
      underlying ? { ...token, underlying } : token,
    ]),
  );
  const settings = join(folder, 'ballast.yaml');
  const chain = { id: world.chainId, endpoints: [world.wsUrl], confirmations: 1, tokens, venues: world.venues };
  const keys = books.map(({ account, givesTo }) => ({
    ...{ account: account.address, keystore: 'unread.json', passwordFile: 'unread.json' },
    policy: { transfersTo: givesTo.map(addressOf) },
  }));
  const ledger = { file: 'ballast.db', sampleEvery: '10m' };
  writeFileSync(settings, stringify({ chains: { lab: chain }, ledger, keys }));
  const strategies = books.map(({ name, account, watch, limits = {} }) => {
    const file = join(folder, `${name}.yaml`);
    const day = { turnover: '1_000_000_000 usd', orders: 100_000, gas: '100 eth' };
    const wide = { order: '100_000_000 usd', slippage: '10%', hour: { orders: 100_000 }, day, ...limits };
    const book = { name, chain: 'lab', account: account.address, mode: 'live', watch, rules: [], limits: wide };
    writeFileSync(file, stringify(book, { aliasDuplicateObjects: false }));
    return file;
  });
  return { folder, settings, strategies, ledger: join(folder, 'ballast.db') };
}

export const forgetFiles = ({ folder }: ManyFiles): void => rmSync(folder, { recursive: true, force: true });

/** A keeper of several books at work in this process. */
export interface KeptBooks {
  files: ManyFiles;
  ledger: Ledger;
  /** As they were read from their files. */
  strategies: readonly Strategy[];
  /** The newest tick of each book, by its name. */
  last: ReadonlyMap<string, TickRecord>;
  warnings: readonly string[];
  now(): UnixMillis;
  /** Mines a block and waits until every book has had its tick on it, or a later one. */
  round(): Promise<void>;
  /** Rounds until it holds. @throws Error after `most` */
  until(holds: () => Promise<boolean>, most: number): Promise<number>;
  stop(): Promise<void>;
}

/** Keeps books until it is stopped; the ledger stays open until `close`. */
export async function keepBooks(
  world: KeeperWorld,
  books: readonly ManyBook[],
  files: ManyFiles = writeBooks(world, books),
): Promise<KeptBooks> {
  const config = loadConfig({ settingsFile: files.settings, strategyFiles: [...files.strategies], env: {} });
  const ledger = openLedger({ file: files.ledger });
  let chainTime = Number((await world.publicClient.getBlock()).timestamp);
  const now = () => unixMillis(chainTime * 1000);
  await ledger.commit([
    startRun({ version: 'scenario', at: now() }),
    ...config.strategies.map(({ name, hash, file }) =>
      saveStrategy({ hash, name, source: readFileSync(file, 'utf8'), at: now() }),
    ),
  ]);
  const last = new Map<string, TickRecord>();
  const warnings: string[] = [];
  const stop = new AbortController();
  let ring = () => {};
  const say = (level: string) => (facts: object, message: string) => {
    if (level === 'warn' || level === 'error')
      warnings.push(
        `${level} ${message} ${JSON.stringify(facts, (_, one) => (typeof one === 'bigint' ? `${one}` : one))}`,
      );
  };
  const log: Log = { debug: say('debug'), info: say('info'), warn: say('warn'), error: say('error') };
  const keyOf = new Map(books.map(({ account }) => [account.address.toLowerCase(), account.privateKey]));
  let ended: { error: unknown } | null = null;
  const keeping = startKeeper({
    ...{ config, ledger, now, log, stop: stop.signal },
    signerOf: async (account, chainId) => {
      const key = keyOf.get(account.toLowerCase());
      if (!key) throw new Error(`nobody has the key of ${account}`);
      return createSigner(key, { chainId });
    },
    quoting: { everyMs: 0, clock: () => now() },
    onTick(tick) {
      chainTime = Math.max(chainTime, tick.snapshot.block.timestamp);
      last.set(tick.strategy, { ...tick });
      ring();
    },
  }).then(
    () => {
      ended = { error: null };
      ring();
    },
    (error: unknown) => {
      ended = { error };
      ring();
    },
  );

  const seen = (block: bigint) => books.every(({ name }) => (last.get(name)?.snapshot.block.number ?? -1n) >= block);
  async function round(): Promise<void> {
    await world.testClient.mine({ blocks: 1 });
    const block = await world.publicClient.getBlockNumber();
    while (!seen(block)) {
      const rung = new Promise<void>((resolve) => {
        ring = resolve;
      });
      if (ended) throw ended.error ?? new Error('the keeper has ended');
      if (seen(block)) return;
      await rung;
    }
  }
  let stopped = false;
  return {
    ...{ files, ledger, strategies: config.strategies, last, warnings, now, round },
    async until(holds, most) {
      for (let rounds = 0; rounds <= most; rounds++) {
        if (await holds()) return rounds;
        await round();
      }
      throw new Error(`it does not hold after ${most} rounds; ${warnings.slice(-5).join('\n')}`);
    },
    async stop() {
      if (stopped) return;
      stopped = true;
      stop.abort();
      await keeping;
      await ledger.commit(endRun({ exitCode: 0, at: now() }));
      ledger.close();
      if (ended?.error) throw ended.error;
    },
  };
}

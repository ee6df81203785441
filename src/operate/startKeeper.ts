import type { Address } from 'viem';
import { type Board, createBoard } from '../chains/board.js';
import { strategiesOn } from '../chains/strategyOn.js';
import { ConfigError } from '../config/configError.js';
import type { Config } from '../config/loadConfig.js';
import type { ChainSettings } from '../config/settings.js';
import type { Executor } from '../execute/orders/executor.js';
import { createLiveExecutor } from '../execute/orders/liveExecutor.js';
import { createShadowExecutor } from '../execute/orders/shadowExecutor.js';
import { createPolicedSigner } from '../execute/transactions/policy/policedSigner.js';
import type { Signer } from '../execute/transactions/signer.js';
import { keep } from '../keeper.js';
import type { Alarms } from '../model/alert.js';
import type { Log } from '../model/log.js';
import { fromFloat, type Milliseconds, type UnixMillis, wei } from '../model/units.js';
import { agreeOnOpening } from '../observe/agreement/agreeOnOpening.js';
import { createOpeningWatch, type OpeningWatch } from '../observe/agreement/openingWatch.js';
import { type Endpoint, EndpointError } from '../observe/endpoints/endpoint.js';
import { createEndpointPool, type EndpointPool } from '../observe/endpoints/endpointPool.js';
import { pause } from '../observe/endpoints/pause.js';
import { createHeads, type Heads } from '../observe/heads.js';
import { createQuoteDesk, type QuoteDeskOptions } from '../observe/prices/quoteDesk.js';
import { createAlarms } from '../record/alarms.js';
import type { Ledger } from '../record/ledger.js';
import type { TickRecord } from '../record/recorder.js';
import type { Quotes } from '../tick/advance.js';
import type { Book } from '../tick/book.js';
import type { PulseKeeper } from '../tick/keepPulse.js';
import { createSharedLimits, type SharedLimits } from '../tick/sharedLimits.js';
import { createRenewals, type Renewals } from './change/renewals.js';
import { forgetEndpoints } from './forgetEndpoints.js';
import { keyPolicyOf } from './keyPolicyOf.js';
import { type OpenedBook, openBooks } from './openBooks.js';
import { keptOn, openPulse } from './openPulse.js';

export interface StartKeeperOptions {
  config: Config;
  ledger: Ledger;
  /** Asked for each account of a live strategy only. */
  signerOf: (account: Address, chainId: number) => Promise<Signer>;
  now: () => UnixMillis;
  /** How servers of prices are asked, where it is not to be as usual. */
  quoting?: Pick<QuoteDeskOptions, 'clock' | 'everyMs'>;
  /** Those of the process; made where they are left out. */
  alarms?: Alarms;
  log: Log;
  /** Ends the keeper once the transaction in hand is settled. */
  stop: AbortSignal;
  onTick?: (tick: TickRecord) => void;
  /** How often, at most, is written down how each loop and book goes; never where it is left out. */
  pulseEvery?: Milliseconds;
  /** Where strategies are changed while they run. */
  renewals?: Renewals;
}

/**
 * Joins everything and keeps it running: one loop a chain. Returns when `stop` fires and all loops have ended.
 * @throws ConfigError when the chain contradicts the files; nothing was sent then.
 */
export async function startKeeper(options: StartKeeperOptions): Promise<void> {
  const { settings, strategies } = options.config;
  const chains = Object.values(settings.chains).filter(({ name }) => strategiesOn(strategies, name).length > 0);
  const { renewals = createRenewals(), alarms = createAlarms(options) } = options;
  const signerOf = loadedOnce(options.signerOf);
  const together = { board: createBoard(), shared: createSharedLimits(), renewals, alarms };
  // One chain's failure ends all: what remains would be a keeper that looks alive and is not.
  const failed = new AbortController();
  const stop = AbortSignal.any([options.stop, failed.signal]);
  const loops = chains.map((chain) =>
    keepChain(chain, { ...options, signerOf, stop }, together).catch((error: unknown) => {
      failed.abort();
      throw error;
    }),
  );
  await Promise.allSettled(loops);
  await Promise.all(loops);
}

/** Nobody is asked for a password again where books are changed. */
function loadedOnce(signerOf: StartKeeperOptions['signerOf']): StartKeeperOptions['signerOf'] {
  const loaded = new Map<string, Promise<Signer>>();
  return (account, chainId) => {
    const key = `${chainId} ${account}`;
    const signer = loaded.get(key) ?? signerOf(account, chainId);
    loaded.set(key, signer);
    return signer;
  };
}

/** What the loops of all chains have in common. */
interface Together {
  board: Board;
  shared: SharedLimits;
  renewals: Renewals;
  alarms: Alarms;
}

async function keepChain(chain: ChainSettings, options: StartKeeperOptions, together: Together): Promise<void> {
  const { ledger, log, stop } = options;
  const { alarms } = together;
  const over = new AbortController();
  const { id, endpoints: urls, headAge: maxHeadAgeMs } = chain;
  const pool = createEndpointPool({ urls, chainId: id, maxHeadAgeMs, alarms, log });
  const heads = createHeads({ pool, signal: over.signal });
  const watching = pool.watch(over.signal);
  const pulse = openPulse(chain, options, pool);
  const beating = pulse?.run(over.signal);
  try {
    await forgetEndpoints(ledger, alarms, pool);
    const opened = await openWhenReachable(chain, options, pool, heads);
    if (!opened) return;
    const keeping = { chain, options, together, pool, heads, pulse };
    const loop = {
      chain: chain.name,
      open: (config: Config, patience: AbortSignal) =>
        openWhenReachable(chain, { ...options, config, stop: patience }, pool, heads),
      keep: (found: Opened, renew: AbortSignal) => keepBooks(keeping, found, renew),
    };
    await together.renewals.run(loop, opened, stop);
  } finally {
    over.abort();
    await watching;
    await beating;
    await pool.close();
  }
}

/** What stays of a chain while its books change. */
interface Keeping {
  chain: ChainSettings;
  options: StartKeeperOptions;
  together: Together;
  pool: EndpointPool;
  heads: Heads;
  pulse: PulseKeeper | undefined;
}

/** Keeps these books until the keeper stops, or `renew` fires and the tick in hand is done. */
async function keepBooks(
  { chain, options, together: { board, shared, alarms }, pool, heads, pulse }: Keeping,
  opened: Opened,
  renew: AbortSignal,
): Promise<void> {
  const { ledger, log, now, stop } = options;
  const { config } = opened;
  pulse?.keeps(keptOn(config, chain));
  const books: Book[] = [];
  for (const book of opened.books) {
    const executor = await executorFor(book, chain, { ...options, alarms }, pool, heads);
    const seat = board.seatOf(book.strategy);
    books.push({ ...book, executor, ...(seat ? { seat } : {}) });
  }
  log.info({ at: 'keeper', chain: chain.name, books: books.map((b) => b.strategy.name) }, 'watching');
  const { multicall3, id: chainId, confirmations } = chain;
  const { sampleEvery, keep: keepFor } = config.settings.ledger;
  const over = new AbortController();
  const quotes = quotesFor(books, options, over.signal);
  const ending = AbortSignal.any([stop, renew]);
  try {
    await keep({
      ...{
        chainId,
        multicall3,
        confirmations,
        pool,
        books,
        shared,
        ledger,
        alarms,
        sampleEvery,
        keepFor,
        now,
        log,
        stop,
      },
      // The loop ends where there is no further block: between two ticks.
      heads: { ...heads, next: () => heads.next(ending) },
      headAge: chain.headAge,
      ...(chain.sequencer ? { sequencer: chain.sequencer } : {}),
      ...(opened.agreed < mostWanted(books)
        ? { opening: openingWatch(chain, { ...options, config }, pool, opened) }
        : {}),
      ...(quotes ? { quotes } : {}),
      ...(pulse ? { pulse } : {}),
      onTick: (tick) => {
        pulse?.saw(tick);
        options.onTick?.(tick);
      },
    });
  } finally {
    over.abort();
  }
}

interface Opened {
  /** What they were opened by. */
  config: Config;
  books: readonly OpenedBook[];
  /** How many endpoints have found the same. */
  agreed: number;
}

/** An endpoint that is down at the start is waited for, like one that goes down later. null when stopped meanwhile. */
async function openWhenReachable(
  chain: ChainSettings,
  { config, log, stop }: StartKeeperOptions,
  pool: EndpointPool,
  heads: Heads,
): Promise<Opened | null> {
  for (let block = await heads.newest(stop); block !== null; block = await heads.newest(stop)) {
    const endpoint = pool.current();
    const others = pool.others();
    const openBy = (one: Endpoint) => openBooks(config, chain, one, block);
    try {
      const { books, problems } = await openBy(endpoint);
      const { isBelieved, agreed, accused } = await agreeOnOpening({
        ...{ block, inUse: endpoint, opening: openingsOf(books), others, clock: pool.clock, stop },
        open: async (one) => openingsOf((await openBy(one)).books),
      });
      for (const { endpoint: liar, text } of accused) pool.accuse(liar, text);
      if (!isBelieved) {
        throw new EndpointError(`${endpoint.label} finds other contracts than others do`, { retryable: true });
      }
      if (problems.length > 0) {
        const error = new ConfigError(problems);
        // It may as well be this endpoint that is wrong: a start that ends for good takes more than its word.
        if (others.length === 0 || agreed > 1) throw error;
        throw new EndpointError(`${endpoint.label} finds no venues: ${problems[0]?.message}`, { retryable: true });
      }
      if (others.length > 0 && agreed < 2) {
        log.warn({ at: 'start', chain: chain.name }, 'no second endpoint could say whether venues are where they seem');
      }
      return { config, books, agreed };
    } catch (error) {
      if (error instanceof ConfigError) throw error;
      log.warn({ at: 'start', chain: chain.name }, 'the chain cannot be read yet');
      await pause(pool.failed(endpoint, error), stop);
    }
  }
  return null;
}

/** What the largest order asks for. */
const mostWanted = (books: readonly OpenedBook[]): number =>
  Math.max(...books.flatMap(({ strategy }) => strategy.atStake.map(({ endpoints }) => endpoints)));

const openingWatch = (
  chain: ChainSettings,
  { config, log, stop }: StartKeeperOptions,
  pool: EndpointPool,
  { books, agreed }: Opened,
): OpeningWatch =>
  createOpeningWatch({
    ...{ pool, found: openingsOf(books), agreed, wanted: mostWanted(books), log, stop },
    open: async (endpoint, block) => openingsOf((await openBooks(config, chain, endpoint, block)).books),
  });

const openingsOf = (books: readonly OpenedBook[]) => books.flatMap(({ opening }) => opening);

/** undefined where all prices are on the chain. */
function quotesFor(
  books: readonly Book[],
  { now, quoting = {}, log }: StartKeeperOptions,
  signal: AbortSignal,
): Quotes | undefined {
  const sources = books.flatMap(({ venues }) => [...venues.values()].flatMap(({ quoteSources = [] }) => quoteSources));
  return sources.length > 0 ? createQuoteDesk({ sources, now, log, signal, ...quoting }) : undefined;
}

async function executorFor(
  { strategy, venues }: OpenedBook,
  chain: ChainSettings,
  { config, ledger, alarms, now, log, signerOf, stop }: StartKeeperOptions & { alarms: Alarms },
  pool: EndpointPool,
  heads: Heads,
): Promise<Executor> {
  const common = { pool, ledger, now, log };
  if (strategy.mode === 'shadow') return createShadowExecutor({ ...common, strategy: strategy.name });
  const { id: chainId, confirmations, multicall3 } = chain;
  const { account } = strategy;
  const signer = createPolicedSigner({
    ...{ signer: await signerOf(account, chainId), account, chainId, policy: keyPolicyOf(config.settings, strategy) },
    ...{ venues: [...venues.values()], ledger, alarms, now, log },
  });
  const { gas } = strategy.limits.day;
  return createLiveExecutor({
    ...common,
    account: strategy.account,
    venues,
    signer,
    chainId,
    confirmations,
    multicall3,
    heads,
    stop,
    atStake: strategy.atStake,
    gasToken: chain.gasToken,
    ...(Number.isFinite(gas) ? { mostGas: wei(fromFloat(gas, 'down')) } : {}),
  });
}

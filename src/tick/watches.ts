import type { Address } from 'viem';
import { createBeside } from '../execute/follow/beside.js';
import { createChangeWatch } from '../execute/follow/changeWatch.js';
import type { Alarms } from '../model/alert.js';
import { shortMessageOf } from '../model/error.js';
import type { Log } from '../model/log.js';
import { settleAll } from '../model/retryable.js';
import type { Block } from '../model/snapshot.js';
import type { Milliseconds, UnixMillis } from '../model/units.js';
import type { OpeningWatch } from '../observe/agreement/openingWatch.js';
import type { EndpointPool } from '../observe/endpoints/endpointPool.js';
import type { Ledger } from '../record/ledger.js';
import { createBlockTimeWatch } from './blockTimeWatch.js';
import { createBlockWatch } from './blockWatch.js';
import type { Book } from './book.js';
import { createBreakWatch } from './breakWatch.js';
import type { Draft } from './decide.js';
import { createGasWatch } from './gasWatch.js';
import { createLooseWatch } from './looseWatch.js';
import { createMarginWatch } from './marginWatch.js';
import type { Seen } from './observeBlock.js';
import { createPnlCloser } from './pnlCloser.js';
import { createRescueWatch } from './rescueWatch.js';
import { createStalledWatch } from './stalledWatch.js';

export interface WatchesOptions {
  chainId: number;
  multicall3: Address;
  books: readonly Book[];
  pool: EndpointPool;
  /** Blocks on the chain, its own included, that make a transaction final. */
  confirmations: number;
  ledger: Ledger;
  alarms: Alarms;
  opening?: OpeningWatch;
  sampleEvery: Milliseconds;
  now: () => UnixMillis;
  log: Log;
}

/** What goes on beside the ticks. It is for the operator: neither a decision nor the next tick waits for it. */
export interface Watches {
  head(block: Block): void;
  seen(seen: Seen): void;
  /** What is to be written of a tick has been. */
  recorded(drafts: readonly Draft[]): void;
  ended(): Promise<void>;
}

export function createWatches(options: WatchesOptions): Watches {
  const { books, pool } = options;
  const watched = books.map(({ strategy, venues }) => ({ account: strategy.account, venues }));
  const changes = createBeside(createChangeWatch({ ...options, watched, client: pool.client }));
  const opening = createBeside(async (block: Block) => options.opening?.look(block));
  const margins = createBeside(forInformation(options.log, createMarginWatch(options)));
  const loose = createBeside(forInformation(options.log, createLooseWatch(options)));
  const gas = createBeside(forInformation(options.log, createGasWatch(options)));
  const breaks = createBeside(forInformation(options.log, createBreakWatch(options)));
  const stalled = createBeside(forInformation(options.log, createStalledWatch(options)));
  const rescues = createBeside(forInformation(options.log, createRescueWatch(options)));
  const blocks = createBeside(forInformation(options.log, createBlockWatch(options)));
  const blockTimes = createBeside(forInformation(options.log, createBlockTimeWatch(options)));
  const closePnl = forInformation(options.log, createPnlCloser(options));
  const pnl = createBeside(async () => {
    for (const { strategy } of books.filter((book) => book.strategy.home === undefined))
      await closePnl(strategy.name, strategy.risk.unexplained);
  });
  return {
    head(block) {
      changes.begin(block);
      opening.begin(block);
    },
    seen(seen) {
      margins.begin(seen);
      loose.begin(seen);
      gas.begin(seen);
      breaks.begin(seen);
    },
    recorded(drafts) {
      pnl.begin(undefined);
      stalled.begin(drafts);
      rescues.begin(drafts);
      blocks.begin(drafts);
      blockTimes.begin(undefined);
    },
    ended: async () =>
      void (await settleAll([
        changes.ended(),
        opening.ended(),
        margins.ended(),
        loose.ended(),
        gas.ended(),
        breaks.ended(),
        pnl.ended(),
        stalled.ended(),
        rescues.ended(),
        blocks.ended(),
        blockTimes.ended(),
      ])),
  };
}

/** What only tells ends in the log when it fails, whatever the failure: `Beside` would throw it at the next tick, orders and all. */
const forInformation =
  <Inputs extends readonly unknown[]>(log: Log, tell: (...inputs: Inputs) => Promise<void>) =>
  async (...inputs: Inputs): Promise<void> => {
    try {
      await tell(...inputs);
    } catch (error) {
      log.error({ at: 'watches', error: shortMessageOf(error) }, 'something beside the ticks has failed');
    }
  };

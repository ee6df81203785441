import type { Address } from 'viem';
import type { Block } from '../../model/block.js';
import { BallastError } from '../../model/error.js';
import type { Mode } from '../../model/mode.js';
import { shortId } from '../../model/order.js';
import type { ParentOrder } from '../../model/parentOrder.js';
import type { Bps, UnixMillis } from '../../model/units.js';
import { type Aggregated, aggregate, type LeftOut } from '../../plan/blocks/aggregate.js';
import { newId } from '../../record/id.js';
import type { Ledger } from '../../record/ledger.js';
import { listBlocks } from '../../record/queries/blocks.js';
import { parentOrders } from '../../record/queries/parentOrders.js';
import type { RecordedTick } from '../../record/queries/recordedTick.js';
import { latestTick } from '../../record/queries/ticks.js';
import { insertBlock, openBlockStatuses } from '../../record/statements/blocks.js';

export interface MakeBlocksOptions {
  /** Of one list; all that wait for a block when left out. */
  list?: string;
  /** The book whose account trades what can be sent; none where all is interleaved. */
  book?: string;
  /** Interleaved: how far apart average prices may be. */
  maxDeviation: Bps;
  /** Leave those behind that wait for a person, or that the keeper has not looked at. */
  withoutWaiting: boolean;
  /** Say what would be made, and make nothing. */
  dryRun: boolean;
  author: string;
  at: UnixMillis;
}

export interface MadeBlocks {
  blocks: readonly Block[];
  leftOut: readonly LeftOut[];
}

/**
 * Makes blocks of what was accepted, all in one unit of work. @throws BallastError, and then nothing was made
 */
export async function makeBlocks(ledger: Ledger, options: MakeBlocksOptions): Promise<MadeBlocks> {
  const { list, book, maxDeviation, author, at } = options;
  const found = await parentOrders(ledger, { open: true, ...(list === undefined ? {} : { list }) });
  const asked = found.filter(({ terms }) => terms.block === true);
  if (asked.length === 0) throw nothingThere(list, found);
  const waiting = asked.filter(({ state }) => state.status === 'PendingNew' || state.status === 'PendingReview');
  if (waiting.length > 0 && !options.withoutWaiting) throw someWait(waiting);
  const trader = book === undefined ? null : await traderOf(ledger, book, asked);
  const open = await listBlocks(ledger, { status: openBlockStatuses });
  const made = aggregate(asked, {
    taken: new Set(open.flatMap(({ members }) => members.map(({ parent }) => parent))),
    busy: new Set(
      open.flatMap(({ strategy, instrument }) => (strategy === book && book !== undefined ? [instrument] : [])),
    ),
    trader,
  });
  const blocks = made.groups.map((group): Block => blockOf(group, { book, trader, maxDeviation, author, at }));
  if (blocks.length === 0) throw noneMade(made.leftOut);
  if (!options.dryRun) await ledger.commit(blocks.map(insertBlock));
  return { blocks, leftOut: made.leftOut };
}

function blockOf(
  { chainId, instrument, side, quantity, method, members }: Aggregated['groups'][number],
  {
    book,
    trader,
    maxDeviation,
    author,
    at,
  }: Pick<MakeBlocksOptions, 'maxDeviation' | 'author' | 'at'> & {
    book: string | undefined;
    trader: Address | null;
  },
): Block {
  const isSent = method === 'transfer';
  return {
    id: newId(at),
    ...{ chainId, instrument, side, quantity, method },
    strategy: isSent && book !== undefined ? book : null,
    account: isSent ? trader : null,
    parent: null,
    price: null,
    maxDeviation,
    status: isSent ? 'Collecting' : 'Working',
    members: members.map((member) => ({ ...member, gives: null })),
    author,
    createdAt: at,
  };
}

async function traderOf(ledger: Ledger, book: string, asked: readonly ParentOrder[]): Promise<Address> {
  const tick = await latestTick(ledger, book);
  if (!tick) {
    throw new BallastError(`the ledger knows no book \`${book}\``, {
      mend: 'name a strategy that `ballast run` has kept already: `ballast status` lists them',
    });
  }
  if (isShadow(tick)) {
    throw new BallastError(`${book} is kept in shadow, which sends nothing; no block was made`, {
      mend: 'set `mode: live` in its file and start it again, or name another book with --account',
    });
  }
  const elsewhere = asked.filter(({ chainId }) => chainId !== tick.chainId);
  if (elsewhere.length === 0) return tick.account;
  throw new BallastError(`${book} is on chain ${tick.chainId}, and ${elsewhere.length} of the orders are on another`, {
    facts: elsewhere.slice(0, 5).map(({ id, chainId }) => `order ${shortId(id)} is on chain ${chainId}`),
    mend: 'make blocks of one chain at a time: with --list',
  });
}

/** As the recorder writes a tick's summary. */
const isShadow = ({ summary }: RecordedTick): boolean => (summary as { mode?: Mode } | null)?.mode === 'shadow';

function nothingThere(list: string | undefined, found: readonly ParentOrder[]): BallastError {
  const of = list === undefined ? '' : ` of list \`${list}\``;
  if (found.length === 0) return new BallastError(`no order${of} is open`, { mend: '`ballast orders` lists them' });
  return new BallastError(`none of the ${found.length} open orders${of} is for a block`, {
    mend: 'ask for them with --block, or with a column `block` in the file',
  });
}

const someWait = (waiting: readonly ParentOrder[]): BallastError =>
  new BallastError(`${waiting.length} of the orders wait to be accepted; no block was made`, {
    facts: waiting.slice(0, 5).map(({ id, state }) => `order ${shortId(id)} is ${state.status}`),
    mend: 'answer what waits (`ballast reviews`), or leave them behind with --without-waiting',
  });

const noneMade = (leftOut: readonly LeftOut[]): BallastError =>
  new BallastError('none of the orders can be put into a block', {
    facts: leftOut.slice(0, 10).map(({ parent, why }) => `order ${shortId(parent.id)}: ${why}`),
    mend: 'name the book whose account trades them with --account, or wait until the blocks that they are in have ended',
  });

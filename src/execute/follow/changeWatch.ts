import { type Address, type Hash, isHash, numberToHex } from 'viem';
import { shortMessageOf } from '../../model/error.js';
import type { VenueId } from '../../model/instrument.js';
import type { Log } from '../../model/log.js';
import { isRetryable, settleAll } from '../../model/retryable.js';
import type { Block } from '../../model/snapshot.js';
import type { UnixMillis } from '../../model/units.js';
import type { UnsolicitedChange } from '../../model/venueOrder.js';
import type { ChainRequester } from '../../observe/endpoints/endpoint.js';
import { newId } from '../../record/id.js';
import type { Ledger } from '../../record/ledger.js';
import { scanOf, type UnsolicitedRow, unsolicitedSince } from '../../record/queries/unsolicited.js';
import { venueOrdersById } from '../../record/queries/venueOrders.js';
import {
  insertUnsolicited,
  type ScanProgress,
  saveScan,
  type VenueScan,
  voidUnsolicited,
} from '../../record/statements/unsolicited.js';
import { type OrderTracking, type Venue, VenueReadError } from '../../venues/venue.js';
import { createLogReader, type LogReader } from './logReader.js';
import { logsOf, readReceipts } from './readReceipts.js';

export interface ChangeWatchOptions {
  chainId: number;
  confirmations: number;
  client: ChainRequester;
  /** One entry a strategy; several may watch the same account. */
  watched: readonly { account: Address; venues: ReadonlyMap<VenueId, Venue> }[];
  ledger: Ledger;
  now: () => UnixMillis;
  log: Log;
}

/** Blocks before the last that was looked through which are looked through again. */
const overlap = 32n;
/** How far a scan gets is written down every so many blocks: a start looks through a few again, which changes nothing. */
const stretch = 64n;

/** One account at one venue, by whatever bindings strategies have of it. */
interface Watch {
  scan: VenueScan;
  trackings: readonly OrderTracking[];
}

/**
 * Notices changes of positions that no order of ours asked for: liquidations, auto-deleveraging, the operator's own hand.
 * It begins at the head of the first start. Trouble with the endpoint, or with what it says, is told and costs nothing but
 * time.
 * @throws LedgerError
 */
export function createChangeWatch(options: ChangeWatchOptions): (head: Block) => Promise<void> {
  const { ledger, log, now, client } = options;
  const watches = watchesOf(options);
  const readLogs = createLogReader(client);
  const reached = new Map<Watch, ScanProgress & { saved: bigint }>();
  let told = '';

  async function look(watch: Watch, head: Block): Promise<void> {
    const before = reached.get(watch) ?? (await begin(ledger, watch.scan));
    if (before === null) {
      const progress = { since: head.number, scannedTo: head.number };
      await ledger.commit(saveScan(watch.scan, progress, now()));
      reached.set(watch, { ...progress, saved: head.number });
      return;
    }
    const back = BigInt(options.confirmations) > overlap ? BigInt(options.confirmations) : overlap;
    const from = before.scannedTo - back > before.since ? before.scannedTo - back : before.since + 1n;
    const { changes, readTo, trouble } = await readChanges(watch, { ledger, client, readLogs }, from, head.number);
    const known = await unsolicitedSince(ledger, watch.scan, from);
    const added = changes.filter((change) => !known.some((row) => isSame(row, change)));
    const voided = await gone(
      watch,
      known.filter((row) => !changes.some((change) => isSame(row, change))),
      options,
    );
    const progress = { since: before.since, scannedTo: newer(before.scannedTo, readTo) };
    const due = added.length + voided.length > 0 || progress.scannedTo - before.saved >= stretch;
    const { chainId, account } = watch.scan;
    const at = now();
    await ledger.commit([
      added.map((change) => insertUnsolicited({ ...change, id: newId(at), chainId, account, at })),
      voided.map(({ id }) => voidUnsolicited(id)),
      due ? saveScan(watch.scan, progress, at) : [],
    ]);
    reached.set(watch, { ...progress, saved: due ? progress.scannedTo : before.saved });
    for (const { venue, kind, text, transactionHash, blockNumber } of added) {
      log.warn(
        { at: 'change', account, venue, kind, text, transactionHash, block: blockNumber },
        'not asked for by us',
      );
    }
    if (trouble) throw new ChangesUnread(trouble);
  }

  return async (head) => {
    try {
      await settleAll(watches.map((watch) => look(watch, head)));
      told = '';
    } catch (error) {
      if (!isPassing(error)) throw error;
      const said = shortMessageOf(error);
      if (said !== told) log.warn({ at: 'change', block: head.number, error: said }, 'cannot look for changes now');
      told = said;
    }
  };
}

class ChangesUnread extends Error {}

/** What is noticed here is for the operator: what cannot be read, now or ever, is said and must not end the keeper. */
const isPassing = (error: unknown): boolean =>
  error instanceof ChangesUnread || error instanceof VenueReadError || isRetryable(error);

function watchesOf({ chainId, watched }: ChangeWatchOptions): Watch[] {
  const found = new Map<string, { scan: VenueScan; trackings: OrderTracking[] }>();
  for (const { account, venues } of watched) {
    for (const [venue, { tracking }] of venues) {
      if (!tracking) continue;
      const key = `${account.toLowerCase()} ${venue}`;
      const one = found.get(key) ?? { scan: { chainId, account, venue }, trackings: [] };
      one.trackings.push(tracking);
      found.set(key, one);
    }
  }
  return [...found.values()];
}

async function begin(ledger: Ledger, scan: VenueScan): Promise<(ScanProgress & { saved: bigint }) | null> {
  const progress = await scanOf(ledger, scan);
  return progress && { ...progress, saved: progress.scannedTo };
}

function newer(a: bigint, b: bigint): bigint {
  if (a > b) return a;
  return b;
}

interface Reading {
  ledger: Ledger;
  client: ChainRequester;
  readLogs: LogReader;
}

async function readChanges(
  { scan, trackings }: Watch,
  { ledger, client, readLogs }: Reading,
  from: bigint,
  to: bigint,
): Promise<{ changes: readonly UnsolicitedChange[]; readTo: bigint; trouble: string | null }> {
  const queries = new Map(trackings.flatMap((one) => one.changes()).map((query) => [JSON.stringify(query), query]));
  const { transactions, readTo, trouble } = await readLogs([...queries.values()], from, to);
  if (transactions.length === 0) return { changes: [], readTo, trouble };
  const receipts = await readReceipts(client, transactions);
  const logs = logsOf(receipts.values());
  const changesBut = (ours: ReadonlySet<string>) =>
    trackings.flatMap((one) => one.unsolicited(logs, (order) => ours.has(order)));
  const asked = changesBut(new Set()).map(({ order }) => order);
  const ours = new Set((await venueOrdersById(ledger, scan, asked)).map(({ id }) => id));
  const changes = new Map(changesBut(ours).map((change) => [placeOf(change), change]));
  // A node may have the log and not the receipt yet: all of it is looked through again.
  const missing = transactions.find((hash) => !receipts.has(hash));
  return missing === undefined
    ? { changes: [...changes.values()], readTo, trouble }
    : { changes: [...changes.values()], readTo: from - 1n, trouble: `no receipt of ${missing}` };
}

type Place = Pick<UnsolicitedChange, 'blockHash' | 'transactionHash' | 'logIndex'>;

const placeOf = ({ blockHash, transactionHash, logIndex }: Place): string =>
  `${blockHash} ${transactionHash} ${logIndex}`;
const isSame = (a: Place, b: Place): boolean => placeOf(a) === placeOf(b);

/** Of what is not found any more, what did not happen, or is known to be ours now. A node without its logs proves nothing. */
async function gone(
  { scan }: Watch,
  missing: readonly UnsolicitedRow[],
  { ledger, client }: Pick<ChangeWatchOptions, 'ledger' | 'client'>,
): Promise<UnsolicitedRow[]> {
  if (missing.length === 0) return [];
  const ours = await venueOrdersById(
    ledger,
    scan,
    missing.map(({ order }) => order),
  );
  const checked = await Promise.all(
    missing.map(async (row) => {
      if (ours.some(({ id }) => id === row.order)) return [row];
      const there = await blockAt(client, row.blockNumber);
      return there !== null && there !== row.blockHash ? [row] : [];
    }),
  );
  return checked.flat();
}

async function blockAt(client: ChainRequester, height: bigint): Promise<Hash | null> {
  const block = await client.request({ method: 'eth_getBlockByNumber', params: [numberToHex(height), false] });
  const hash: unknown = block?.hash;
  return typeof hash === 'string' && isHash(hash) ? hash : null;
}

import { type Hash, type Hex, hexToNumber } from 'viem';
import type { Limits } from '../../src/model/strategy.js';
import type { Ledger } from '../../src/record/ledger.js';
import type { RecordedAlert } from '../../src/record/queries/alerts.js';
import type { RecordedAttempt } from '../../src/record/queries/attempts.js';
import type { TickRecord } from '../../src/record/recorder.js';
import { alerts } from '../../src/record/tables/alerts.js';
import { attempts, decisions, fills, orderSteps, orders } from '../../src/record/tables/orders.js';
import { venueOrders } from '../../src/record/tables/venueOrders.js';
import type { Node } from './node.js';
import type { ChainFacts } from './world.js';

/** Signed bytes that left the process. */
export interface Sent {
  hash: Hash;
  nonce: number;
  step: number;
  /** The ledger had them, committed, at that moment. */
  journalled: boolean;
}

/** A receipt of a transaction of ours that is on the chain in the end. */
export interface Mined {
  hash: Hash;
  nonce: number;
  succeeded: boolean;
}

/** All that the invariants are asked about: what the ledger holds and what is on the chain when a run is over. */
export interface Evidence {
  ledger: LedgerRows;
  chain: ChainFacts;
  before: ChainFacts;
  sent: readonly Sent[];
  /** By the attempts' and the operator's hashes. */
  mined: readonly Mined[];
  /** Of the operator. */
  foreign: ReadonlySet<Hash>;
  /** At which those were sent, whatever became of them. */
  foreignNonces: ReadonlySet<number>;
  /** An endpoint has counted transactions that there were not. */
  misled: boolean;
  limits: Limits;
  /** What was Unknown for a whole step of a living keeper, with no alert open about it. */
  unalerted: readonly string[];
  /** Why the keeper ended by itself. */
  ends: readonly { retryable: boolean; text: string }[];
  /** The newest of the last life. */
  lastTick: TickRecord | null;
  /** When the last keeper was started, in peace, Unix milliseconds. */
  restartedAt: number;
  /** The faults were over, and so many blocks did not suffice. */
  unsettledAfter: number | null;
}

export type LedgerRows = Awaited<ReturnType<typeof readRows>>;

export async function readRows({ db }: Ledger) {
  const journal: RecordedAttempt[] = await db.select().from(attempts).orderBy(attempts.id);
  const alarms: RecordedAlert[] = await db.select().from(alerts).orderBy(alerts.id);
  return {
    attempts: journal,
    alerts: alarms,
    orders: await db.select().from(orders).orderBy(orders.id),
    steps: await db.select().from(orderSteps),
    fills: await db.select().from(fills).orderBy(fills.id),
    venueOrders: await db.select().from(venueOrders),
    decisions: await db.select().from(decisions).orderBy(decisions.id),
  };
}

/** A law that every run obeys. @returns a sentence for each time that it was broken */
export type Invariant = (evidence: Evidence) => string[];

export const short = (hash: Hex): string => hash.slice(0, 10);

/** Which of our orders a change at the venue was made for: by its transaction, or by what it had put into the venue's book. */
export const orderBehind = ({ ledger }: Pick<Evidence, 'ledger'>, by: Hex): string | undefined =>
  ledger.attempts.find(({ hash }) => hash === by)?.order ?? ledger.venueOrders.find(({ id }) => id === by)?.order;

/** What of these is in a block. */
export async function minedOf(node: Pick<Node, 'must'>, hashes: Iterable<Hex>): Promise<Mined[]> {
  const mined: Mined[] = [];
  for (const hash of new Set(hashes)) {
    const receipt = await node.must<{ status: Hex } | null>('eth_getTransactionReceipt', [hash]);
    const transaction = receipt && (await node.must<{ nonce: Hex }>('eth_getTransactionByHash', [hash]));
    if (!receipt || !transaction) continue;
    mined.push({ hash, nonce: hexToNumber(transaction.nonce), succeeded: receipt.status === '0x1' });
  }
  return mined;
}

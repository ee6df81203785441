import type { Hash } from 'viem';
import type { Fill } from '../../model/order.js';
import { wei } from '../../model/units.js';
import type { VenueOrderLife } from '../../model/venueOrder.js';
import type { FollowedVenueOrder, VenueOrderChange } from '../../record/statements/venueOrders.js';

/** What one head shows of an order that waits at a venue, or waited there. */
export interface VenueOrderEvidence {
  head: bigint;
  /** How the venue's book has it at the head; null: it was not asked. */
  book: 'New' | 'Suspended' | 'gone' | null;
  /** Up to which block its events were looked through now; null: they were not. */
  readTo: bigint | null;
  /** All that is known to have done something about it. */
  transactions: readonly Hash[];
  /** What those tell; null: nothing, or they were not read. */
  life: VenueOrderLife | null;
  /** The events cannot all have happened: some are missing. */
  contradiction: boolean;
  /** Which block the chain has where it ended; null: the endpoint does not say. */
  blockAtEnd: Hash | null;
}

export interface VenueOrderJudgement {
  change: VenueOrderChange;
  /** What it did after all, instead of what is written; absent: what is written stands. */
  fills?: readonly Fill[];
}

/** So often gone from the book without an event that tells why, and nobody knows what it did. */
export const mostLooks = 3;

/** Why it is suspended, as long as no event tells. */
export const noReason = 'it is not carried out as things are';

/** Events are looked through at least every so many blocks, so that the last stretch is short when it matters. */
const stretch = 64n;

/** Are its events to be looked through? Only then can anything but its standing be known. */
export function wantsEvents(row: FollowedVenueOrder, book: VenueOrderEvidence['book'], head: bigint): boolean {
  if (book === null) return false;
  if (book === 'gone') return true;
  if (book === 'Suspended' && (row.status !== 'Suspended' || row.text === noReason)) return true;
  return head - row.seenTo >= stretch;
}

/** It is gone, or suspended, and its events were looked through without telling why. */
export const isUnexplained = ({ status, text, looks }: FollowedVenueOrder): boolean =>
  looks >= mostLooks || (status === 'Suspended' && text === noReason);

/** Pure: what follows from the evidence; null when nothing does. Time alone never ends an order. */
export function judgeVenueOrder(
  row: FollowedVenueOrder,
  evidence: VenueOrderEvidence,
  confirmations: number,
): VenueOrderJudgement | null {
  return row.endBlock === null ? judgeOpen(row, evidence) : judgeEnded(row, row.endBlock, evidence, confirmations);
}

function judgeOpen(row: FollowedVenueOrder, evidence: VenueOrderEvidence): VenueOrderJudgement | null {
  const { head, book, readTo, transactions, life } = evidence;
  if (book === null) return null;
  const known = transactions.length > row.transactions.length ? { transactions } : {};
  if (book === 'gone') {
    if (life?.at && (life.status === 'Filled' || life.status === 'Canceled')) {
      const { blockNumber, blockHash, transactionHash } = life.at;
      const end = { endBlock: blockNumber, endBlockHash: blockHash, endTransaction: transactionHash };
      const { status, text, keeperPaid } = life;
      return { change: { ...known, ...end, status, text, keeperPaid, looks: 0 }, fills: life.fills };
    }
    // There was too much for one time: on from there.
    if (readTo !== null && readTo < head && readTo > row.seenTo) return { change: { ...known, seenTo: readTo } };
    // Whatever is missing lies between the block that made it and now.
    const again = evidence.contradiction ? { seenTo: row.createdBlock } : {};
    if (row.looks >= mostLooks) return changed(row, { ...known, ...again });
    return { change: { ...known, ...again, looks: row.looks + 1 } };
  }
  const explained = life?.status === book;
  const text = book === 'New' ? '' : explained ? life.text : row.status === book ? row.text : noReason;
  const seen = readTo !== null && readTo > row.seenTo && text !== noReason ? { seenTo: readTo } : {};
  const paid = life ? { keeperPaid: life.keeperPaid } : {};
  return changed(row, { status: book, text, looks: 0, ...paid, ...seen, ...known });
}

function judgeEnded(
  row: FollowedVenueOrder,
  endBlock: bigint,
  { head, blockAtEnd }: VenueOrderEvidence,
  confirmations: number,
): VenueOrderJudgement | null {
  if (blockAtEnd === null) return null;
  if (blockAtEnd !== row.endBlockHash) return { change: { ...reopened, seenTo: before(row, endBlock) }, fills: [] };
  return head - endBlock + 1n >= BigInt(confirmations) ? { change: { settled: true } } : null;
}

/** As it is when its end did not happen. */
export const reopened = {
  status: 'New',
  text: '',
  keeperPaid: wei(0n),
  looks: 0,
  endBlock: null,
  endBlockHash: null,
  endTransaction: null,
  settled: false,
} as const satisfies VenueOrderChange;

const before = ({ seenTo }: FollowedVenueOrder, block: bigint): bigint => (seenTo < block ? seenTo : block - 1n);

/** null when all of it is so already. */
function changed(row: FollowedVenueOrder, change: VenueOrderChange): VenueOrderJudgement | null {
  const differs = Object.entries(change).some(([key, value]) => row[key as keyof VenueOrderChange] !== value);
  return differs ? { change } : null;
}

import type { Hash } from 'viem';
import type { Fill } from '../../model/order.js';
import { wei } from '../../model/units.js';
import type { VenueOrderLife } from '../../model/venueOrder.js';
import type { FollowedVenueOrder, VenueOrderChange } from '../../record/statements/venueOrders.js';
import type { OrderEvidence } from '../../venues/venue.js';

/** What one head shows of an order that waits at a venue, or waited there. */
export interface VenueOrderEvidence {
  head: bigint;
  headHash: Hash;
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
  /** What its position at the head tells, where no event does; null: it was not asked, or could not be told. */
  position: OrderEvidence | null;
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

/** Why nobody knows what it did, as the whole text of one that is gone: its position cannot tell any more. */
export const positionSilent = 'its position does not tell either';

/**
 * An end that its position told is left open to events for at least so many blocks: they are what explains it, and nodes that
 * do not have them now often have them later.
 */
export const openToEvents = 1_000n;

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

/**
 * Its end was judged by its position, at the head that is written as its end: no transaction is known to have ended it. Its
 * events take the place of that when they turn up, and another block at that height undoes it.
 */
export const isPresumed = ({ endBlock, endTransaction }: FollowedVenueOrder): boolean =>
  endBlock !== null && endTransaction === null;

/** Is its position to be asked what it did? Once it has changed, it never tells again. */
export const wantsPosition = (row: FollowedVenueOrder, seen: VenueOrderEvidence): boolean =>
  seen.book === 'gone' &&
  row.looks >= mostLooks &&
  row.text !== positionSilent &&
  !seen.contradiction &&
  !isOver(seen) &&
  !isPartly(row, seen);

/** Pure: what follows from the evidence; null when nothing does. Time alone never ends an order. */
export function judgeVenueOrder(
  row: FollowedVenueOrder,
  evidence: VenueOrderEvidence,
  confirmations: number,
): VenueOrderJudgement | null {
  return row.endBlock === null ? judgeOpen(row, evidence) : judgeEnded(row, row.endBlock, evidence, confirmations);
}

function judgeOpen(row: FollowedVenueOrder, evidence: VenueOrderEvidence): VenueOrderJudgement | null {
  const { book, readTo, life } = evidence;
  if (book === null) return null;
  const known = knownNow(row, evidence);
  if (book === 'gone') {
    const told = judgeTold(row, evidence);
    if (told) return told;
    if (wantsPosition(row, evidence) && evidence.position !== null) return judgeByPosition(row, evidence);
    // Whatever is missing lies between the block that made it and now.
    const again = evidence.contradiction ? { seenTo: row.createdBlock } : {};
    if (row.looks >= mostLooks) return changed(row, { ...known, ...again });
    return { change: { ...known, ...again, looks: row.looks + 1 } };
  }
  const explained = life?.status === book;
  const text = book === 'New' ? '' : explained ? life.text : isStill(row, book) ? row.text : noReason;
  const seen = readTo !== null && readTo > row.seenTo && text !== noReason ? { seenTo: readTo } : {};
  const paid = life ? { keeperPaid: life.keeperPaid } : {};
  return changed(row, { status: book, text, looks: 0, ...paid, ...seen, ...known });
}

const isStill = ({ status, text }: FollowedVenueOrder, book: 'New' | 'Suspended'): boolean =>
  status === book && text !== positionSilent;

const knownNow = (row: FollowedVenueOrder, { transactions }: VenueOrderEvidence): VenueOrderChange =>
  transactions.length > row.transactions.length ? { transactions } : {};

const isOver = ({ life }: VenueOrderEvidence): boolean =>
  life?.at != null && (life.status === 'Filled' || life.status === 'Canceled');

/** There was too much to look through for one time. */
const isPartly = (row: FollowedVenueOrder, { head, readTo }: VenueOrderEvidence): boolean =>
  readTo !== null && readTo < head && readTo > row.seenTo;

/** What its events tell of one that is gone; null when they do not tell. */
function judgeTold(row: FollowedVenueOrder, evidence: VenueOrderEvidence): VenueOrderJudgement | null {
  const { life, readTo } = evidence;
  const known = knownNow(row, evidence);
  if (life?.at && isOver(evidence)) {
    const { blockNumber, blockHash, transactionHash } = life.at;
    const end = { endBlock: blockNumber, endBlockHash: blockHash, endTransaction: transactionHash };
    const { status, text, keeperPaid } = life;
    return { change: { ...known, ...end, status, text, keeperPaid, looks: 0 }, fills: life.fills };
  }
  // On from there.
  return readTo !== null && isPartly(row, evidence) ? { change: { ...known, seenTo: readTo } } : null;
}

/** What its position tells of one that is gone; `looks` stay, as its events are still to be asked for. */
function judgeByPosition(row: FollowedVenueOrder, evidence: VenueOrderEvidence): VenueOrderJudgement {
  const known = knownNow(row, evidence);
  if (evidence.position === 'unclear') return { change: { ...known, text: positionSilent } };
  const end = { endBlock: evidence.head, endBlockHash: evidence.headHash, endTransaction: null };
  const text = `gone from the book of ${row.venue} with its position as it was: cancelled, and no event tells why`;
  return { change: { ...known, ...end, status: 'Canceled', text }, fills: [] };
}

function judgeEnded(
  row: FollowedVenueOrder,
  endBlock: bigint,
  evidence: VenueOrderEvidence,
  confirmations: number,
): VenueOrderJudgement | null {
  const { head, blockAtEnd } = evidence;
  const told = isPresumed(row) ? judgeTold(row, evidence) : null;
  if (told) return told;
  if (blockAtEnd === null) return null;
  if (blockAtEnd !== row.endBlockHash) return { change: { ...reopened, seenTo: before(row, endBlock) }, fills: [] };
  const depth = BigInt(confirmations);
  const enough = isPresumed(row) && depth < openToEvents ? openToEvents : depth;
  return head - endBlock + 1n >= enough ? { change: { settled: true } } : null;
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

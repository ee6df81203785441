import type { Hash } from 'viem';
import type { AttemptState } from '../../model/order.js';
import type { Milliseconds, UnixMillis, Wei } from '../../model/units.js';
import type { JournalledAttempt } from '../../record/statements/attempts.js';
import type { AttemptEvent } from './attemptStates.js';
import type { Urgency } from './urgency.js';

/** A mined transaction, as its receipt tells. */
export interface Mining {
  blockNumber: bigint;
  blockHash: Hash;
  succeeded: boolean;
  /** Wei paid, data fees of a rollup included. */
  gasCost: Wei;
  gasUsed: bigint;
}

/** What the chain says about an account's transactions, seen from one head. */
export interface Evidence {
  head: bigint;
  /** Transactions of the account up to and including the head. */
  countAtHead: number;
  /** The same up to the newest block that counts as final. */
  finalCount: number;
  /** The same, and at least one block below the head: what a node in the middle of a block cannot get wrong. */
  certainCount: number;
  /** By transaction hash, where the chain bears the receipt out; absent when the transaction is in no block. */
  minings: ReadonlyMap<Hash, Mining>;
  /** Hashes with a receipt that the chain does not bear out: it is as good as none. */
  doubted: ReadonlySet<Hash>;
  /** Hashes of what was said to be in a block that is on the chain and does not list it. */
  absent: ReadonlySet<Hash>;
  /** Hashes that the node has, mined or waiting. */
  known: ReadonlySet<Hash>;
  /** By height: the block that is on the chain there, for heights where attempts were mined. */
  blocks: ReadonlyMap<bigint, Hash>;
}

export interface JudgeSettings {
  /** Blocks on the chain, its own included, that make a mined transaction final. At least 1. */
  confirmations: number;
  /** An intent older than this is not sent again; its nonce is taken back. */
  resendWithin: Milliseconds;
  /** Least time between two sendings of the same bytes. */
  resendEvery: Milliseconds;
  /** When it is sent again dearer, and how often. */
  urgency: Urgency;
  now: UnixMillis;
}

/** What follows for one attempt. */
export interface Judgement {
  /** In order; empty when nothing was learnt. */
  events: readonly AttemptEvent[];
  /** Why, where a state alone does not say it. */
  text: string;
  /** What remains to be done: send the same bytes again, the same intent dearer, or take the nonce back. */
  act: 'nothing' | 'resend' | 'replace' | 'cancel';
  /** Why it is not sent dearer any more, where it is due and all that its class allows was done. */
  stuck?: string;
}

/** An attempt with the time it was last written. */
export type Judged = JournalledAttempt & { updatedAt: UnixMillis };

const inBlock: readonly AttemptState[] = ['Mined', 'Reverted'];
const afloat: readonly AttemptState[] = ['Signed', 'Broadcast', 'Unknown', 'Reorged'];

/**
 * Pure: what is true of an attempt, by receipt, nonce and block hash. Time alone never ends an attempt.
 * @param rivals other attempts of ours at the same nonce
 */
export function judge(
  attempt: Judged,
  rivals: readonly JournalledAttempt[],
  evidence: Evidence,
  settings: JudgeSettings,
): Judgement {
  const mining = evidence.minings.get(attempt.hash);
  const wasInBlock = inBlock.includes(attempt.state);
  if (mining) return judgeMined(attempt, mining, evidence, settings);
  if (!wasInBlock) return judgeAfloat(attempt, rivals, evidence, settings, []);

  // No receipt where there was one. A node that still has the block, or has not got that far, is only slow; unless the
  // block does not list it, or too few are counted for it to be in there: then it never was, and somebody has said so.
  const { blockNumber, blockHash } = attempt;
  const there = blockNumber === null ? undefined : evidence.blocks.get(blockNumber);
  if (blockNumber === null || there === undefined) return nothing;
  const isCounted = blockNumber > evidence.head || evidence.countAtHead > attempt.nonce;
  if (there === blockHash && isCounted && !evidence.absent.has(attempt.hash)) return nothing;
  return judgeAfloat({ ...attempt, state: 'Reorged' }, rivals, evidence, settings, ['reorganise']);
}

const nothing: Judgement = { events: [], text: '', act: 'nothing' };

function judgeMined(
  attempt: Judged,
  mining: Mining,
  { head, finalCount }: Evidence,
  { confirmations }: JudgeSettings,
): Judgement {
  const events: AttemptEvent[] = [];
  const wasInBlock = inBlock.includes(attempt.state);
  // One block has one outcome: where it is another one now, what was written was not true.
  const isElsewhere = attempt.blockHash !== mining.blockHash || attempt.blockNumber !== mining.blockNumber;
  const isOther = isElsewhere || mining.succeeded !== (attempt.state === 'Mined');
  const moved = wasInBlock && isOther;
  if (moved) events.push('reorganise');
  if (moved || !wasInBlock) events.push(mining.succeeded ? 'mine' : 'revert');
  const isDeep = head - mining.blockNumber + 1n >= BigInt(confirmations);
  if (isDeep && finalCount > attempt.nonce) events.push('finalise');
  return { events, text: mining.succeeded ? '' : 'reverted', act: 'nothing' };
}

function judgeAfloat(
  attempt: Judged,
  rivals: readonly JournalledAttempt[],
  { countAtHead, finalCount, certainCount, minings, known }: Evidence,
  settings: JudgeSettings,
  before: readonly AttemptEvent[],
): Judgement {
  const reorganised = before.length > 0 ? 'its block was reorganised away' : '';
  const winner = rivals.find((rival) => minings.has(rival.hash));
  if (winner && finalCount > attempt.nonce) {
    return { events: [...before, 'replace'], text: `nonce used by our own ${winner.hash}`, act: 'nothing' };
  }
  if (!winner && certainCount > attempt.nonce) {
    return { events: [...before, 'drop'], text: 'nonce used by somebody else', act: 'nothing' };
  }
  // Taken, but not yet beyond doubt.
  if (winner || countAtHead > attempt.nonce) return { events: before, text: reorganised, act: 'nothing' };
  // The newest attempt at a nonce speaks for all of them.
  if (rivals.some((rival) => rival.id > attempt.id && afloat.includes(rival.state))) {
    return { events: before, text: reorganised, act: 'nothing' };
  }
  const { resendWithin, resendEvery, now } = settings;
  const earlier = rivals.filter((rival) => isBumpOf(rival, attempt));
  const isDearerDue = isDueDearer(attempt, earlier, settings);
  const isSpent = isDearerDue && earlier.length >= settings.urgency.most;
  const spent = isSpent ? { stuck: `it was sent ${earlier.length + 1} times, as often as its class allows` } : {};
  if (now - (attempt.cancels ? attempt.createdAt : bornAt(attempt, earlier)) > resendWithin) {
    return { events: before, text: reorganised, act: 'cancel', ...(attempt.cancels ? spent : {}) };
  }
  const isKnown = known.has(attempt.hash);
  const arrived = isKnown && attempt.state !== 'Broadcast';
  const seen = arrived
    ? { events: [...before, 'broadcast' as const], text: '', ...spent }
    : { events: before, text: isKnown ? '' : reorganised, ...spent };
  if (isDearerDue && !isSpent) return { ...seen, act: 'replace' };
  if (isKnown) return { ...seen, act: 'nothing' };
  const due = before.length > 0 || attempt.state === 'Signed' || isOver(attempt.updatedAt, resendEvery, now);
  return { ...seen, act: due ? 'resend' : 'nothing' };
}

/** The same step of the same order, which one of them at most can carry out. What takes a nonce back is no intent. */
export const isSameIntent = (
  a: Pick<JournalledAttempt, 'order' | 'step' | 'cancels'>,
  b: Pick<JournalledAttempt, 'order' | 'step' | 'cancels'>,
): boolean => a.order === b.order && a.step === b.step && !a.cancels && !b.cancels;

/** A clock that was set back since must not make anything wait until it has caught up. */
export const isOver = (since: UnixMillis, span: Milliseconds, now: UnixMillis): boolean =>
  now < since || now - since >= span;

/** Sent for the same at another price; what takes a nonce back is sent dearer too, whatever order it stands for. */
const isBumpOf = (a: JournalledAttempt, b: JournalledAttempt): boolean =>
  a.cancels && b.cancels ? true : isSameIntent(a, b);

/** Of the intent, whatever it was sent as since: dearer bytes make it no younger. */
const bornAt = (attempt: Judged, earlier: readonly JournalledAttempt[]): number =>
  Math.min(attempt.createdAt, ...earlier.map(({ createdAt }) => createdAt));

/** What may never have left, and what has just come out of a block, is sent as it is first. */
function isDueDearer(
  attempt: Judged,
  earlier: readonly JournalledAttempt[],
  { urgency: { firstAfter, thenEvery }, now }: JudgeSettings,
): boolean {
  if (attempt.state === 'Signed' || attempt.state === 'Reorged') return false;
  return now - attempt.createdAt >= (earlier.length === 0 ? firstAfter : thenEvery);
}

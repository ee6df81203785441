import type { Hex } from 'viem';
import type { Subject } from '../model/decision.js';
import { INTERRUPTED, type Side } from '../model/order.js';
import type { UnixMillis } from '../model/units.js';
import { TAKEN_BACK } from '../model/venueOrder.js';

/** What became of a rule's orders about one subject. */
export interface RuleRecord {
  /** When its last order was made. */
  lastAt: UnixMillis;
  /** When it last made a position smaller for a margin account's sake; absent where it has not. */
  reducedAt?: UnixMillis;
  /** Orders that failed since the last one that filled. */
  failures: number;
  /** Of those, the newest in a row that failed for one and the same reason. */
  sameCause?: SameCause;
}

/** Failures in a row for one reason, under one version of the strategy file. */
export interface SameCause {
  /** As the newest of them told it. */
  text: string;
  /** When they were made, oldest first; no more than the newest `failuresKept`. */
  at: readonly UnixMillis[];
  strategyHash: Hex;
  /** Of the newest, when it was a trade: its side, and USD per unit that its market was marked at. */
  side: Side | null;
  mark: number | null;
}

/** As many as it takes for a rule to be held (`doomed.ts`). */
export const failuresKept = 5;

/** By `historyKey`. */
export type RuleHistory = ReadonlyMap<string, RuleRecord>;

export function subjectKey(subject: Subject): string {
  if ('underlying' in subject) return subject.underlying;
  if ('marginAccount' in subject) return subject.marginAccount;
  if ('venue' in subject) return subject.venue;
  return 'venueOrder' in subject ? subject.venueOrder : subject.parent;
}

/** `<rule>|<subject>`. */
export const historyKey = (rule: string, subject: Subject): string => `${rule}|${subjectKey(subject)}`;

/**
 * Two tellings of one cause: numbers in them (a price, an id) may differ. That we took an order back, since nobody had
 * carried it out in time, is no cause: when the keepers are back after half an hour, the next order is as good as any. Nor is it one
 * that endpoints gave no answer, or the process ended, before anything was sent.
 */
export const isSameCause = (a: string, b: string): boolean =>
  a !== TAKEN_BACK && a !== INTERRUPTED && withoutNumbers(a) === withoutNumbers(b);

const withoutNumbers = (text: string): string => text.replace(/0x[0-9a-f]+|\d+(?:[ .]\d+)*/gi, '#');

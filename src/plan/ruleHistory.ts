import type { Subject } from '../model/decision.js';
import type { UnixMillis } from '../model/units.js';

/** What became of a rule's orders about one subject. */
export interface RuleRecord {
  /** When its last order was made. */
  lastAt: UnixMillis;
  /** Orders that failed since the last one that filled. */
  failures: number;
}

/** By `historyKey`. */
export type RuleHistory = ReadonlyMap<string, RuleRecord>;

export const subjectKey = (subject: Subject): string =>
  'underlying' in subject ? subject.underlying : subject.marginAccount;

/** `<rule>|<subject>`. */
export const historyKey = (rule: string, subject: Subject): string => `${rule}|${subjectKey(subject)}`;

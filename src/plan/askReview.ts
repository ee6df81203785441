import type { Check, Subject } from '../model/decision.js';
import type { DeskEvent } from '../model/desk.js';
import { type OrderTerms, shortId } from '../model/order.js';
import { defaultReview, type Review } from '../model/review.js';
import { outcomeOf } from '../model/reviewOutcome.js';
import { unixMillis } from '../model/units.js';
import type { DecisionDraft } from './plan.js';
import { historyKey } from './ruleHistory.js';
import type { Turn } from './turn.js';

/** What people have said of something that a rule or an order wants. */
export interface Answer {
  /** Up to what it may be done; null where nobody has said yes. */
  approved: Review | null;
  /** Waits for an answer. */
  open: Review | null;
  /** Somebody said no, or nobody said yes in time. */
  rejected: Review | null;
  /** Questions whose time is up. */
  events: readonly DeskEvent[];
}

/**
 * The answers that hold for a rule and its subject, in the same direction: an approved sale allows no purchase. What nobody has
 * answered in time is answered here, as the question says.
 */
export function answerTo(
  { desk, input }: Pick<Turn, 'desk' | 'input'>,
  rule: string,
  subject: Subject,
  terms: OrderTerms,
): Answer {
  const key = historyKey(rule, subject);
  const asked = desk.reviews.filter(
    (one) => historyKey(one.rule, one.subject) === key && directionOf(one.terms) === directionOf(terms),
  );
  const late = asked.filter(({ status, expiresAt }) => status === 'Open' && expiresAt <= input.now);
  const isLate = (one: Review): boolean => late.includes(one);
  const newest = (is: (one: Review) => boolean): Review | null => asked.findLast(is) ?? null;
  return {
    approved: newest((one) => one.status === 'Approved' || (isLate(one) && one.onExpiry === 'approve')),
    open: newest((one) => one.status === 'Open' && !isLate(one)),
    rejected: newest((one) => one.status === 'Rejected' || (isLate(one) && one.onExpiry === 'reject')),
    events: late.map(({ id, onExpiry }) => ({
      kind: 'closeReview',
      review: id,
      status: onExpiry === 'approve' ? 'Approved' : 'Rejected',
      text: 'nobody answered in time',
    })),
  };
}

/** `Sell`, `addCollateral`: which way it goes. Where and how it is done may change from block to block. */
export const directionOf = (terms: OrderTerms): string =>
  terms.kind === 'trade' || terms.kind === 'rest' ? terms.side : terms.kind;

/** `alice and bob`, or that the time was up. */
export function sayApprovedBy(review: Review): string {
  const { by } = outcomeOf(review);
  return by.length > 0 ? by.join(' and ') : 'nobody, in time';
}

/** What is not done before a person has looked at it: a new question, or what an earlier one has come to. */
export function askReview(
  { input }: Pick<Turn, 'input'>,
  draft: Pick<DecisionDraft, 'rule' | 'subject' | 'orderClass'>,
  wanted: { terms: OrderTerms; notional: number; checks: readonly Check[] },
  { open, rejected }: Answer,
): { verdict: 'review' | 'refused'; not: string[]; events: DeskEvent[] } {
  if (open)
    return {
      verdict: 'review',
      not: [`waits for review ${shortId(open.id)} until ${timeOf(open.expiresAt)}`],
      events: [],
    };
  if (rejected && rejected.expiresAt > input.now)
    return { verdict: 'refused', not: [sayRejected(rejected)], events: [] };
  const { strategy, now } = input;
  const { expire, onExpiry, twoAbove } = strategy.review ?? defaultReview;
  const { rule, subject, orderClass } = draft;
  // Survival is asked about nothing; were it, the answer to silence is yes.
  const then = orderClass === 'survive' ? 'approve' : onExpiry[orderClass];
  const checks = wanted.checks.filter(({ verdict }) => verdict === 'review');
  const review = {
    ...{ strategy: strategy.name, rule, subject, orderClass, checks },
    ...{ terms: wanted.terms, notional: wanted.notional, approved: wanted.notional },
    approvals: wanted.notional >= twoAbove ? 2 : 1,
    expiresAt: unixMillis(now + expire),
    onExpiry: then,
    openedAt: now,
  };
  const not = checks.map(({ code, text }) => `${code}: ${text}`);
  return {
    verdict: 'review',
    not: [...not, `asked until ${timeOf(review.expiresAt)}`],
    events: [{ kind: 'openReview', review }],
  };
}

function sayRejected(review: Review): string {
  const no = outcomeOf(review);
  const who = no.status === 'Rejected' ? no.by.join(' and ') : 'silence';
  const why = review.votes.findLast(({ verdict }) => verdict === 'reject')?.text ?? '';
  return `review ${shortId(review.id)} was rejected by ${who}${why === '' ? '' : ` (${why})`}; it holds until ${timeOf(review.expiresAt)}`;
}

const timeOf = (at: number): string => `${new Date(at).toISOString().slice(11, 16)} UTC`;

import type { Check, Subject } from '../model/decision.js';
import type { DeskEvent } from '../model/desk.js';
import { type OrderTerms, shortId } from '../model/order.js';
import type { Review } from '../model/review.js';
import { outcomeOf, outcomeOfSilence } from '../model/reviewOutcome.js';
import { defaultReview } from '../model/reviewSettings.js';
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
  /** Questions whose time is up, and approvals that a later no has undone. */
  events: readonly DeskEvent[];
}

/**
 * The answers that hold for a rule and its subject, in the same direction: an approved sale allows no purchase. What nobody has
 * answered in time is answered here, as the question says. A no undoes what was approved before it.
 * @param isAbout - Whether what is said to a question holds for it.
 */
export function answerTo(
  { desk, input }: Pick<Turn, 'desk' | 'input'>,
  rule: string,
  subject: Subject,
  terms: OrderTerms,
  isAbout: (review: Review) => boolean = () => true,
): Answer {
  const key = historyKey(rule, subject);
  const asked = desk.reviews.filter(
    (one) => historyKey(one.rule, one.subject) === key && directionOf(one.terms) === directionOf(terms),
  );
  const late = asked.filter(({ status, expiresAt }) => status === 'Open' && expiresAt <= input.now);
  const isLate = (one: Review): boolean => late.includes(one);
  const holding = asked.filter(isAbout);
  const isNo = (one: Review): boolean => isRejected(one, input.now) || (isLate(one) && one.onExpiry === 'reject');
  const lastNo = holding.findLastIndex(isNo);
  const undone = holding.slice(0, Math.max(lastNo, 0));
  const valid = holding.slice(Math.max(lastNo, 0));
  return {
    approved: valid.map((one) => (isLate(one) ? bySilence(one) : one)).findLast(isApproved) ?? null,
    open: holding.findLast((one) => one.status === 'Open' && !isLate(one)) ?? null,
    rejected: holding[lastNo] ?? null,
    events: [
      ...late.map(closedBySilence),
      ...undone
        .filter(({ status }) => status === 'Approved')
        .map(
          ({ id }): DeskEvent => ({
            kind: 'closeReview',
            review: id,
            status: 'Used',
            text: 'somebody has said no since',
          }),
        ),
    ],
  };
}

/** What silence comes to, as it is written down. */
export function closedBySilence(review: Review): Extract<DeskEvent, { kind: 'closeReview' }> {
  const { status, approved, text } = outcomeOfSilence(review);
  const closed = { kind: 'closeReview', review: review.id, text } as const;
  return status === 'Approved' ? { ...closed, status, approved } : { ...closed, status: 'Rejected' };
}

function bySilence(review: Review): Review {
  const { status, approved } = outcomeOfSilence(review);
  return { ...review, status, approved };
}

const isApproved = ({ status }: Review): boolean => status === 'Approved';

/** By people, or by silence: not what was closed since its order was changed. */
const isRejected = (review: Review, now: number): boolean =>
  review.status === 'Rejected' && (outcomeOf(review).status === 'Rejected' || review.expiresAt <= now);

/** `Sell`, `addCollateral`: which way it goes. Where and how it is done may change from block to block. */
export const directionOf = (terms: Review['terms']): string =>
  terms.kind === 'trade' || terms.kind === 'rest' ? terms.side : terms.kind;

/** `alice and bob`, or that the time was up. */
export function sayApprovedBy(review: Review): string {
  const { by } = outcomeOf(review);
  if (by.length > 0) return by.join(' and ');
  const some = outcomeOfSilence(review).by;
  return some.length > 0 ? `${some.join(' and ')}, and nobody else in time,` : 'nobody, in time';
}

/** What is not done before a person has looked at it: a new question, or what an earlier one has come to. */
export function askReview(
  { input }: Pick<Turn, 'input'>,
  draft: Pick<DecisionDraft, 'rule' | 'subject' | 'orderClass'>,
  wanted: { terms: Review['terms']; notional: number; checks: readonly Check[] },
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
    ...{ strategy: strategy.name, chainId: input.snapshot.chainId, rule, subject, orderClass, checks },
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

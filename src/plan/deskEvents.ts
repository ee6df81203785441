import type { Desk, DeskEvent } from '../model/desk.js';
import type { Review } from '../model/review.js';
import { directionOf } from './askReview.js';
import type { DecisionDraft } from './plan.js';
import { historyKey } from './ruleHistory.js';

type Asked = Extract<DeskEvent, { kind: 'openReview' }>;

/**
 * What is to be written, with what came of one more thing that was decided. The parts of one hedge ask one question for all of them, and use
 * one approval up once.
 */
export function withEvents(events: readonly DeskEvent[], more: readonly DeskEvent[]): DeskEvent[] {
  let all = [...events];
  for (const event of more) {
    if (event.kind === 'closeReview' && all.some((one) => isSameClosing(one, event))) continue;
    const twin = event.kind === 'openReview' ? all.find((one): one is Asked => isSameQuestion(one, event)) : undefined;
    if (event.kind !== 'openReview' || twin === undefined) all.push(event);
    else all = all.map((one) => (one === twin ? together(twin, event) : one));
  }
  return all;
}

const isSameClosing = (one: DeskEvent, { review, status }: Extract<DeskEvent, { kind: 'closeReview' }>): boolean =>
  one.kind === 'closeReview' && one.review === review && one.status === status;

const isSameQuestion = (one: DeskEvent, { review }: Asked): boolean =>
  one.kind === 'openReview' &&
  historyKey(one.review.rule, one.review.subject) === historyKey(review.rule, review.subject) &&
  directionOf(one.review.terms) === directionOf(review.terms);

/** The larger part stands for both; the sizes add up, and so many people are needed as for either. */
function together(a: Asked, b: Asked): Asked {
  const larger = a.review.notional >= b.review.notional ? a.review : b.review;
  const notional = a.review.notional + b.review.notional;
  const codes = new Set(a.review.checks.map(({ code }) => code));
  const checks = [...a.review.checks, ...b.review.checks.filter(({ code }) => !codes.has(code))];
  const approvals = Math.max(a.review.approvals, b.review.approvals);
  return { kind: 'openReview', review: { ...larger, notional, approved: notional, approvals, checks } };
}

/** What people have said, after part of what they have approved is used: the parts of one hedge share one approval. */
export function deskAfter(desk: Desk, decisions: readonly DecisionDraft[], events: readonly DeskEvent[] = []): Desk {
  const used = new Set(
    events.flatMap((event) => (event.kind === 'closeReview' && event.status === 'Used' ? event.review : [])),
  );
  if (used.size === 0) return desk;
  const sent = decisions.reduce(
    (sum, { verdict, action }) => sum + (verdict === 'act' && action ? action.notional : 0),
    0,
  );
  const bySilence = new Map(
    events.flatMap((event) =>
      event.kind === 'closeReview' && event.approved !== undefined ? [[event.review, event.approved] as const] : [],
    ),
  );
  const left = (review: Review): Review => {
    if (!used.has(review.id)) return review;
    const approved = bySilence.get(review.id) ?? review.approved;
    return { ...review, status: 'Approved', approved: Math.max(0, approved - sent) };
  };
  return { ...desk, reviews: desk.reviews.map(left) };
}

/** Without the approvals that would have been used by what is not sent after all. */
export function withoutUnused(events: readonly DeskEvent[], decisions: readonly DecisionDraft[]): DeskEvent[] {
  const sent = new Set(
    decisions.flatMap(({ verdict, rule, subject }) => (verdict === 'act' ? historyKey(rule, subject) : [])),
  );
  return events.filter((event) => event.kind !== 'closeReview' || event.sent === undefined || sent.has(event.sent));
}

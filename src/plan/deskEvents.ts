import type { DeskEvent } from '../model/desk.js';
import { directionOf } from './askReview.js';
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

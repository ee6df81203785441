import { shortId } from '../../../model/order.js';
import type { EffectView } from '../../views/reviewEffects.js';
import type { ReviewRowView } from '../../views/reviews.js';
import { ago, clock, decimal } from '../../words/numbers.js';
import { type Html, html } from '../html.js';
import { amount, usd } from './figures.js';

/** A question: what is asked, why, what would change, what silence comes to. */
export function sayReview(review: ReviewRowView, now: number): Html[] {
  const { id, what, notionalUsd, strategy, rule, next, openedAt, isOpen, statusText } = review;
  return [
    html`${isOpen ? '🟠' : ''} <b>${what}</b>, ${usd(notionalUsd)}`,
    html`<i>${strategy}, ${rule}, ${ago(now - openedAt)}, review ${shortId(id)}</i>`,
    ...factsOf(review, now),
    isOpen ? html`${next}` : html`<b>${statusText}</b>: ${next}`,
  ];
}

/** The same for a message that stands for as long as it waits: its moments are told by the clock, and it ends with what became of it. */
export function sayQuestion(review: ReviewRowView, now: number): Html[] {
  const { id, what, notionalUsd, strategy, rule, next, isOpen, statusText, missing, approvals, expiresAt } = review;
  const head = [
    html`${isOpen ? '❓' : '▪️'} <b>${what}</b>, ${usd(notionalUsd)}`,
    html`<i>${strategy}, ${rule}, review ${shortId(id)}</i>`,
  ];
  if (!isOpen) return [...head, html`<b>${statusText}</b>: ${next}`];
  const people = approvals > 1 ? `${missing} of ${approvals} people must approve it yet; ` : '';
  const silence = review.onExpiry === 'approve' ? 'it is done' : 'it is not done';
  return [
    ...head,
    html`${people}until <b>${clock(expiresAt, now)} UTC</b>, and without an answer ${silence}`,
    ...factsOf(review, now),
  ];
}

/** Why it is asked, what would change, and what was said to it. */
const factsOf = ({ asks, effects, votes }: ReviewRowView, now: number): Html[] => [
  ...asks.map(({ code, text }) => html`${code}: <code>${text}</code>`),
  ...effects.slice(0, 1).map((one) => html`as of ${clock(one.at, now)} UTC:`),
  ...effects.map((one) => html`${one.name}: ${figure(one, one.before)} → <b>${figure(one, one.after)}</b>`),
  ...votes.map(({ author, verdict, upToUsd, text }) => {
    const cut = upToUsd === null ? '' : ` up to ${usd(upToUsd)}`;
    return html`${author} ${verdict === 'approve' ? 'approves' : 'rejects'}${cut}${text === '' ? '' : html`: <code>${text}</code>`}`;
  }),
];

const figure = ({ unit }: EffectView, value: number | null): string => {
  if (unit === 'usd') return usd(value);
  if (value === null) return '–';
  return unit === '' ? decimal(value, 2) : `${amount(value)} ${unit}`;
};

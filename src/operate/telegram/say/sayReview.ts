import { shortId } from '../../../model/order.js';
import type { EffectView } from '../../views/reviewEffects.js';
import type { ReviewRowView } from '../../views/reviews.js';
import { ago, decimal } from '../../words/numbers.js';
import { type Html, html } from '../html.js';
import { amount, usd } from './figures.js';

/** A question: what is asked, why, what would change, what silence comes to. */
export function sayReview(review: ReviewRowView, now: number): Html[] {
  const { id, what, notionalUsd, strategy, rule, asks, effects, votes, next, openedAt, isOpen, statusText } = review;
  return [
    html`${isOpen ? '🟠' : ''} <b>${what}</b>, ${usd(notionalUsd)}`,
    html`<i>${strategy}, ${rule}, ${ago(now - openedAt)}, review ${shortId(id)}</i>`,
    ...asks.map(({ code, text }) => html`${code}: <code>${text}</code>`),
    ...effects.map((one) => html`${one.name}: ${figure(one, one.before)} → <b>${figure(one, one.after)}</b>`),
    ...votes.map(({ author, verdict, upToUsd, text }) => {
      const cut = upToUsd === null ? '' : ` up to ${usd(upToUsd)}`;
      return html`${author} ${verdict === 'approve' ? 'approves' : 'rejects'}${cut}${text === '' ? '' : html`: <code>${text}</code>`}`;
    }),
    isOpen ? html`${next}` : html`<b>${statusText}</b>: ${next}`,
  ];
}

const figure = ({ unit }: EffectView, value: number | null): string => {
  if (unit === 'usd') return usd(value);
  if (value === null) return '–';
  return unit === '' ? decimal(value, 2) : `${amount(value)} ${unit}`;
};

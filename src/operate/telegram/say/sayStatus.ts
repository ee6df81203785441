import type { BookView, NextActionView, WallView } from '../../views/book.js';
import type { OverviewView } from '../../views/overview.js';
import { duration, integer } from '../../words/numbers.js';
import { type Html, html } from '../html.js';
import { age, amount, change, health, hours, price, usd } from './figures.js';

const means = {
  active: 'everything may be sent',
  reducing: 'only what lowers risk is sent',
  halted: 'nothing is sent',
};
const lamp = { active: '🟢', reducing: '🟠', halted: '🔴' };

/** All that matters at a glance, what is wrong first. */
export function sayStatus(view: OverviewView): Html[] {
  const { trading, daemon, alerts, heads, books, asOf: now, newestAt, isStale, openOrders, reviewsWaiting } = view;
  const by = trading.since === null ? '' : ` since ${duration(now - trading.since)}, by ${trading.author}`;
  return [
    ...(daemon.running ? [] : [html`🔴 <b>no keeper runs</b>: nothing is watched`]),
    ...(daemon.running && isStale ? [html`🔴 <b>nothing new is written</b>: the newest is ${age(newestAt, now)}`] : []),
    html`${lamp[trading.state]} <b>trading is ${trading.state}</b>: ${means[trading.state]}${by}`,
    ...(trading.reason === '' ? [] : [html`<code>${trading.reason}</code>`]),
    ...(alerts.critical + alerts.warning === 0
      ? []
      : [html`${alerts.critical > 0 ? '🔴' : '🟠'} ${alerts.critical} critical, ${alerts.warning} warnings: /alerts`]),
    ...(reviewsWaiting === 0 ? [] : [html`🟠 ${reviewsWaiting} wait for an answer: /reviews`]),
    ...(openOrders === 0 ? [] : [html`${openOrders} orders are open: /orders`]),
    ...heads.map(({ chain, block, ageMs, isOld }) =>
      block === null || ageMs === null
        ? html`🔴 ${chain}: no block seen`
        : html`${isOld ? '🔴 ' : ''}${chain}: block ${integer(block)}, ${duration(ageMs)} old`,
    ),
    ...(books.length === 0 ? [html`nothing has been watched yet`] : []),
    ...books.flatMap((book) => [html``, ...sayBook(book, now)]),
  ];
}

function sayBook(book: BookView, now: number): Html[] {
  const { strategy, mode, liveAt, isStale, equityUsd, equityChangeUsd, equityChangeSince, worstHealth } = book;
  const since = equityChangeSince === null ? '' : ` in ${duration(now - equityChangeSince)}`;
  return [
    html`<b>${strategy}</b>${mode === 'live' ? '' : ` (${mode})`}${isStale ? ` 🔴 ${age(liveAt, now)}` : ''}`,
    html`equity <b>${usd(equityUsd)}</b> (${change(equityChangeUsd)}${since})`,
    ...book.deltas.map(({ underlying, delta, deltaUsd, band }) => {
      const within = band === null ? '' : `, band ${amount(band.lower)} to ${amount(band.upper)}`;
      return html`${band?.outside ? '🟠 ' : ''}delta ${amount(delta)} ${underlying} (${change(deltaUsd)})${within}`;
    }),
    html`worst health <b>${health(worstHealth)}</b>${sayWall(book.nearestWall)}`,
    html`runway ${hours(book.runwayHours)}`,
    ...book.next.slice(0, 3).map(sayNext),
    ...book.unread.map(({ venue, error }) => html`🔴 ${venue} could not be read: <code>${error}</code>`),
  ];
}

function sayWall(wall: WallView | null): string {
  if (wall === null) return '';
  const where =
    wall.kind === 'price' && wall.priceUsd !== null
      ? `${wall.underlying ?? ''} at ${price(wall.priceUsd)}`
      : wall.hours === null
        ? wall.kind
        : `in ${duration(wall.hours * 3_600_000)}`;
  const far = wall.change === null ? '' : ` (${wall.change > 0 ? '+' : ''}${amount(wall.change * 100)} %)`;
  return `; nearest end: ${wall.marginAccount}, ${where}${far}`;
}

function sayNext({ rule, underlying, now, below, above }: NextActionView): Html {
  if (now !== null) return html`▶ ${rule}: <b>${now}</b> now`;
  const at = [
    ...(below === null ? [] : [`${below.does} below ${price(below.priceUsd)}`]),
    ...(above === null ? [] : [`${above.does} above ${price(above.priceUsd)}`]),
  ];
  return html`▶ ${rule}: ${at.length === 0 ? `nothing near, by ${underlying}` : at.join('; ')}`;
}

import type { BookPositions, PositionsView } from '../../views/positions.js';
import { duration, integer } from '../../words/numbers.js';
import { type Html, html } from '../html.js';
import { age, amount, change, health, price, share, usd } from './figures.js';

/** What each book holds, and the margin accounts behind it, the least healthy first. */
export function sayPositions({ books, at: now }: PositionsView): Html[] {
  if (books.length === 0) return [html`nothing has been watched yet`];
  return books.flatMap((book, i) => [...(i === 0 ? [] : [html``]), ...sayBook(book, now)]);
}

const mostPositions = 40;

function sayBook(book: BookPositions, now: number): Html[] {
  const { strategy, blockNumber, recordedAt, equityUsd, positions, marginAccounts, waiting } = book;
  const more = positions.length - mostPositions;
  return [
    html`<b>${strategy}</b>, equity ${usd(equityUsd)}`,
    html`<i>block ${blockNumber === null ? '–' : integer(blockNumber)}, ${age(recordedAt, now)}</i>`,
    ...(positions.length === 0 ? [html`holds nothing`] : []),
    ...positions.slice(0, mostPositions).map(({ instrument, quantity, markUsd, notionalUsd, carryUsdPerDay }) => {
      const carry = carryUsdPerDay === null ? '' : `, ${change(carryUsdPerDay)} a day`;
      return html`<code>${instrument}</code>  <b>${amount(quantity)}</b> at ${price(markUsd)} (${usd(notionalUsd)}${carry})`;
    }),
    ...(more > 0 ? [html`and ${more} more`] : []),
    ...marginAccounts.map((one) => {
      const far = one.liquidationDistance === null ? '' : `, ${share(one.liquidationDistance)} away`;
      const end = one.liquidationPriceUsd === null ? '' : `; ends at ${price(one.liquidationPriceUsd)}${far}`;
      const low = typeof one.health === 'number' && one.health < 1.15 ? '🔴 ' : '';
      return html`${low}<code>${one.id}</code>  health <b>${health(one.health)}</b>, equity ${usd(one.equityUsd)}${end}`;
    }),
    ...waiting.map(({ describe, status, sinceAt, order }) => {
      const whose = order === null ? ', by hand' : '';
      return html`${status === 'waits' ? '' : '🟠 '}${status} for ${duration(now - sinceAt)}${whose}: <code>${describe}</code>`;
    }),
  ];
}

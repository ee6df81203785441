import { colours, lineColours } from '../../plot/colours.js';
import { shortUsd } from '../../plot/shortUsd.js';
import type { BookRiskView } from '../../views/bookRisk.js';
import { decimal } from '../../words/numbers.js';
import { price } from '../say/figures.js';
import { cardWidth, edge, ink, name, quiet } from './card.js';

type Payoff = BookRiskView['payoffs'][number];

const left = edge + 74;
const right = cardWidth - edge;
const tall = 300;

/** Cents of a large price are noise on an axis. */
const sayPrice = (usd: number): string => (Math.abs(usd) < 1_000 ? price(usd) : decimal(usd, 0));

/** P&L over the price of one underlying: the price now, and where margin accounts end. */
export function payoffPanel({ underlying, priceUsd, atUsd, curves, walls }: Payoff, top: number): string {
  const [low = priceUsd, high = priceUsd] = [atUsd[0], atUsd.at(-1)];
  const values = curves.flatMap(({ pnlUsd }) => pnlUsd.flatMap((value) => value ?? []));
  const [least, most] = [Math.min(0, ...values), Math.max(0, ...values)];
  const air = most === least ? 1 : (most - least) * 0.06;
  const [bottom, ceiling] = [least - air, most + air];
  const base = top + 44 + tall;
  const x = (at: number): string => (left + ((at - low) / (high - low || 1)) * (right - left)).toFixed(1);
  const y = (usd: number): string => (base - ((usd - bottom) / (ceiling - bottom)) * tall).toFixed(1);
  const shown = walls.filter((wall) => wall.priceUsd >= low && wall.priceUsd <= high);
  const beyond = walls.length - shown.length;
  const scale = [most, 0, least].filter((value, i, all) => all.indexOf(value) === i);
  return [
    `<text x="${edge}" y="${top + 22}" font-size="22" fill="${quiet}">P&amp;L over the price of ${name(underlying, 20)}, usd</text>`,
    ...scale.map(
      (value) =>
        `<line x1="${left}" x2="${right}" y1="${y(value)}" y2="${y(value)}" stroke="#d5dae1" stroke-width="${value === 0 ? 2.5 : 1}"/>` +
        `<text x="${left - 10}" y="${Number(y(value)) + 7}" font-size="20" text-anchor="end" fill="${quiet}">${shortUsd(value)}</text>`,
    ),
    ...shown.map(
      (wall) =>
        `<line x1="${x(wall.priceUsd)}" x2="${x(wall.priceUsd)}" y1="${top + 40}" y2="${base}" stroke="${colours.vermilion}" stroke-width="3" stroke-dasharray="10,8"/>`,
    ),
    `<line x1="${x(priceUsd)}" x2="${x(priceUsd)}" y1="${top + 40}" y2="${base}" stroke="${ink}" stroke-width="2" stroke-dasharray="3,6"/>`,
    ...curves.map(({ pnlUsd }, i) => line(atUsd, pnlUsd, x, y, lineColours[i % lineColours.length] ?? ink)),
    priceLabel(x(low), base, 'start', sayPrice(low)),
    priceLabel(x(priceUsd), base, 'middle', `now ${sayPrice(priceUsd)}`),
    priceLabel(x(high), base, 'end', sayPrice(high)),
    legend(curves, shown.length > 0, beyond, base + 66),
  ].join('');
}

const priceLabel = (x: string, base: number, anchor: string, text: string): string =>
  `<text x="${x}" y="${base + 30}" font-size="20" text-anchor="${anchor}" fill="${ink}">${text}</text>`;

/** Where nothing is known the line is broken. */
function line(
  at: readonly number[],
  pnl: readonly (number | null)[],
  x: (at: number) => string,
  y: (usd: number) => string,
  colour: string,
): string {
  let isDown = false;
  const path = at.map((price, i) => {
    const value = pnl[i] ?? null;
    const step = value === null ? '' : `${isDown ? 'L' : 'M'}${x(price)} ${y(value)}`;
    isDown = value !== null;
    return step;
  });
  return `<path d="${path.join('')}" fill="none" stroke="${colour}" stroke-width="4" stroke-linejoin="round"/>`;
}

/** What a line is, in its colour. */
function legend(curves: Payoff['curves'], hasWalls: boolean, beyond: number, y: number): string {
  const entries = [
    ...curves.map(({ label }, i) => ({ label, colour: lineColours[i % lineColours.length] ?? ink, dash: '' })),
    ...(hasWalls ? [{ label: 'liquidation', colour: colours.vermilion, dash: ' stroke-dasharray="10,6"' }] : []),
    ...(beyond > 0 ? [{ label: `${beyond} beyond`, colour: 'none', dash: '' }] : []),
  ];
  let x = edge;
  return entries
    .map(({ label, colour, dash }) => {
      const at = x;
      x += 56 + label.length * 12.5;
      return (
        `<line x1="${at}" x2="${at + 34}" y1="${y - 7}" y2="${y - 7}" stroke="${colour}" stroke-width="5"${dash}/>` +
        `<text x="${at + 42}" y="${y}" font-size="20" fill="${quiet}">${name(label, 24)}</text>`
      );
    })
    .join('');
}

import { colours } from '../../plot/colours.js';
import type { BookRiskView } from '../../views/bookRisk.js';
import { clock, duration } from '../../words/numbers.js';
import { amount, change, health, hours, share, usd } from '../say/figures.js';
import { cardWidth, edge, ink, name, quiet } from './card.js';
import { payoffPanel } from './payoffPanel.js';

/** What a book may lose, on one card for a phone: figures, P&L over the price, and how healthy each margin account is. SVG, opaque. */
export function riskCard(book: BookRiskView, now: number): string {
  const old = now - book.sampledAt;
  const payoffs = book.payoffs.slice(0, mostPayoffs);
  const accounts = book.accounts.slice(0, mostAccounts);
  const facts = factsOf(book);
  const chartTop = 132 + Math.ceil(facts.length / 2) * 70;
  const barsTop = chartTop + payoffs.length * panelTall + 20;
  const height = barsTop + (accounts.length > 0 ? 44 + accounts.length * 66 : 0) + 16;
  const stale = old > staleMs ? ` fill="${bad}" font-weight="700"` : ` fill="${quiet}"`;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${cardWidth}" height="${height}" viewBox="0 0 ${cardWidth} ${height}" font-family="DejaVu Sans">`,
    `<rect width="${cardWidth}" height="${height}" fill="#ffffff"/>`,
    `<text x="${edge}" y="50" font-size="32" font-weight="700" fill="${ink}">${name(book.strategy, 34)}</text>`,
    `<text x="${edge}" y="84" font-size="21"${stale}>${clock(book.sampledAt, now)} UTC, ${duration(old)} old</text>`,
    ...facts.map(([title, value, isBad], i) =>
      fact(title, value, isBad, edge + (i % 2) * 360, 118 + Math.floor(i / 2) * 70),
    ),
    ...payoffs.map((payoff, i) => payoffPanel(payoff, chartTop + i * panelTall)),
    ...(accounts.length > 0
      ? [
          `<text x="${edge}" y="${barsTop + 22}" font-size="22" fill="${quiet}">health of margin accounts: 1 is liquidated</text>`,
        ]
      : []),
    ...accounts.map((account, i) => bar(account, barsTop + 44 + i * 66)),
    '</svg>',
  ].join('\n');
}

const mostAccounts = 8;
const mostPayoffs = 2;
const panelTall = 450;
const staleMs = 120_000;
const bad = colours.vermilion;

function factsOf(book: BookRiskView): [title: string, value: string, isBad: boolean][] {
  const deltas = book.underlyings
    .slice(0, 2)
    .map(({ underlying, delta, deltaUsd }): [string, string, boolean] => [
      `delta, ${underlying}`,
      `${amount(delta)} (${change(deltaUsd)})`,
      false,
    ]);
  const touch = book.touchProbability;
  return [
    ['equity', usd(book.equityUsd), false],
    ['lost in a day at most, 99 of 100', usd(book.valueAtRisk99Usd), false],
    ...deltas,
    ['runway', hours(book.runwayHours), false],
    ['liquidated within 24 h', share(touch), touch !== null && touch > 0.05],
  ];
}

const fact = (title: string, value: string, isBad: boolean, x: number, y: number): string =>
  `<text x="${x}" y="${y + 18}" font-size="19" fill="${quiet}">${name(title, 34)}</text>` +
  `<text x="${x}" y="${y + 48}" font-size="27" font-weight="700" fill="${isBad ? bad : ink}">${name(value, 24)}</text>`;

/** From 1 to 2: what is healthier than that is full. */
function bar({ marginAccount, health: at, equityUsd }: BookRiskView['accounts'][number], y: number): string {
  const width = cardWidth - 2 * edge;
  const full = typeof at === 'number' ? Math.min(1, Math.max(0.015, at - 1)) : at === 'infinite' ? 1 : 0;
  const colour = typeof at !== 'number' ? colours.green : at < 1.15 ? bad : at < 1.4 ? colours.orange : colours.green;
  return [
    `<text x="${edge}" y="${y + 20}" font-size="21" fill="${ink}">${name(marginAccount, 32)}</text>`,
    `<text x="${cardWidth - edge}" y="${y + 20}" font-size="21" text-anchor="end" fill="${quiet}"><tspan font-weight="700" fill="${ink}">${health(at)}</tspan>  ${usd(equityUsd)}</text>`,
    `<rect x="${edge}" y="${y + 30}" width="${width}" height="14" rx="7" fill="#e6e9ee"/>`,
    `<rect x="${edge}" y="${y + 30}" width="${(width * full).toFixed(1)}" height="14" rx="7" fill="${colour}"/>`,
  ].join('');
}

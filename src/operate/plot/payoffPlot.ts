import * as Plot from '@observablehq/plot';
import { sayNumber } from '../../assess/sayNumber.js';
import { colours, lineColours } from './colours.js';
import { draw, panelTop, pictureHeight, pictureWidth } from './picture.js';
import { shortUsd } from './shortUsd.js';
import { inside, labelWidth, spreadLabels } from './spreadLabels.js';

export interface PayoffPlot {
  title: string;
  underlying: string;
  /** USD per unit, now. */
  price: number;
  /** Ascending, USD per unit. */
  at: readonly number[];
  /** P&L in USD from now at each price. The last is the one whose breakevens are told. */
  curves: readonly { label: string; pnl: readonly number[] }[];
  breakevens: readonly number[];
  walls: readonly { price: number; label: string }[];
}

/** P&L of a book over the price of one underlying. */
export function payoffPlot(data: PayoffPlot): string {
  const { at, curves, price, underlying } = data;
  const [low = price, high = price] = [at[0], at.at(-1)];
  const walls = data.walls.filter((wall) => wall.price >= low && wall.price <= high);
  const beyond = data.walls.length - walls.length;
  const colour = (i: number) => lineColours[i % lineColours.length] ?? colours.black;
  const points = curves.flatMap(({ pnl }, i) =>
    at.map((x, j) => ({ x, y: pnl[j] ?? Number.NaN, curve: i })).filter(({ y }) => Number.isFinite(y)),
  );
  const [bottom, top] = rangeOf(points.map((point) => point.y));
  const marked = [
    ...walls.map((wall) => ({ x: wall.price, text: `${wall.label} ${sayNumber(wall.price)}`, colour: wallColour })),
    { x: price, text: `now ${sayNumber(price)}`, colour: colours.black },
  ].map((mark) => ({ ...mark, ...inside(place(mark.x, low, high), labelWidth(mark.text)) }));
  const rows = spreadLabels(marked);
  const margins = { marginLeft, marginRight, marginTop: 18 + 15 * Math.max(...rows), marginBottom: 44 };
  return draw({
    title: data.title,
    subtitle: subtitleOf(data, beyond),
    legend: [
      ...curves.map(({ label }, i) => ({ label, colour: colour(i), shape: 'line' as const })),
      ...(walls.length > 0 ? [{ label: 'liquidation', colour: wallColour, shape: 'dashed' as const }] : []),
      ...(data.breakevens.length > 0 ? [{ label: 'breakeven', colour: colours.black, shape: 'dot' as const }] : []),
    ],
    panels: [
      {
        top: panelTop,
        height: pictureHeight - panelTop,
        options: {
          ...margins,
          x: {
            domain: [low, high],
            label: `${underlying} price, USD`,
            labelAnchor: 'center',
            labelArrow: 'none',
            tickFormat: sayNumber,
          },
          y: { domain: [bottom, top], label: 'P&L, USD', labelArrow: 'none', grid: true, tickFormat: shortUsd },
          marks: [
            Plot.ruleY([0], { stroke: colours.grey }),
            Plot.ruleX([price], { stroke: colours.grey, strokeDasharray: '2,3' }),
            Plot.ruleX(walls, { x: 'price', stroke: wallColour, strokeWidth: 1.5, strokeDasharray: '5,4' }),
            ...curves.map((_, i) =>
              Plot.lineY(
                points.filter((point) => point.curve === i),
                { x: 'x', y: 'y', stroke: colour(i), strokeWidth: 2.2 },
              ),
            ),
            Plot.dot(
              data.breakevens.filter((x) => x >= low && x <= high),
              { x: (x: number) => x, y: 0, r: 4, fill: colours.black },
            ),
            ...marked.map(({ x, text, colour: fill, shift }, i) =>
              Plot.text([text], {
                x: () => x,
                frameAnchor: 'top',
                dx: shift,
                lineAnchor: 'bottom',
                dy: -4 - 15 * (rows[i] ?? 0),
                fill,
              }),
            ),
          ],
        },
      },
    ],
  });
}

const wallColour = colours.vermilion;
const marginLeft = 70;
const marginRight = 24;

/** Pixels from the left. */
const place = (x: number, low: number, high: number): number =>
  marginLeft + ((x - low) / (high - low)) * (pictureWidth - marginLeft - marginRight);

/** What holds all of it and 0, with some air. */
function rangeOf(values: readonly number[]): [number, number] {
  const [low, high] = [Math.min(0, ...values), Math.max(0, ...values)];
  const air = low === high ? 1 : (high - low) * 0.06;
  return [low - air, high + air];
}

function subtitleOf({ breakevens, curves, walls }: PayoffPlot, beyond: number): string {
  const label = curves.at(-1)?.label ?? '';
  const even =
    breakevens.length === 0
      ? `no breakeven ${label} in this range`
      : `breakeven ${label} at ${breakevens.map(sayNumber).join(', ')}`;
  const out = beyond === 0 ? '' : `; ${beyond} of ${walls.length} liquidation prices beyond the range`;
  return `${even}${out}`;
}

import * as Plot from '@observablehq/plot';
import { sayNumber } from '../../assess/sayNumber.js';
import { colours } from './colours.js';
import { draw, panelTop, pictureHeight, pictureWidth } from './picture.js';
import { shortUsd } from './shortUsd.js';
import { inside, labelWidth, spreadLabels } from './spreadLabels.js';

export interface HeatMap {
  title: string;
  /** What moves: `ETH`, `everything`. */
  underlying: string;
  /** Relative changes of price, ascending: -0.3 falls by 30 %. */
  moves: readonly number[];
  /** Factors on every implied vol, ascending. */
  volFactors: readonly number[];
  /** USD; `pnl[volFactor][move]`. */
  pnl: readonly (readonly number[])[];
  /** Moves at which a margin account is liquidated, vol as it is. */
  walls: readonly { move: number; label: string }[];
}

/** P&L over changes of price and of vol: blue gains, red loses, as deep as the largest of either. */
export function heatMap(data: HeatMap): string {
  const { moves, volFactors, underlying } = data;
  const cells = data.pnl.flatMap((row, v) => row.map((value, m) => ({ m, v, value })));
  const finite = cells.filter(({ value }) => Number.isFinite(value));
  const largest = Math.max(1, ...finite.map(({ value }) => Math.abs(value)));
  const walls = data.walls
    .map(({ move, label }) => ({ column: edgeOf(moves, move), text: `${label} ${sayMove(move)}` }))
    .filter(({ column }) => column >= 0 && column < moves.length);
  const place = (column: number) =>
    marginLeft + ((column + 0.5) / moves.length) * (pictureWidth - marginLeft - marginRight);
  const marked = walls.map((wall) => ({ ...wall, ...inside(place(wall.column), labelWidth(wall.text)) }));
  const rows = spreadLabels(marked);
  const isDense = moves.length > 15;
  return draw({
    title: data.title,
    subtitle: subtitleOf(data, finite, data.walls.length - walls.length),
    legend: [
      { label: 'gain', colour: '#4393c3', shape: 'box' },
      { label: 'loss', colour: '#d6604d', shape: 'box' },
      ...(walls.length > 0
        ? [{ label: 'liquidated beyond, vol as it is', colour: colours.black, shape: 'dashed' as const }]
        : []),
    ],
    panels: [
      {
        top: panelTop,
        height: pictureHeight - panelTop,
        options: {
          marginLeft,
          marginRight,
          marginTop: 16 + 15 * (1 + Math.max(-1, ...rows)),
          marginBottom: 42,
          x: {
            domain: [-0.5, moves.length - 0.5],
            ticks: moves.map((_, m) => m),
            tickFormat: (m: number) => sayMove(moves[m] ?? Number.NaN),
            tickSize: 0,
            label: `change of ${underlying}'s price`,
            labelAnchor: 'center',
            labelArrow: 'none',
          },
          y: {
            domain: [-0.5, volFactors.length - 0.5],
            ticks: volFactors.map((_, v) => v),
            tickFormat: (v: number) => `×${sayNumber(volFactors[v] ?? Number.NaN)}`,
            tickSize: 0,
            label: 'implied vol',
            labelArrow: 'none',
          },
          color: { type: 'diverging', scheme: 'RdBu', domain: [-largest, largest], unknown: colours.pale },
          marks: [
            Plot.rect(cells, {
              x1: ({ m }: Cell) => m - 0.5,
              x2: ({ m }: Cell) => m + 0.5,
              y1: ({ v }: Cell) => v - 0.5,
              y2: ({ v }: Cell) => v + 0.5,
              fill: 'value',
              inset: 0.5,
            }),
            Plot.text(cells, {
              x: 'm',
              y: 'v',
              text: ({ value }: Cell) => shortUsd(value),
              fontSize: isDense ? 9.5 : 11.5,
              fill: ({ value }: Cell) => (Math.abs(value) > 0.6 * largest ? '#ffffff' : '#222222'),
            }),
            Plot.ruleX(walls, { x: 'column', stroke: colours.black, strokeWidth: 1.6, strokeDasharray: '5,4' }),
            ...marked.map(({ column, text, shift }, i) =>
              Plot.text([text], {
                x: () => column,
                frameAnchor: 'top',
                dx: shift,
                lineAnchor: 'bottom',
                dy: -4 - 15 * (rows[i] ?? 0),
                fill: colours.black,
              }),
            ),
          ],
        },
      },
    ],
  });
}

interface Cell {
  m: number;
  v: number;
  value: number;
}

const marginLeft = 58;
const marginRight = 16;

const sayMove = (move: number): string =>
  `${move > 0 ? '+' : move < 0 ? '−' : ''}${sayNumber(Number(Math.abs(move * 100).toPrecision(3)))}%`;

/** The line between columns behind which the move has happened: 2.5 is the one after the third. NaN is nowhere. */
function edgeOf(moves: readonly number[], move: number): number {
  if (move < 0) return moves.findLastIndex((one) => one <= move) + 0.5;
  const first = moves.findIndex((one) => one >= move);
  return first === -1 ? Number.POSITIVE_INFINITY : first - 0.5;
}

function subtitleOf({ moves, volFactors }: HeatMap, finite: readonly Cell[], beyond: number): string {
  const [first] = finite;
  const worst = first && finite.reduce((low, cell) => (cell.value < low.value ? cell : low), first);
  const text = worst
    ? `worst ${shortUsd(worst.value)} at ${sayMove(moves[worst.m] ?? Number.NaN)} and vol ×${sayNumber(volFactors[worst.v] ?? Number.NaN)}`
    : 'nothing is known';
  const out = beyond > 0 ? `; ${beyond} more liquidation${beyond > 1 ? 's' : ''} beyond the range` : '';
  return `P&L in USD before liquidations; ${text}${out}`;
}

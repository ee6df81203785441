import * as Plot from '@observablehq/plot';
import type { PnlParts } from '../../model/pnl.js';
import { colours } from './colours.js';
import { draw, panelTop, pictureHeight } from './picture.js';
import { shortUsd } from './shortUsd.js';

export interface PnlDay {
  /** Start of the day, Unix milliseconds; any order, each once. */
  day: number;
  total: number;
  parts: PnlParts;
}

/** What made each day's P&L, stacked; what nothing explains apart below, on a scale of its own. */
export function pnlPlot(title: string, days: readonly PnlDay[]): string {
  const sorted = [...days].sort((a, b) => a.day - b.day);
  const names = (Object.keys(partColours) as ExplainedPart[]).filter((name) =>
    sorted.some(({ parts }) => parts[name] !== 0),
  );
  const bars = sorted.flatMap(({ day, parts }) =>
    names.map((name) => ({ day: dayOf(day), name, usd: parts[name] })).filter(({ usd }) => Number.isFinite(usd)),
  );
  const totals = sorted
    .map(({ day, total }) => ({ day: dayOf(day), total }))
    .filter(({ total }) => Number.isFinite(total));
  const apart = sorted
    .map(({ day, parts }) => ({ day: dayOf(day), usd: parts.unexplained }))
    .filter((one) => Number.isFinite(one.usd));
  const domain = sorted.map(({ day }) => dayOf(day));
  const sum = (values: readonly number[]) => values.reduce((a, b) => a + b, 0);
  const each = Math.ceil(domain.length / 12);
  const axes = { marginLeft: 62, marginRight: 18 };
  const dayAxis = { domain, label: null, padding: 0.25, tickSize: 0 };
  return draw({
    title,
    subtitle: `total ${shortUsd(sum(totals.map(({ total }) => total)))} USD, of which unexplained ${shortUsd(sum(apart.map(({ usd }) => usd)))}; days are UTC`,
    legend: [
      ...names.map((name) => ({ label: name, colour: partColours[name], shape: 'box' as const })),
      { label: 'total', colour: colours.black, shape: 'dot' },
    ],
    panels: [
      {
        top: panelTop,
        height: upperHeight,
        options: {
          ...axes,
          marginTop: 24,
          marginBottom: 8,
          x: { ...dayAxis, axis: null },
          y: { label: 'P&L by cause, USD', labelArrow: 'none', grid: true, nice: true, tickFormat: shortUsd },
          marks: [
            Plot.barY(bars, {
              x: 'day',
              y: 'usd',
              fill: ({ name }: { name: ExplainedPart }) => partColours[name],
              order: names,
            }),
            Plot.ruleY([0], { stroke: colours.grey }),
            Plot.dot(totals, { x: 'day', y: 'total', r: 3.4, fill: colours.black, stroke: '#ffffff' }),
          ],
        },
      },
      {
        top: panelTop + upperHeight,
        height: pictureHeight - panelTop - upperHeight,
        options: {
          ...axes,
          marginTop: 24,
          marginBottom: 28,
          x: { ...dayAxis, tickFormat: (day: string) => (domain.indexOf(day) % each === 0 ? day.slice(5) : '') },
          y: { label: 'unexplained, USD', labelArrow: 'none', grid: true, nice: true, ticks: 4, tickFormat: shortUsd },
          marks: [
            Plot.barY(apart, { x: 'day', y: 'usd', fill: colours.grey }),
            Plot.ruleY([0], { stroke: colours.grey }),
          ],
        },
      },
    ],
  });
}

const upperHeight = 340;

type ExplainedPart = Exclude<keyof PnlParts, 'unexplained'>;

const partColours: Readonly<Record<ExplainedPart, string>> = {
  delta: colours.blue,
  gamma: colours.sky,
  vega: colours.green,
  higher: colours.yellow,
  theta: colours.orange,
  funding: colours.purple,
  borrow: '#7b3294',
  fees: colours.vermilion,
  trades: '#8c6d31',
};

const dayOf = (at: number): string => new Date(at).toISOString().slice(0, 10);

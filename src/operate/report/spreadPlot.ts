import * as Plot from '@observablehq/plot';
import { quantile } from '../../assess/execution/quantile.js';
import { colours } from '../plot/colours.js';
import { draw, panelTop, pictureHeight } from '../plot/picture.js';

export interface SpreadPlot {
  title: string;
  subtitle: string;
  /** Of the axis, with its unit. */
  label: string;
  /** Never below this; absent for what may be negative. */
  least?: number;
  /** In the order of the picture, from above; what is not a number is left out. */
  groups: readonly { name: string; values: readonly number[] }[];
}

/** How values of some groups are spread: each a tick; the middle half a box, the median a line. At most seven groups. */
export function spreadPlot({ title, subtitle, label, least, groups }: SpreadPlot): string {
  const known = groups
    .map(({ name, values }) => ({ name, values: values.filter(Number.isFinite) }))
    .filter(({ values }) => values.length > 0);
  const shown = known.slice(0, most);
  const left = known.length - shown.length;
  const ticks = shown.flatMap(({ name, values }) => values.map((value) => ({ name: nameOf(name), value })));
  const boxes = shown.map(({ name, values }) => ({
    ...{ name: nameOf(name), count: values.length, high: Math.max(...values) },
    ...{ from: quantile(values, 0.25), middle: quantile(values, 0.5), to: quantile(values, 0.75) },
  }));
  return draw({
    title,
    subtitle: `${subtitle}${left > 0 ? `; ${left} more groups are in the table` : ''}`,
    legend: [
      { label: 'an order', colour: colours.grey, shape: 'line' },
      { label: 'half of them', colour: colours.sky, shape: 'box' },
      { label: 'median', colour: colours.blue, shape: 'line' },
    ],
    panels: [
      {
        top: panelTop,
        height: Math.min(pictureHeight - panelTop, 70 + shown.length * 60),
        options: {
          ...{ marginLeft: 190, marginRight: 60, marginTop: 20, marginBottom: 42 },
          x: {
            label,
            labelArrow: 'none',
            grid: true,
            nice: true,
            ...(least === undefined ? {} : { domain: [least, top(ticks)] }),
          },
          y: { domain: boxes.map(({ name }) => name), label: null, padding: 0.35, tickSize: 0 },
          marks: [
            Plot.ruleX(least === undefined ? [0] : [], { stroke: colours.grey }),
            Plot.barX(boxes, { y: 'name', x1: 'from', x2: 'to', fill: colours.sky, fillOpacity: 0.6 }),
            Plot.tickX(ticks, { y: 'name', x: 'value', stroke: colours.grey, strokeOpacity: 0.7 }),
            Plot.tickX(boxes, { y: 'name', x: 'middle', stroke: colours.blue, strokeWidth: 3 }),
            Plot.text(boxes, {
              ...{ y: 'name', x: 'high', dx: 8, textAnchor: 'start', fill: '#555555' },
              text: ({ count }: { count: number }) => `n ${count}`,
            }),
          ],
        },
      },
    ],
  });
}

const most = 7;
const top = (ticks: readonly { value: number }[]): number => Math.max(1, ...ticks.map(({ value }) => value));
const nameOf = (name: string): string => (name.length > 27 ? `${name.slice(0, 26)}…` : name);

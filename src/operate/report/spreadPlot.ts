import * as Plot from '@observablehq/plot';
import { quantile } from '../../assess/execution/quantile.js';
import { colours } from '../plot/colours.js';
import { draw, type Panel, panelTop, pictureHeight } from '../plot/picture.js';

export interface SpreadPlot {
  title: string;
  subtitle: string;
  /** One above the other, each with a scale of its own. */
  panels: readonly SpreadPanel[];
}

export interface SpreadPanel {
  /** Of the axis, with its unit. */
  label: string;
  /** Where the axis begins; absent where values may be on both sides of 0. */
  least?: number;
  /** In the order of the picture, from above; what is not a number is left out. */
  groups: readonly { name: string; values: readonly number[] }[];
}

/** How values of groups are spread: each a tick, the middle half a box, the median a line. The largest five groups of a panel. */
export const spreadPlot = ({ title, subtitle, panels }: SpreadPlot): string =>
  draw({
    title,
    subtitle,
    legend: [
      { label: 'an order', colour: colours.grey, shape: 'line' },
      { label: 'half of them', colour: colours.sky, shape: 'box' },
      { label: 'median', colour: colours.blue, shape: 'line' },
    ],
    panels: panels.map((panel, i) => {
      const height = (pictureHeight - panelTop) / panels.length;
      return panelOf(panel, panelTop + i * height, height);
    }),
  });

const most = 5;

function panelOf({ label, least, groups }: SpreadPanel, top: number, height: number): Panel {
  const shown = groups
    .map(({ name, values }) => ({ name, values: values.filter(Number.isFinite) }))
    .filter(({ values }) => values.length > 0)
    .sort((a, b) => b.values.length - a.values.length)
    .slice(0, most);
  const ticks = shown.flatMap(({ name, values }) => values.map((value) => ({ name: short(name), value })));
  const boxes = shown.map(({ name, values }) => ({
    ...{ name: short(name), count: values.length, high: Math.max(...values) },
    ...{ from: quantile(values, 0.25), middle: quantile(values, 0.5), to: quantile(values, 0.75) },
  }));
  const far = Math.max(Number.MIN_VALUE, ...ticks.map(({ value }) => value));
  const domain = least === undefined ? {} : { domain: [least, far > least ? far : least + 1] };
  return {
    top,
    height,
    options: {
      ...{ marginLeft: 190, marginRight: 60, marginTop: 12, marginBottom: 44 },
      x: { label, labelArrow: 'none', grid: true, nice: true, ...domain },
      y: { domain: boxes.map(({ name }) => name), label: null, padding: shown.length < 3 ? 0.6 : 0.35, tickSize: 0 },
      marks: [
        Plot.ruleX(least === undefined && ticks.length > 0 ? [0] : [], { stroke: colours.grey }),
        Plot.barX(boxes, { y: 'name', x1: 'from', x2: 'to', fill: colours.sky, fillOpacity: 0.6 }),
        Plot.tickX(ticks, { y: 'name', x: 'value', stroke: colours.grey, strokeOpacity: 0.7 }),
        Plot.tickX(boxes, { y: 'name', x: 'middle', stroke: colours.blue, strokeWidth: 3 }),
        Plot.text(boxes, {
          ...{ y: 'name', x: 'high', dx: 8, textAnchor: 'start', fill: '#555555' },
          text: ({ count }: { count: number }) => `n ${count}`,
        }),
      ],
    },
  };
}

const short = (name: string): string => (name.length > 27 ? `${name.slice(0, 26)}…` : name);

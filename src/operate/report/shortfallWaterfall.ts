import * as Plot from '@observablehq/plot';
import { type ShortfallParts, shortfallParts } from '../../assess/execution/shortfall.js';
import { colours } from '../plot/colours.js';
import { draw, panelTop, pictureHeight } from '../plot/picture.js';
import { shortUsd } from '../plot/shortUsd.js';

export interface Waterfall {
  title: string;
  /** USD; a part that is not known is left out, and named. */
  parts: ShortfallParts;
}

/** How each part adds to the shortfall, from nothing to the whole. */
export function shortfallWaterfall({ title, parts }: Waterfall): string {
  const known = shortfallParts.filter((name) => Number.isFinite(parts[name]));
  const missing = shortfallParts.filter((name) => !Number.isFinite(parts[name]));
  let reached = 0;
  const steps = known.map((name) => {
    const from = reached;
    reached += parts[name];
    return { name: name as string, from, to: reached, usd: parts[name] };
  });
  const bars = [...steps, { name: 'total', from: 0, to: reached, usd: reached }];
  return draw({
    title,
    subtitle: `USD; up is worse${missing.length > 0 ? `; not told and in no bar: ${missing.join(', ')}` : ''}`,
    legend: [
      { label: 'lost', colour: colours.vermilion, shape: 'box' },
      { label: 'gained', colour: colours.blue, shape: 'box' },
      { label: 'all together', colour: colours.grey, shape: 'box' },
    ],
    panels: [
      {
        top: panelTop,
        height: pictureHeight - panelTop,
        options: {
          ...{ marginLeft: 70, marginRight: 24, marginTop: 28, marginBottom: 40 },
          x: { domain: bars.map(({ name }) => name), label: null, padding: 0.3, tickSize: 0 },
          y: { label: 'shortfall, USD', labelArrow: 'none', grid: true, nice: true, tickFormat: shortUsd },
          marks: [
            Plot.ruleY([0], { stroke: colours.grey }),
            Plot.rectY(bars, {
              ...{ x: 'name', y1: 'from', y2: 'to' },
              fill: ({ name, usd }: (typeof bars)[number]) =>
                name === 'total' ? colours.grey : usd > 0 ? colours.vermilion : colours.blue,
            }),
            Plot.text(bars, {
              ...{ x: 'name', dy: -9, fill: '#222222' },
              y: ({ from, to }: (typeof bars)[number]) => Math.max(from, to),
              text: ({ usd }: (typeof bars)[number]) => shortUsd(usd),
            }),
          ],
        },
      },
    ],
  });
}

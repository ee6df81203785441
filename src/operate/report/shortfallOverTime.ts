import * as Plot from '@observablehq/plot';
import { colours, lineColours } from '../plot/colours.js';
import { draw, panelTop, pictureHeight } from '../plot/picture.js';
import { timeTicks } from '../plot/timeTicks.js';

export interface OrderPoint {
  /** Unix milliseconds. */
  at: number;
  bps: number;
  /** USD. */
  notional: number;
  venue: string;
}

/** Each order's shortfall when it was asked for; as large as the order. */
export function shortfallOverTime(title: string, points: readonly OrderPoint[]): string {
  const known = points.filter(({ bps, notional }) => Number.isFinite(bps) && Number.isFinite(notional));
  const venues = [...new Set(known.map(({ venue }) => venue))].sort();
  const colourOf = (venue: string) => lineColours[venues.indexOf(venue) % lineColours.length] ?? colours.black;
  const largest = Math.max(1, ...known.map(({ notional }) => notional));
  return draw({
    title,
    subtitle: `bps of what was ordered, up is worse; the area of a dot is the order's size; times are UTC; ${known.length} of ${points.length} orders are known`,
    legend: venues.map((venue) => ({ label: venue, colour: colourOf(venue), shape: 'dot' })),
    panels: [
      {
        top: panelTop,
        height: pictureHeight - panelTop,
        options: {
          ...{ marginLeft: 60, marginRight: 36, marginTop: 28, marginBottom: 40 },
          x: { type: 'utc', label: null, nice: true, ticks: 8, tickFormat: timeTicks(known) },
          y: { label: 'shortfall, bps', labelArrow: 'none', grid: true, nice: true },
          marks: [
            Plot.ruleY([0], { stroke: colours.grey }),
            Plot.dot(known, {
              x: ({ at }: OrderPoint) => new Date(at),
              y: 'bps',
              r: ({ notional }: OrderPoint) => 2.5 + 8 * Math.sqrt(notional / largest),
              fill: ({ venue }: OrderPoint) => colourOf(venue),
              fillOpacity: 0.65,
              stroke: '#ffffff',
            }),
          ],
          r: { type: 'identity' },
        },
      },
    ],
  });
}

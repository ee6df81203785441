import * as Plot from '@observablehq/plot';
import { colours } from '../plot/colours.js';
import { draw, panelTop, pictureHeight } from '../plot/picture.js';

export interface OrderPrices {
  title: string;
  subtitle: string;
  /** Unix milliseconds, USD per unit; oldest first. */
  marks: readonly { at: number; mark: number }[];
  fills: readonly { at: number; price: number; quantity: number }[];
  /** USD per unit; NaN where not known. */
  decision: number;
  arrival: number;
  interval: number;
  filled: number;
}

/** What an order was filled at, on the line of the market while it was worked, against arrival and average. */
export function orderPricePlot({ title, subtitle, marks, fills, ...prices }: OrderPrices): string {
  const levels = levelsOf(prices);
  const largest = Math.max(...fills.map(({ quantity }) => quantity));
  return draw({
    title,
    subtitle,
    legend: [
      { label: 'mark', colour: colours.grey, shape: 'line' },
      { label: 'fill', colour: colours.vermilion, shape: 'dot' },
      ...levels.map(({ label, colour }) => ({ label, colour, shape: 'dashed' as const })),
    ],
    panels: [
      {
        top: panelTop,
        height: pictureHeight - panelTop,
        options: {
          ...{ marginLeft: 76, marginRight: 24, marginTop: 28, marginBottom: 40 },
          x: { type: 'utc', label: null },
          y: { label: 'USD per unit', labelArrow: 'none', grid: true, nice: true },
          r: { type: 'identity' },
          marks: [
            ...levels.map(({ price, colour }) => Plot.ruleY([price], { stroke: colour, strokeDasharray: '5,4' })),
            Plot.line(marks, {
              ...{ x: ({ at }: { at: number }) => new Date(at), y: 'mark', curve: 'step-after' as const },
              ...{ stroke: colours.grey, strokeWidth: 1.5 },
            }),
            Plot.dot(fills, {
              ...{
                x: ({ at }: { at: number }) => new Date(at),
                y: 'price',
                fill: colours.vermilion,
                stroke: '#ffffff',
              },
              r: ({ quantity }: { quantity: number }) => 3 + 5 * Math.sqrt(quantity / largest),
            }),
          ],
        },
      },
    ],
  });
}

const levelsOf = ({
  decision,
  arrival,
  interval,
  filled,
}: Pick<OrderPrices, 'decision' | 'arrival' | 'interval' | 'filled'>) =>
  [
    { label: 'decision', price: decision, colour: colours.black },
    { label: 'arrival', price: arrival, colour: colours.blue },
    { label: 'average of the market', price: interval, colour: colours.green },
    { label: 'average filled', price: filled, colour: colours.vermilion },
  ].filter(({ price }) => Number.isFinite(price));

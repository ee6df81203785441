import * as Plot from '@observablehq/plot';
import { colours } from '../plot/colours.js';
import { draw, panelTop, pictureHeight } from '../plot/picture.js';
import { timeTicks } from '../plot/timeTicks.js';

export interface OrderPrices {
  title: string;
  subtitle: string;
  /** Unix milliseconds, USD per unit; oldest first. */
  marks: readonly { at: number; mark: number }[];
  /** `mark`: when that part was decided; NaN where not known. */
  fills: readonly { at: number; price: number; quantity: number; mark: number }[];
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
      { label: 'from its own mark', colour: colours.orange, shape: 'line' },
      ...levels.map(({ label, colour }) => ({ label, colour, shape: 'dashed' as const })),
    ],
    panels: [
      {
        top: panelTop,
        height: pictureHeight - panelTop,
        options: {
          ...{ marginLeft: 76, marginRight: 36, marginTop: 28, marginBottom: 40 },
          x: { type: 'utc', label: null, ticks: 8, tickFormat: timeTicks([...marks, ...fills]) },
          y: { label: 'USD per unit', labelArrow: 'none', grid: true, nice: true },
          r: { type: 'identity' },
          marks: [
            ...levels.map(({ price, colour }) => Plot.ruleY([price], { stroke: colour, strokeDasharray: '5,4' })),
            Plot.line(lineOf(marks, fills), {
              ...{ x: ({ at }: { at: number }) => new Date(at), y: 'mark', curve: 'step-after' as const },
              ...{ stroke: colours.grey, strokeWidth: 1.5 },
            }),
            Plot.ruleX(
              fills.filter(({ mark }) => Number.isFinite(mark)),
              {
                ...{ x: ({ at }: { at: number }) => new Date(at), y1: 'mark', y2: 'price' },
                ...{ stroke: colours.orange, strokeWidth: 1.5 },
              },
            ),
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

/** What was seen last is followed by what was seen when a later fill was decided: else the line would end where the market was before. */
function lineOf(marks: OrderPrices['marks'], fills: OrderPrices['fills']): OrderPrices['marks'] {
  const end = marks.at(-1)?.at ?? 0;
  return [...marks, ...fills.filter(({ at, mark }) => at > end && Number.isFinite(mark))];
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

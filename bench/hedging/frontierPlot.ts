import * as Plot from '@observablehq/plot';
import { colours } from '../../src/operate/plot/colours.js';
import { draw, panelTop, pictureHeight } from '../../src/operate/plot/picture.js';
import type { Frontiers } from './measureHedging.js';
import type { Family } from './policies.js';

/** Cost over what is left of risk, a line a family: down and to the left is better. */
export function frontierPlot(title: string, subtitle: string, { frontiers }: Frontiers): string {
  const dots = frontiers.flatMap(({ family, points }) =>
    points.map(({ cost, variance }) => ({ family, name: family.name, cost, deviation: Math.sqrt(variance) })),
  );
  const stroke = ({ family }: { family: Family }) => colourOf(family);
  return draw({
    title,
    subtitle: `${subtitle}; down and to the left is better`,
    legend: frontiers.map(({ family }) => ({
      label: family.name,
      colour: colourOf(family),
      shape: family.kind === 'naive' ? 'dashed' : 'line',
    })),
    panels: [
      {
        top: panelTop,
        height: pictureHeight - panelTop,
        options: {
          ...{ marginLeft: 62, marginRight: 18, marginTop: 24, marginBottom: 42 },
          x: {
            type: 'log',
            label: 'deviation of the hedged P&L, USD',
            labelArrow: 'none',
            grid: true,
            ticks: 8,
            tickFormat: plain,
          },
          y: {
            type: 'log',
            label: 'mean cost of hedging, USD',
            labelArrow: 'none',
            grid: true,
            ticks: 8,
            tickFormat: plain,
          },
          marks: [
            ...(['naive', 'optimal', 'other'] as const).map((kind) =>
              Plot.line(
                dots.filter(({ family }) => family.kind === kind),
                {
                  ...{ x: 'deviation', y: 'cost', z: 'name', stroke, strokeWidth: 1.8 },
                  ...(kind === 'naive' ? { strokeDasharray: '5,4' } : {}),
                },
              ),
            ),
            Plot.dot(dots, { x: 'deviation', y: 'cost', r: 2.6, fill: stroke }),
          ],
        },
      },
    ],
  });
}

const plain = (usd: number): string => String(usd);

const colourOf = ({ name }: Family): string => lines[name] ?? colours.black;

const lines: Readonly<Record<string, string>> = {
  'time interval': colours.grey,
  'fixed band, to centre': colours.orange,
  'fixed band, to edge': colours.vermilion,
  'gamma band, to edge': colours.purple,
  'Whalley-Wilmott, to centre': colours.sky,
  'Whalley-Wilmott': colours.blue,
  Zakamouline: colours.green,
};

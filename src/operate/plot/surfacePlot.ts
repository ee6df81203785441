import * as Plot from '@observablehq/plot';
import { sayNumber } from '../../assess/sayNumber.js';
import { variance } from '../../assess/surface/svi.js';
import type { ExpiryFit, SurfaceFit } from '../../model/surfaceFit.js';
import { colours, lineColours } from './colours.js';
import { draw, panelTop, pictureHeight } from './picture.js';

const points = 120;

/** The smiles of a fitted vol surface, one line an expiry over the strikes; what was quoted as dots. */
export function surfacePlot(title: string, fit: SurfaceFit): string {
  const strikes = fit.expiries.flatMap(({ quotes }) => quotes.map(({ strike }) => strike));
  const low = Math.min(fit.spot, ...strikes) * 0.96;
  const high = Math.max(fit.spot, ...strikes) * 1.04;
  const colour = (i: number) => lineColours[i % lineColours.length] ?? colours.black;
  const lines = fit.expiries.map((expiry, i) => ({
    colour: colour(i),
    dash: isSecondRound(i) ? '6,4' : null,
    points: smileOf(expiry, low, high),
  }));
  const dots = fit.expiries.flatMap(({ quotes }, i) =>
    quotes.map(({ strike, vol }) => ({ strike, vol: vol * 100, colour: colour(i) })),
  );
  const worst = Math.max(0, ...fit.expiries.map((expiry) => expiry.worst));
  return draw({
    title,
    subtitle: `lines are fitted, dots are quoted; furthest from each other by ${worst.toFixed(2)} vol points`,
    legend: fit.expiries.map(({ expiry }, i) => ({
      label: dayOf(expiry),
      colour: colour(i),
      shape: isSecondRound(i) ? ('dashed' as const) : ('line' as const),
    })),
    panels: [
      {
        top: panelTop,
        height: pictureHeight - panelTop,
        options: {
          marginLeft: 58,
          marginRight: 24,
          marginTop: 34,
          marginBottom: 44,
          x: {
            type: 'log',
            domain: [low, high],
            ticks: 8,
            tickFormat: sayNumber,
            label: 'strike, USD',
            labelAnchor: 'center',
            labelArrow: 'none',
          },
          y: { nice: true, grid: true, label: 'implied vol, %', labelArrow: 'none' },
          marks: [
            Plot.ruleX([fit.spot], { stroke: colours.grey, strokeDasharray: '2,3' }),
            Plot.text([`now ${sayNumber(fit.spot)}`], {
              x: () => fit.spot,
              frameAnchor: 'top',
              lineAnchor: 'bottom',
              dy: -4,
            }),
            ...lines.map((line) =>
              Plot.line(line.points, {
                x: 'strike',
                y: 'vol',
                stroke: line.colour,
                strokeWidth: 2,
                ...(line.dash === null ? {} : { strokeDasharray: line.dash }),
              }),
            ),
            Plot.dot(dots, { x: 'strike', y: 'vol', fill: 'colour', r: 3.2, stroke: '#ffffff', strokeWidth: 0.6 }),
          ],
        },
      },
    ],
  });
}

/** With more expiries than colours, those beyond are dashed. */
const isSecondRound = (i: number): boolean => i >= lineColours.length;

const dayOf = (expiry: number): string => new Date(expiry * 1_000).toISOString().slice(0, 10);

/** Even steps of ln(strike). */
function smileOf({ svi, forward, years }: ExpiryFit, low: number, high: number): { strike: number; vol: number }[] {
  return Array.from({ length: points + 1 }, (_, i) => {
    const strike = low * (high / low) ** (i / points);
    return { strike, vol: Math.sqrt(variance(svi, Math.log(strike / forward)) / years) * 100 };
  }).filter(({ vol }) => Number.isFinite(vol));
}

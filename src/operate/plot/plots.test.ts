import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, onTestFinished, test } from 'vitest';
import type { PnlParts } from '../../model/pnl.js';
import type { SurfaceFit } from '../../model/surfaceFit.js';
import { unixSeconds } from '../../model/units.js';
import { heatMap } from './heatMap.js';
import { type PayoffPlot, payoffPlot } from './payoffPlot.js';
import { draw, pictureWidth } from './picture.js';
import { pnlPlot } from './pnlPlot.js';
import { shortUsd } from './shortUsd.js';
import { inside, labelWidth, spreadLabels } from './spreadLabels.js';
import { surfacePlot } from './surfacePlot.js';
import { elementsOf } from './testing/elementsOf.js';
import { writePlot } from './writePlot.js';

/** What a name may hold that markup must not. */
const awkward = `a & b <c> "d" 'e'`;

const at = Array.from({ length: 50 }, (_, i) => 1_000 + 40 * i);
const payoff: PayoffPlot = {
  title: awkward,
  underlying: 'ETH',
  price: 2_000,
  at,
  curves: [
    { label: 'now', pnl: at.map((x) => x - 2_000) },
    { label: awkward, pnl: at.map((x) => Math.max(x - 2_200, 0) - 100) },
  ],
  breakevens: [2_300],
  walls: [
    { price: 1_200, label: awkward },
    { price: 9_000, label: 'far' },
  ],
};

const moves = [-0.5, -0.25, 0, 0.25, 0.5];
const volFactors = [0.5, 1, 2];
const heat = {
  title: awkward,
  underlying: awkward,
  moves,
  volFactors,
  pnl: volFactors.map((factor) => moves.map((move) => 1_000 * move - 500 * (factor - 1))),
  walls: [{ move: -0.3, label: awkward }],
};

const expiryFit = (days: number) => ({
  expiry: unixSeconds(1_700_000_000 + days * 86_400),
  years: days / 365,
  forward: 2_000,
  svi: { a: 0.02, b: 0.1, rho: -0.3, m: 0, sigma: 0.2 },
  method: 'svi' as const,
  quotes: [1_500, 2_000, 2_500].map((strike) => ({ strike, vol: 0.8, fitted: 0.81 })),
  rms: 0.5,
  worst: 1,
});
const surface: SurfaceFit = {
  underlying: 'ETH',
  at: unixSeconds(1_700_000_000),
  spot: 2_000,
  expiries: Array.from({ length: 9 }, (_, i) => expiryFit(7 * (i + 1))),
  notes: [],
};

const parts: PnlParts = {
  delta: 100,
  gamma: -40,
  vega: 10,
  higher: 1,
  theta: 20,
  funding: 0,
  borrow: -2,
  fees: -5,
  trades: 0,
  unexplained: 0.5,
};
const days = [3, 1, 2].map((day) => ({ day: day * 86_400_000, total: 84.5, parts }));

const pictures: Readonly<Record<string, () => string>> = {
  payoff: () => payoffPlot(payoff),
  heatMap: () => heatMap(heat),
  surface: () => surfacePlot(awkward, surface),
  pnl: () => pnlPlot(awkward, days),
};

const textsOf = (svg: string) => elementsOf(svg).flatMap(({ name, text }) => (name === 'text' ? [text] : []));

describe.each(Object.entries(pictures))('%s', (_, picture) => {
  test('default: well-formed SVG, whatever names hold', () => {
    const root = elementsOf(picture()).at(-1);
    expect(root).toMatchObject({ name: 'svg', attributes: { width: '900', xmlns: 'http://www.w3.org/2000/svg' } });
  });

  test('invariant: the same data give the same bytes, and nothing in them is undefined or NaN', () => {
    const svg = picture();
    expect(picture()).toBe(svg);
    expect(svg).not.toMatch(/undefined|NaN/);
  });
});

test('behavior: a payoff tells walls, breakevens and the price now', () => {
  const texts = textsOf(payoffPlot(payoff)).join('\n');
  expect(texts).toContain('now 2000');
  expect(texts).toContain('1200');
  expect(texts).toContain('at 2300; 1 of 2 liquidation prices beyond the range');
});

test('behavior: each cell of a heat map has its figure, and the worst is told', () => {
  const texts = textsOf(heatMap(heat));
  for (const value of heat.pnl.flat()) expect(texts.join('\n')).toContain(shortUsd(value));
  expect(texts.join('\n')).toContain('worst −1k at −50% and vol ×2');
});

test('behavior: what is not known is left out, and nothing at all is still a picture', () => {
  const unknown = heatMap({ ...heat, pnl: heat.pnl.map((row) => row.map(() => Number.NaN)) });
  expect(textsOf(unknown).join('\n')).toContain('nothing is known');
  for (const svg of [
    payoffPlot({ ...payoff, curves: [{ label: 'now', pnl: at.map(() => Number.NaN) }], walls: [], breakevens: [] }),
    pnlPlot('', []),
    pnlPlot('', [{ day: 0, total: Number.NaN, parts: { ...parts, delta: Number.NaN } }]),
    surfacePlot('', { ...surface, expiries: [] }),
  ]) {
    expect(() => elementsOf(svg)).not.toThrow();
    expect(svg).not.toMatch(/NaN|undefined|Infinity/);
  }
});

test('behavior: a legend that is too long goes on in another row', () => {
  const legend = Array.from({ length: 12 }, (_, i) => ({
    label: `2026-01-${i}`,
    colour: '#000',
    shape: 'line' as const,
  }));
  const root = elementsOf(draw({ title: '', subtitle: '', panels: [], legend })).at(-1);
  expect(Number(root?.attributes['height'])).toBeGreaterThan(560);
});

test('behavior: USD in few letters', () => {
  const said = [0, 0.04, -0.8, 12.34, 450, 999.96, -12_345, 999_960, 1.2e6, 3e9, Number.NaN].map(shortUsd);
  expect(said).toEqual(['0', '0', '−0.8', '12.3', '450', '1k', '−12.3k', '1M', '1.2M', '3B', '?']);
});

test('invariant: no two labels in a row touch', () => {
  const label = fc.record({ place: fc.integer({ min: 0, max: 900 }), width: fc.integer({ min: 1, max: 300 }) });
  fc.assert(
    fc.property(fc.array(label, { maxLength: 12 }), (labels) => {
      const rows = spreadLabels(labels);
      labels.forEach((a, i) => {
        labels.forEach((b, j) => {
          if (i < j && rows[i] === rows[j]) {
            expect(Math.abs(a.place - b.place)).toBeGreaterThanOrEqual((a.width + b.width) / 2);
          }
        });
      });
    }),
  );
  expect(labelWidth('now')).toBeGreaterThan(labelWidth(''));
});

describe('writePlot', () => {
  function folder(): string {
    const made = mkdtempSync(join(tmpdir(), 'ballast-plot-'));
    onTestFinished(() => rmSync(made, { recursive: true, force: true }));
    return made;
  }

  test('default: over what was there', () => {
    const file = join(folder(), 'out.svg');
    writePlot(file, '<svg/>');
    writePlot(file, '<svg />');
    expect(readFileSync(file, 'utf8')).toBe('<svg />');
  });

  test('args: only SVG, into a folder that exists', () => {
    expect(() => writePlot('out.png', '')).toThrow('out.png is not the name of an SVG file');
    expect(() => writePlot(join(folder(), 'none', 'out.svg'), '')).toThrow('its folder does not exist');
  });
});

test('behavior: a label near an edge is drawn inside the picture', () => {
  const wide = 'perp-v2 cross of a long name';
  const { place, shift } = inside(895, labelWidth(wide));
  expect(place + labelWidth(wide) / 2).toBeLessThanOrEqual(pictureWidth);
  expect(place - shift).toBe(895);
  expect(inside(450, labelWidth(wide)).shift).toBe(0);
});

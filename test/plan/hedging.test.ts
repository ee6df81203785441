import { expect, test } from 'vitest';
import { compare, type Point } from '../../bench/hedging/frontier.js';
import { calm, jumpy, totalVol } from '../../bench/hedging/market.js';
import { type Frontiers, measureHedging } from '../../bench/hedging/measureHedging.js';
import { significant, verdicts } from '../../bench/hedging/report.js';
import { optionGreeks } from '../../src/assess/blackScholes.js';

const world = { paths: 1_000, stepsPerDay: 6, days: 30, seed: 3, size: 10 };
const measured = measureHedging({ ...world, market: calm }, [0.001], { count: 6 })[0];
if (measured === undefined) throw new Error('expected the frontiers of one cost');
const found: Frontiers = measured;
const frontier = (name: string): readonly Point[] =>
  found.frontiers.find(({ family }) => family.name === name)?.points ?? [];

test('default: at equal variance no naive rule is cheaper than an optimal band, and most are dearer', () => {
  const naive = found.frontiers.filter(({ family }) => family.kind === 'naive').map(({ family }) => family.name);
  expect(naive).toHaveLength(3);
  const judged = verdicts(found).filter(({ rival }) => naive.includes(rival));
  expect(judged).toHaveLength(6);
  for (const { challenger, rival, compared, dearer, cheaper } of judged) {
    const pair = `${challenger} beside ${rival}`;
    expect([pair, dearer]).toEqual([pair, 0]);
    expect(compared).toBeGreaterThanOrEqual(3);
    // A fixed band to the edge is the nearest of them: told apart at each point by more paths than these.
    expect(cheaper).toBeGreaterThanOrEqual(rival === 'fixed band, to edge' ? 1 : compared - 1);
  }
});

test('behavior: the comparison would tell if a naive rule were cheaper', () => {
  const turned = compare(frontier('time interval'), frontier('Whalley-Wilmott'));
  expect(turned.length).toBeGreaterThanOrEqual(3);
  expect(turned.filter(({ difference, error }) => difference / error > significant).length).toBeGreaterThanOrEqual(3);
});

test('invariant: the wider the band, the cheaper', () => {
  for (const { family, points } of found.frontiers) {
    const costs = points.map(({ cost }) => cost);
    expect([family.name, costs]).toEqual([family.name, [...costs].sort((a, b) => b - a)]);
  }
});

test('invariant: the estimate of the error is what repeated samples differ by', () => {
  // The same comparison on other paths: its differences scatter as the error says.
  const differences: number[] = [];
  const errors: number[] = [];
  const only = ['Whalley-Wilmott', 'fixed band, to centre'];
  for (let seed = 10; seed < 26; seed++) {
    const [one] = measureHedging({ ...world, market: calm, paths: 100, stepsPerDay: 2, seed }, [0.001], {
      count: 3,
      only,
    });
    const of = (name: string) => one?.frontiers.find(({ family }) => family.name === name)?.points ?? [];
    const middle = compare(of('Whalley-Wilmott'), of('fixed band, to centre')).at(0);
    if (middle === undefined) continue;
    differences.push(middle.difference);
    errors.push(middle.error);
  }
  const mean = differences.reduce((sum, one) => sum + one, 0) / differences.length;
  const scatter = Math.sqrt(differences.reduce((sum, one) => sum + (one - mean) ** 2, 0) / (differences.length - 1));
  const told = errors.reduce((sum, one) => sum + one, 0) / errors.length;
  expect(differences.length).toBeGreaterThanOrEqual(12);
  expect(scatter / told).toBeGreaterThan(0.5);
  expect(scatter / told).toBeLessThan(2);
});

test('invariant: hedging earns nothing but the premium, with jumps or without', () => {
  for (const market of [calm, jumpy]) {
    expect(totalVol(market)).toBeCloseTo(0.6, 12);
    const [one] = measureHedging({ ...world, market, paths: 2_000, stepsPerDay: 2 }, [0], {
      count: 2,
      only: ['time interval'],
    });
    const terms = { spot: 2_000, strike: 2_000, vol: 0.6, rate: 0, years: 30 / 365, right: 'call' } as const;
    const premium = 2 * world.size * optionGreeks(terms).price;
    const hedged = one?.frontiers[0]?.points[0];
    const error = Math.sqrt((hedged?.variance ?? Number.NaN) / 2_000);
    // With jumps the premium by Black and Scholes is not the fair one, but near it at the money.
    expect(Math.abs((hedged?.mean ?? Number.NaN) + premium)).toBeLessThan(
      4 * error + (market.jumps ? 0.05 * premium : 0),
    );
  }
});

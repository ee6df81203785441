import { existsSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { historicalShocks } from './historicalShocks.js';
import { type Fall, fallOf, measuredFalls } from './measuredFalls.js';

const HOUR = 3_600_000;

/** Days on which the low may fall, UTC. */
const days: Readonly<Record<string, readonly string[]>> = {
  'march-2020': ['2020-03-12', '2020-03-13'],
  'may-2021': ['2021-05-19'],
  'june-2022': ['2022-06-13'],
  'november-2022': ['2022-11-08', '2022-11-09'],
  'august-2024': ['2024-08-05'],
  'october-2025': ['2025-10-10'],
};

test('default', () => {
  expect(historicalShocks.map(({ name, moves }) => ({ name, ...moves }))).toEqual([
    { name: 'march-2020', BTC: -0.53, ETH: -0.53 },
    { name: 'may-2021', BTC: -0.34, ETH: -0.45, SOL: -0.45 },
    { name: 'june-2022', BTC: -0.2, ETH: -0.24, SOL: -0.19 },
    { name: 'november-2022', BTC: -0.19, ETH: -0.27, SOL: -0.47 },
    { name: 'august-2024', BTC: -0.17, ETH: -0.28, SOL: -0.23 },
    { name: 'october-2025', BTC: -0.12, ETH: -0.22, SOL: -0.25 },
  ]);
});

test('invariant: every figure can be used, and says where it is from', () => {
  for (const { name, source, moves, otherMoves, volFactor, hours, drain } of historicalShocks) {
    for (const move of [...Object.values(moves), otherMoves]) {
      expect(move).toBeGreaterThan(-1);
      expect(move).toBeLessThan(0);
    }
    expect(volFactor).toBeGreaterThan(1);
    expect(hours).toBe(24);
    for (const factor of Object.values(drain)) expect(factor).toBeGreaterThanOrEqual(1);

    // Each thing that is told is one clause or more, with an address, or assumed; only what is measured needs neither.
    const clauses = source?.split('; ') ?? [];
    const about = (what: string) => clauses.filter((clause) => clause.includes(what));
    for (const what of [...Object.keys(moves), 'others', 'vol', 'gas', 'impact']) expect(about(what)).not.toEqual([]);
    for (const clause of clauses) {
      const isMeasured = Object.keys(measuredFalls[name] ?? {}).some((one) => clause.startsWith(`${one}: from `));
      if (!isMeasured) expect(clause).toMatch(/https:\/\/|assumed/);
    }
  }
});

test('invariant: what is measured is within 24 hours, on the day that is named, and is what moves', () => {
  expect(Object.keys(measuredFalls)).toEqual(Object.keys(days));
  for (const { name, moves } of historicalShocks) {
    for (const [underlying, fall] of Object.entries(measuredFalls[name] ?? {})) {
      expect(moves[underlying]).toBe(fallOf(fall));
      const hours = (Date.parse(fall.lowIn) - Date.parse(fall.closedIn)) / HOUR;
      expect(hours).toBeGreaterThanOrEqual(1);
      expect(hours).toBeLessThanOrEqual(24);
      expect(days[name]).toContain(fall.lowIn.slice(0, 10));
    }
  }
});

test.for(['ETH', 'BTC'])(
  'invariant: %s fell no deeper in other hours of those days, by the candles',
  (underlying, { skip }) => {
    const file = new URL(`../../../../shared/data/${underlying.toLowerCase()}-usd-1h.csv`, import.meta.url);
    if (!existsSync(file)) return skip('not available: the candles are not here');
    const candles = candlesIn(readFileSync(file, 'utf8'));
    for (const [name, dates] of Object.entries(days)) {
      const fall = measuredFalls[name]?.[underlying];
      const found = deepest(candles, dates);
      if (fall === undefined) expect(found).toBeNull();
      else expect(found).toEqual(fall);
    }
  },
);

type Candles = ReadonlyMap<string, { low: number; close: number }>;

function candlesIn(csv: string): Candles {
  const rows = csv.trim().split('\n').slice(1);
  return new Map(
    rows.map((row) => {
      const [time = '', , , low, close] = row.split(',');
      return [time, { low: Number(low), close: Number(close) }];
    }),
  );
}

function deepest(candles: Candles, dates: readonly string[]): Fall | null {
  const falls = dates.flatMap((date) =>
    Array.from({ length: 24 }, (_, hour) => Date.parse(`${date}T00:00Z`) + hour * HOUR).flatMap((at) => {
      const lowIn = keyOf(at);
      const low = candles.get(lowIn)?.low;
      return Array.from({ length: 24 }, (_, before) => keyOf(at - (before + 1) * HOUR)).flatMap((closedIn): Fall[] => {
        const close = candles.get(closedIn)?.close;
        return low === undefined || close === undefined ? [] : [{ close, closedIn, low, lowIn }];
      });
    }),
  );
  return falls.reduce<Fall | null>(
    (worst, fall) => (worst === null || fall.low / fall.close < worst.low / worst.close ? fall : worst),
    null,
  );
}

const keyOf = (at: number): string => `${new Date(at).toISOString().slice(0, 16)}Z`;

import fc from 'fast-check';
import { expect, onTestFinished, test } from 'vitest';
import { DAY, HOUR } from '../../model/time.js';
import { unixMillis } from '../../model/units.js';
import { openLedger } from '../ledger.js';
import { seriesOf } from '../queries/seriesOf.js';
import { replaceSeries } from '../statements/series.js';
import { packColumns, unpackColumns } from './packedColumns.js';
import { createSeriesWriter } from './seriesWriter.js';
import { thinSeries, ticksKeptMs } from './thinSeries.js';

const begin = 1_700_000_000_000;

function ledgerOf() {
  const ledger = openLedger({ file: ':memory:' });
  onTestFinished(ledger.close);
  return ledger;
}

/** Points as a daemon writes them: a flush every so often, its chunks written over as they grow. */
async function written(points: readonly { at: number; values: Record<string, number> }[], flushEvery: number) {
  const ledger = ledgerOf();
  const writer = createSeriesWriter();
  const flush = async (all: boolean) => {
    await ledger.commit(writer.due(all).map(replaceSeries));
    writer.written();
  };
  for (const [i, { at, values }] of points.entries()) {
    writer.add('eth-book', at, new Map(Object.entries(values)));
    if (i % flushEvery === flushEvery - 1) await flush(false);
  }
  await flush(true);
  return ledger;
}

function timesOf(waits: readonly { wait: number }[]): number[] {
  let time = begin;
  return waits.map(({ wait }) => {
    time += wait;
    return time;
  });
}

const whole = { book: 'eth-book', from: unixMillis(0), to: unixMillis(begin + 400 * DAY) };

test('invariant: what is packed comes back, to seven digits, small or not', () => {
  const value = fc.oneof(fc.float(), fc.constant(Number.NaN), fc.constant(Number.POSITIVE_INFINITY));
  const rows = fc.array(fc.record({ wait: fc.nat(100_000), a: value, b: value }), { minLength: 1, maxLength: 300 });
  fc.assert(
    fc.property(rows, fc.boolean(), (made, small) => {
      const at = timesOf(made);
      const values = [made.map(({ a }) => a), made.map(({ b }) => b)];
      const back = unpackColumns(packColumns({ at, values }, { small }), 2);
      expect([...back.at]).toEqual(at);
      expect(back.values.map((column) => [...column])).toEqual(values.map((column) => [...Float32Array.from(column)]));
    }),
  );
});

test('invariant: however it is thinned, no low and no high is lost, and the last of a step is its last', async () => {
  const tick = fc.record({
    wait: fc.integer({ min: 1, max: 90_000 }),
    a: fc.float({ noNaN: true, noDefaultInfinity: true }),
  });
  await fc.assert(
    fc.asyncProperty(
      fc.array(tick, { minLength: 1, maxLength: 200 }),
      fc.integer({ min: 1, max: 50 }),
      fc.integer({ min: 2, max: 60 }),
      async (ticks, flushEvery, points) => {
        const times = timesOf(ticks);
        const made = ticks.map(({ a }, i) => ({ at: times[i] ?? 0, values: { a } }));
        const ledger = await written(made, flushEvery);
        const asked = { ...whole, from: unixMillis(begin), to: unixMillis(times.at(-1) ?? 0), points };
        const { at, step, stepMs, last, min, max } = await seriesOf(ledger, asked);
        expect(at.length).toBeLessThanOrEqual(points);
        const expected = new Map<number, { at: number; all: number[] }>();
        for (const { at: when, values } of made) {
          const key = stepMs === 0 ? when : Math.floor(when / stepMs);
          const one = expected.get(key) ?? { at: when, all: [] };
          expected.set(key, { at: when, all: [...one.all, Math.fround(values.a)] });
        }
        expect(step).toEqual([...expected.keys()]);
        expect(at).toEqual([...expected.values()].map((one) => one.at));
        expect(last[0]).toEqual([...expected.values()].map(({ all }) => all.at(-1)));
        expect(min[0]?.map((x) => x + 0)).toEqual([...expected.values()].map(({ all }) => Math.min(...all) + 0));
        expect(max[0]?.map((x) => x + 0)).toEqual([...expected.values()].map(({ all }) => Math.max(...all) + 0));
      },
    ),
    { numRuns: 60 },
  );
});

test('behavior: a column that comes later is unknown before, and one that goes is unknown after', async () => {
  const ledger = await written(
    [
      { at: begin, values: { a: 1 } },
      { at: begin + 1_000, values: { a: 2, b: 7 } },
      { at: begin + 120_000, values: { b: 8 } },
    ],
    1,
  );
  const { columns, at, last } = await seriesOf(ledger, { ...whole, points: 10 });
  expect(at).toEqual([begin, begin + 1_000, begin + 120_000]);
  expect(Object.fromEntries(columns.map((name, c) => [name, last[c]]))).toEqual({
    a: [1, 2, Number.NaN],
    b: [Number.NaN, 7, 8],
  });
});

test('behavior: only what has come since is read, the step that goes on anew', async () => {
  const made = Array.from({ length: 600 }, (_, i) => ({ at: begin + i * 1_000, values: { a: i } }));
  const ledger = await written(made, 7);
  const asked = { ...whole, from: unixMillis(begin), to: unixMillis(begin + 600_000), points: 40 };
  const all = await seriesOf(ledger, asked);
  const some = await seriesOf(ledger, { ...asked, since: unixMillis(all.at[25] ?? 0) });
  expect(some.stepMs).toBe(all.stepMs);
  expect(some.at).toEqual(all.at.slice(25));
  expect(some.min[0]).toEqual(all.min[0]?.slice(25));
});

test('behavior: a time that is not after the last is passed over, and what could not be written is given again', () => {
  const writer = createSeriesWriter();
  writer.add('eth-book', begin, new Map([['a', 1]]));
  writer.add('eth-book', begin - 1, new Map([['a', 2]]));
  expect(writer.due().map(({ points }) => points)).toEqual([1]);
  writer.add('eth-book', begin + 60_000, new Map([['a', 3]]));
  expect(writer.due().map(({ points }) => points)).toEqual([1, 1]);
  writer.written();
  expect(writer.due()).toEqual([]);
});

test('behavior: ticks that are a week old become minutes with the same lows and highs, and minutes are dropped after a year', async () => {
  const made = Array.from({ length: 2_000 }, (_, i) => ({
    at: begin + i * 4_000,
    values: { a: Math.sin(i) * i, ...(i > 1_000 ? { b: i } : {}) },
  }));
  const ledger = await written(made, 50);
  const asked = { ...whole, from: unixMillis(begin), to: unixMillis(begin + 3 * HOUR), points: 200 };
  const before = await seriesOf(ledger, { ...asked });
  const later = unixMillis(begin + 3 * HOUR + ticksKeptMs);
  expect(await thinSeries(ledger, unixMillis(begin + HOUR))).toBe(false);
  while (await thinSeries(ledger, later));
  const after = await seriesOf(ledger, asked);
  expect(after).toEqual(before);
  expect(after.stepMs).toBe(60_000);
  // Something old must be there for anything to be dropped.
  const writer = createSeriesWriter();
  writer.add('eth-book', begin + 400 * DAY, new Map([['a', 1]]));
  await ledger.commit(writer.due(true).map(replaceSeries));
  await thinSeries(ledger, unixMillis(begin + 400 * DAY + 2 * ticksKeptMs));
  expect((await seriesOf(ledger, { ...whole, points: 1_000 })).points).toBe(1);
});

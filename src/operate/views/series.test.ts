import { expect, test } from 'vitest';
import { readSeries, seriesView } from './series.js';
import { addSeries, emptyLedger, keptAt, keptLedger } from './testing/keptLedger.js';

test('default: of an empty ledger, and of a book that is not known, nothing', async () => {
  expect(seriesView.parse(await readSeries(emptyLedger(), {}, keptAt))).toMatchObject({
    book: null,
    at: [],
    columns: [],
  });
  const ledger = await keptLedger();
  expect(await readSeries(ledger, { book: 'other' }, keptAt)).toMatchObject({ book: 'other', at: [], columns: [] });
});

test('default: each tick where there are few, with units; what has no end or is not known is null', async () => {
  const ledger = await keptLedger();
  await addSeries(ledger, [
    { at: keptAt - 2_000, values: { equityUsd: 100, worstHealth: Number.POSITIVE_INFINITY, 'delta:ETH': Number.NaN } },
    { at: keptAt - 1_000, values: { equityUsd: 101, worstHealth: 1.5, 'delta:ETH': 2 } },
  ]);
  const view = seriesView.parse(await readSeries(ledger, {}, keptAt));
  expect(view).toMatchObject({ stepMs: 0, points: 2, at: [keptAt - 2_000, keptAt - 1_000], since: keptAt - 999 });
  expect(view.columns).toEqual([
    { name: 'equityUsd', unit: 'usd', last: [100, 101], min: null, max: null },
    { name: 'worstHealth', unit: 'ratio', last: [null, 1.5], min: null, max: null },
    { name: 'delta:ETH', unit: 'units', last: [null, 2], min: null, max: null },
  ]);
  expect((await readSeries(ledger, { since: view.since }, keptAt)).at).toEqual([]);
});

test('args: only the columns that are asked for, by name or by its beginning', async () => {
  const ledger = await keptLedger();
  await addSeries(ledger, [{ at: keptAt, values: { equityUsd: 1, health: 2, 'health:a': 3, 'health:b': 4 } }]);
  const named = async (columns: string[]) =>
    (await readSeries(ledger, { columns }, keptAt)).columns.map(({ name }) => name);
  expect(await named(['equityUsd'])).toEqual(['equityUsd']);
  expect(await named(['health:'])).toEqual(['health:a', 'health:b']);
});

test('behavior: where nothing was recorded there is a gap, and steps have their lows and highs', async () => {
  const ledger = await keptLedger();
  const begin = keptAt - 20_000_000;
  const made = Array.from({ length: 500 }, (_, i) => ({
    at: begin + i * 1_000 + (i >= 250 ? 3_600_000 : 0),
    values: { equityUsd: i % 10 },
  }));
  await addSeries(ledger, made);
  const to = made.at(-1)?.at ?? 0;
  const view = await readSeries(ledger, { from: begin, to, points: 100 }, keptAt);
  expect(view.stepMs).toBeGreaterThan(0);
  const [column] = view.columns;
  expect(column?.last.filter((value) => value === null)).toHaveLength(1);
  expect(view.at).toEqual([...view.at].sort((a, b) => a - b));
  expect(Math.min(...(column?.min ?? []).flatMap((value) => value ?? []))).toBe(0);
  expect(Math.max(...(column?.max ?? []).flatMap((value) => value ?? []))).toBe(9);
  const newer = await readSeries(ledger, { from: begin, to, points: 100, since: view.since }, keptAt);
  expect(newer.stepMs).toBe(view.stepMs);
  expect(newer.at).toEqual(view.at.slice(-1));
});

test('behavior: who asks for what is new of ticks is told of a gap before it, once, as who asks for the whole', async () => {
  const ledger = await keptLedger();
  const ticksFrom = (begin: number) =>
    Array.from({ length: 5 }, (_, i) => ({ at: begin + i * 12_000, values: { equityUsd: i } }));
  const begin = keptAt - 10_000_000;
  await addSeries(ledger, ticksFrom(begin));
  const asked = { from: begin - 1_000, to: keptAt };
  const known = await readSeries(ledger, asked, keptAt);
  expect(known.stepMs).toBe(0);

  // Nothing comes for two hours: what is asked for next begins where it did.
  const nothing = await readSeries(ledger, { ...asked, since: known.since }, keptAt);
  expect(nothing).toMatchObject({ at: [], since: known.since });
  const again = begin + 7_200_000;
  await addSeries(ledger, [...ticksFrom(begin), ...ticksFrom(again)]);
  const whole = await readSeries(ledger, asked, keptAt);
  const newer = await readSeries(ledger, { ...asked, since: nothing.since }, keptAt);
  expect([...known.at, ...newer.at]).toEqual(whole.at);
  expect(newer.columns[0]?.last.slice(0, 2)).toEqual([null, 0]);

  await addSeries(ledger, [...ticksFrom(begin), ...ticksFrom(again), { at: again + 60_000, values: { equityUsd: 9 } }]);
  expect((await readSeries(ledger, { ...asked, since: newer.since }, keptAt)).at).toEqual([again + 60_000]);
});

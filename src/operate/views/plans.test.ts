import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import type { Ledger } from '../../record/ledger.js';
import { sampleOrder, temporaryFolder, workOf } from '../../record/testing/sample.js';
import { readOverview } from './overview.js';
import { readRisk } from './risk.js';
import { readSeries } from './series.js';
import { readSystem } from './system.js';
import { addSeries, keptAt, keptLedger } from './testing/keptLedger.js';
import { plansOf, slowIn } from './testing/plansOf.js';

/** However long a ledger was kept, a glance at it takes as long as on the first day. */
const glances: Readonly<Record<string, (ledger: Ledger) => Promise<unknown>>> = {
  overview: (ledger) => readOverview(ledger, { now: keptAt, env: {} }),
  risk: (ledger) => readRisk(ledger, keptAt),
  series: (ledger) => readSeries(ledger, {}, keptAt),
  system: (ledger) => readSystem(ledger, keptAt),
};

test.each(Object.keys(glances))('behavior: for %s no table that grows is read or sorted as a whole', async (name) => {
  const file = join(temporaryFolder(onTestFinished), 'ballast.db');
  const ledger = await keptLedger({ file });
  await ledger.commit(workOf(sampleOrder()));
  await addSeries(ledger, [{ at: keptAt, values: { equityUsd: 1 } }]);
  const plans = await plansOf(file, async (opened) => glances[name]?.(opened));
  expect(plans.length).toBeGreaterThan(1);
  // What is open, and what was made since the newest sample, is little.
  const grows = plans.filter(({ query }) => !/"reviews"."status" = |"created_at" >= /.test(query));
  expect(slowIn(grows)).toEqual([]);
});

test('behavior: a picture reads its own span of one book, along an index', async () => {
  const file = join(temporaryFolder(onTestFinished), 'ballast.db');
  const ledger = await keptLedger({ file });
  await addSeries(ledger, [{ at: keptAt, values: { equityUsd: 1 } }]);
  const plans = await plansOf(file, (opened) => readSeries(opened, { book: 'eth-book' }, keptAt));
  const reading = plans.filter(({ query }) => /"(fine|coarse|points)"/.test(query));
  expect(reading.length).toBeGreaterThan(1);
  for (const { steps } of reading) expect(steps[0]).toMatch(/^SEARCH series USING INDEX \S+ \(book=\? AND level=\?/);
});

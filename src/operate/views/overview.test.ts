import { join } from 'node:path';
import SqliteClient from 'better-sqlite3';
import { expect, onTestFinished, test, vi } from 'vitest';
import type { AlertCode } from '../../model/alert.js';
import type { PulseFigures } from '../../model/pulse.js';
import { defaultRiskSettings } from '../../model/riskSettings.js';
import { unixMillis } from '../../model/units.js';
import { createAlarms } from '../../record/alarms.js';
import { openLedger } from '../../record/ledger.js';
import { newestTick } from '../../record/queries/newestTick.js';
import { raiseAlert } from '../../record/statements/alerts.js';
import { replacePulse } from '../../record/statements/pulses.js';
import { replaceHoldings } from '../../record/statements/risk.js';
import { endRun, insertTradingState } from '../../record/statements/runs.js';
import { insertTick } from '../../record/statements/ticks.js';
import { sampleTick, temporaryFolder } from '../../record/testing/sample.js';
import { stressedHoldings } from '../cli/risk/testing/stressedBook.js';
import { pulseLivesMs } from '../liveness.js';
import { overviewView, readOverview } from './overview.js';
import { readPositions } from './positions.js';
import { readRisk } from './risk.js';
import { addSeries, emptyLedger, keptAt, keptLedger, samplePulse } from './testing/keptLedger.js';

const env = {};
const soon = keptAt + 2_000;
/** What the pulse says of the book, as it is written with a tick. */
const tells = ({ block, at, values }: { at: number; block: bigint; values: PulseFigures['values'] }) => {
  const figures = { 'eth-book': { at: unixMillis(at), block: Number(block), values } };
  return replacePulse(samplePulse({ writtenAt: unixMillis(at), figures }));
};
const silent = { debug() {}, info() {}, warn() {}, error() {} };

test('default: of an empty ledger it says that nothing is known', async () => {
  const view = overviewView.parse(await readOverview(emptyLedger(), { now: soon, env }));
  expect(view).toMatchObject({
    newestAt: null,
    isStale: true,
    books: [],
    heads: [],
    alerts: { critical: 0, warning: 0 },
  });
  expect(view.trading).toMatchObject({ state: 'active', since: null });
  expect(view.daemon).toMatchObject({ running: false, startedAt: null });
});

test('default: a book with what its rules do, and where', async () => {
  const ledger = await keptLedger();
  const view = overviewView.parse(await readOverview(ledger, { now: soon, env }));
  expect(view).toMatchObject({
    isStale: false,
    heads: [{ chain: 'lab', block: 401_223_187, ageMs: 4_000, isOld: false }],
  });
  const [book] = view.books;
  expect(book).toMatchObject({ strategy: 'eth-book', mode: 'live', isStale: false, liveAt: keptAt, sampledAt: keptAt });
  const eth = book?.deltas.find(({ underlying }) => underlying === 'ETH');
  expect(eth).toMatchObject({ priceUsd: 2_000, band: { target: 0, outside: true } });
  expect(eth?.band?.lower).toBeCloseTo(-1.5, 6);
  expect(eth?.band?.upper).toBeCloseTo(1.5, 6);
  expect(book?.deltas.find(({ underlying }) => underlying === 'BTC')?.band).toBeNull();
  const cross = book?.marginAccounts.find(({ id }) => id === 'perp-v2 cross');
  expect(cross).toMatchObject({ collateral: 'USDC', healthTarget: 1.8 });
  expect(cross?.healthTrigger).toBeCloseTo(1.3, 6);
  expect(book?.marginAccounts.find(({ id }) => id !== 'perp-v2 cross')?.healthTrigger).toBeNull();
  expect(book?.nearestWall).toMatchObject({ kind: 'price' });
  // What acts now is told first.
  expect(book?.next[0]).toMatchObject({ kind: 'hedge', about: 'ETH', now: expect.stringMatching(/^sell /) });
  expect(book?.next[1]).toMatchObject({ kind: 'topUp', about: 'perp-v2 cross' });
});

test('behavior: books that are kept come first, and the others say that they are not', async () => {
  const ledger = await keptLedger();
  for (const strategy of ['a-book-of-before', 'another-one', 'z-book'])
    await ledger.commit(insertTick(sampleTick({ strategy, at: unixMillis(keptAt - 86_400_000) })));
  await ledger.commit(replacePulse(samplePulse({ books: ['eth-book', 'z-book'] })));
  const kept = async () =>
    (await readOverview(ledger, { now: soon, env })).books.map(({ strategy, isKept }) => [strategy, isKept]);
  expect(await kept()).toEqual([
    ['eth-book', true],
    ['z-book', true],
    ['a-book-of-before', false],
    ['another-one', false],
  ]);
  expect((await readPositions(ledger, soon)).books.map(({ strategy }) => strategy).slice(0, 2)).toEqual([
    'eth-book',
    'z-book',
  ]);
  const risk = await readRisk(ledger, soon);
  expect(risk).toMatchObject({ books: ['eth-book', 'z-book', 'a-book-of-before', 'another-one'] });
  expect(risk.book?.strategy).toBe('eth-book');
  // A run that has said nothing yet has not said that it keeps none.
  const other = emptyLedger();
  await other.commit(insertTick(sampleTick({ at: keptAt })));
  expect((await readOverview(other, { now: soon, env })).books).toMatchObject([{ isKept: true }]);
});

test('behavior: what changes with every tick is of the newest one, and the day is told from the series', async () => {
  const ledger = await keptLedger();
  const day = 86_400_000;
  await addSeries(ledger, [
    { at: keptAt - day - 5_000, values: { equityUsd: 1 } },
    { at: keptAt - day + 3_000, values: { equityUsd: 20_000 } },
  ]);
  const values = {
    ...{ equityUsd: 21_000.01, deltaUsd: 210, worstHealth: 1.25, 'priceUsd:ETH': 2_100, 'delta:ETH': 0.1 },
    'health:perp-v2 cross': Number.POSITIVE_INFINITY,
  };
  await ledger.commit(tells({ at: keptAt + 1_000, block: sampleTick().blockNumber + 4n, values }));
  const [book] = overviewView.parse(await readOverview(ledger, { now: soon, env })).books;
  expect(book).toMatchObject({ liveAt: keptAt + 1_000, equityUsd: 21_000.01, deltaUsd: 210, worstHealth: 1.25 });
  expect(book).toMatchObject({ equityChangeUsd: expect.closeTo(1_000.01, 6), equityChangeSince: keptAt - day + 3_000 });
  expect(book?.deltas.find(({ underlying }) => underlying === 'ETH')).toMatchObject({
    ...{ priceUsd: 2_100, delta: 0.1, deltaUsd: expect.closeTo(210, 6), band: { outside: false } },
  });
  expect(book?.marginAccounts.find(({ id }) => id === 'perp-v2 cross')?.health).toBe('infinite');
});

test('behavior: a pulse that is older than the newest sample changes nothing of it', async () => {
  const ledger = await keptLedger();
  await ledger.commit(tells({ at: keptAt, block: sampleTick().blockNumber - 1n, values: { equityUsd: 1 } }));
  const [book] = (await readOverview(ledger, { now: soon, env })).books;
  expect(book).toMatchObject({ liveAt: keptAt });
  expect(book?.equityUsd).not.toBe(1);
});

test('behavior: where the clock was set back the newest block counts, and what is of before says so', async () => {
  const ledger = await keptLedger();
  const hour = 3_600_000;
  const at = keptAt - hour;
  await ledger.commit(tells({ at, block: sampleTick().blockNumber + 9n, values: { equityUsd: 77 } }));
  const [book] = overviewView.parse(await readOverview(ledger, { now: at + 1_000, env })).books;
  expect(book).toMatchObject({ liveAt: at, equityUsd: 77, isStale: false });
  expect(book?.gaps[0]).toContain('before the clock was set back');
});

test('behavior: what was written by a clock that is ahead of this one is not taken for new', async () => {
  const ledger = await keptLedger();
  const view = await readOverview(ledger, { now: keptAt - 3_600_000, env });
  expect(view).toMatchObject({ isStale: true, books: [{ isStale: true }] });
});

test('behavior: a keeper that has started and settles what was left open says so until its first tick', async () => {
  const ledger = await keptLedger();
  const heads = async () => overviewView.parse(await readOverview(ledger, { now: soon, env })).heads;
  expect(await heads()).toMatchObject([{ isRecovering: false }]);
  const { ticks } = samplePulse();
  await ledger.commit(replacePulse(samplePulse({ ticks: { ...ticks, lastAt: null } })));
  expect(await heads()).toMatchObject([{ chain: 'lab', isRecovering: true }]);
});

test('behavior: it says when nobody writes any more', async () => {
  const ledger = await keptLedger();
  const at = (now: number) => readOverview(ledger, { now, env });
  expect((await at(keptAt + pulseLivesMs)).isStale).toBe(false);
  const late = await at(keptAt + 10 * 60_000);
  expect(late).toMatchObject({ isStale: true, newestAt: keptAt, heads: [{ isOld: true }], books: [{ isStale: true }] });
});

test('behavior: a book whose sample failed is told as far as it is known, and says what is not', async () => {
  const ledger = await keptLedger({ untold: true });
  const [book] = overviewView.parse(await readOverview(ledger, { now: soon, env })).books;
  expect(book).toMatchObject({ nearestWall: null, runwayHours: null, touchProbability: null, next: [] });
  expect(book?.deltas).toHaveLength(2);
  expect(book?.gaps).toContain('what takes long to work out (runway, walls, losses) is not known at the newest sample');
});

test('behavior: what rules say is not worked out anew while the sample waits to be completed', async () => {
  const file = join(temporaryFolder(onTestFinished), 'ballast.db');
  const keeper = await keptLedger({ untold: true, file });
  const asked = vi.spyOn(SqliteClient.prototype, 'prepare');
  onTestFinished(() => asked.mockRestore());
  // One that is opened from now on: each connection keeps a way of its own to prepare.
  const ledger = openLedger({ file, readonly: true });
  onTestFinished(() => ledger.close());
  const read = async () => {
    const before = asked.mock.calls.length;
    const [book] = (await readOverview(ledger, { now: soon, env })).books;
    const isAnew = asked.mock.calls.slice(before).some(([text]) => text.includes('"forecasts"'));
    return { isAnew, says: book?.next.length };
  };
  expect(await read()).toEqual({ isAnew: true, says: 0 });
  expect(await read()).toEqual({ isAnew: false, says: 0 });
  const tick = await newestTick(keeper.db, 'eth-book');
  if (!tick) throw new Error('it was written');
  const held = { holdings: stressedHoldings, settings: defaultRiskSettings, forecast: null };
  await keeper.commit(replaceHoldings({ strategy: 'eth-book', tick: tick.id, ...held, at: keptAt }));
  expect(await read()).toEqual({ isAnew: true, says: 2 });
  expect(await read()).toEqual({ isAnew: false, says: 2 });
});

test('behavior: alerts by severity, and who stopped trading', async () => {
  const ledger = await keptLedger();
  const now = () => unixMillis(soon);
  const alarms = createAlarms({ ledger, now, log: silent });
  await alarms.raise({ code: 'CHAIN_SILENT', subject: 'lab', text: 'silent' });
  await alarms.raise({ code: 'ENDPOINT_SILENT', subject: 'https://node.example', text: 'silent' });
  await ledger.commit(insertTradingState({ state: 'halted', reason: 'look', author: 'ann', at: now() }));
  const view = await readOverview(ledger, { now: soon, env });
  expect(view.alerts).toEqual({ critical: 1, warning: 1 });
  expect(view.trading).toEqual({ state: 'halted', reason: 'look', author: 'ann', since: soon });
});

test('behavior: a venue that could not be read is named, and what hangs on it is not made up', async () => {
  const ledger = await keptLedger();
  const unread = [{ venue: 'lyra', error: 'lyra answers nonsense' }];
  const summary = { mode: 'live', unread };
  await ledger.commit(insertTick(sampleTick({ at: unixMillis(keptAt + 1_000), summary })));
  const [book] = overviewView.parse(await readOverview(ledger, { now: soon, env })).books;
  expect(book).toMatchObject({ unread, equityUsd: null, worstHealth: null, nearestWall: null, marginAccounts: [] });
});

test('behavior: a daemon that ended says how, and one that was killed does not', async () => {
  const ledger = await keptLedger();
  // Of one on another host its heartbeat tells, a minute late.
  const now = keptAt + 600_000;
  const killed = await readOverview(ledger, { now, env });
  expect(killed.daemon).toMatchObject({ running: false, startedAt: keptAt, endedAt: null, exitCode: null });
  await ledger.commit(endRun({ exitCode: 4, at: unixMillis(soon) }));
  const ended = await readOverview(ledger, { now, env });
  expect(ended.daemon).toMatchObject({ running: false, endedAt: soon, exitCode: 4 });
});

test('behavior: an alert of another version is counted as a warning, and everything else is told', async () => {
  const ledger = await keptLedger();
  const code = 'KNOWN_TO_A_LATER_ONE' as AlertCode;
  await ledger.commit(raiseAlert({ code, subject: 'book', text: 'as it says', at: keptAt }));
  const view = overviewView.parse(await readOverview(ledger, { now: soon, env }));
  expect(view).toMatchObject({ alerts: { critical: 0, warning: 1 }, books: [{ strategy: 'eth-book' }] });
});

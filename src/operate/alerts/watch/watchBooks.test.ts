import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { unixMillis } from '../../../model/units.js';
import { openLedger } from '../../../record/ledger.js';
import { alertsSince, openAlerts } from '../../../record/queries/alerts.js';
import { raiseAlert, resolveAlert } from '../../../record/statements/alerts.js';
import { temporaryFolder } from '../../../record/testing/sample.js';
import type { BookView } from '../../views/book.js';
import type { OverviewView } from '../../views/overview.js';
import { lowHealth } from './lowHealth.js';
import { createBooksWatch } from './watchBooks.js';

type Margin = BookView['marginAccounts'][number];

const margin = (id: string, health: Margin['health'], changes: Partial<Margin> = {}): Margin => ({
  ...{ id, venue: 'gmx-v2', underlyings: ['ETH'], collateral: 'USDC', equityUsd: 811.6, maintenanceUsd: 700 },
  ...{ health, healthTrigger: 1.3, healthTarget: 1.8, healthRule: 'topUp gmx-v2 *', leverage: 5 },
  ...{ liquidationPriceUsd: 2_231.4567, touchProbability: 0.01, runwayHours: 40 },
  ...changes,
});

function setUp() {
  const ledger = openLedger({ file: join(temporaryFolder(onTestFinished), 'ledger.db') });
  onTestFinished(() => ledger.close());
  let at = 0;
  let margins: Margin[] = [];
  let rest: Partial<BookView> = {};
  let heads: OverviewView['heads'] = [];
  let isStale = false;
  const trading: OverviewView['trading'] = { state: 'active', reason: '', author: '', since: null };
  const start = () =>
    createBooksWatch({
      ...{ ledger, elapsed: () => at, now: () => unixMillis(1_768_046_400_000 + at) },
      read: async () => ({
        trading,
        heads,
        isStale,
        books: [
          {
            strategy: 'book',
            mode: 'live',
            isKept: true,
            isStale: false,
            sampledAt: at - (at % 10_000),
            unread: [],
            marginAccounts: margins,
            ...rest,
          },
        ] as never,
      }),
    });
  let watch = start();
  return {
    ledger,
    trading,
    holds(given: Margin[], others: Partial<BookView> = {}) {
      margins = given;
      rest = others;
    },
    /** @param isSilent - Nothing new was written for too long. */
    chainsAre(given: OverviewView['heads'], isSilent = false) {
      heads = given;
      isStale = isSilent;
    },
    /** Seconds go by, with a look every five. */
    async seconds(count: number) {
      for (let i = 0; i < count; i += 5) {
        await watch.look();
        at += 5_000;
      }
    },
    restart() {
      watch = start();
    },
    open: async () => (await openAlerts(ledger)).map(({ code, subject }) => `${code} ${subject}`),
  };
}

test('default: one that stays low is an alert, one that the next blocks rescue is not, and it closes when it is back', async () => {
  const { ledger, holds, seconds, open } = setUp();
  holds([margin('a', 1.25), margin('b', 1.28)]);
  await seconds(30);
  holds([margin('a', 1.25), margin('b', 1.8)]);
  await seconds(30);
  expect(await open()).toEqual([]);
  await seconds(5);
  expect(await open()).toEqual(['HEALTH_LOW book a']);
  expect((await openAlerts(ledger))[0]?.text).toBe(
    'health 1.250, and 1 is liquidatable; rule topUp gmx-v2 * acts below 1.30; equity 812 usd; liquidatable at 2231.5 usd',
  );
  holds([margin('a', 1.3), margin('b', 1.8)]);
  await seconds(5);
  expect(await open()).toEqual([]);
  expect(await alertsSince(ledger, unixMillis(0))).toHaveLength(1);
});

test('behavior: where half of the way is gone nobody waits, and the text follows once a minute', async () => {
  const { ledger, holds, seconds } = setUp();
  holds([margin('a', 1.149)]);
  await seconds(5);
  holds([margin('a', 1.05)]);
  await seconds(50);
  expect(await openAlerts(ledger)).toMatchObject([
    { code: 'HEALTH_URGENT', times: 1, text: expect.stringContaining('1.149') },
  ]);
  await seconds(15);
  expect(await openAlerts(ledger)).toMatchObject([{ times: 2, text: expect.stringContaining('1.050') }]);
});

test('behavior: not knowing is not being well: a stale book, an unread venue and an unknown health close nothing', async () => {
  const { holds, seconds, open } = setUp();
  holds([margin('a', 1.1)]);
  await seconds(5);
  for (const [margins, others] of [
    [[margin('a', 1.9)], { isStale: true }],
    [[margin('a', null)], {}],
    [[], { unread: [{ venue: 'gmx-v2', error: 'reverted' }] }],
  ] as const) {
    holds([...margins], others as Partial<BookView>);
    await seconds(10);
    expect(await open()).toEqual(['HEALTH_URGENT book a']);
  }
  holds([], {});
  await seconds(5);
  expect(await open()).toEqual([]);
});

test('behavior: what another start has opened is closed by this one, and not of another book', async () => {
  const { holds, seconds, open, restart } = setUp();
  holds([margin('a', 1.1)]);
  await seconds(5);
  holds([margin('a', 1.1)], { strategy: 'other' });
  await seconds(5);
  restart();
  holds([margin('a', 'infinite')]);
  await seconds(5);
  expect(await open()).toEqual(['HEALTH_URGENT other a']);
});

test('behavior: a book that is kept no more is over, and what it was seen with last opens nothing', async () => {
  const { holds, seconds, open } = setUp();
  holds([margin('a', 1.05)]);
  await seconds(5);
  expect(await open()).toEqual(['HEALTH_URGENT book a']);
  // For a moment its newest sample still looks like news; then it is old.
  for (const isStale of [false, true]) {
    holds([margin('a', 1.05), margin('b', 1.05)], { isKept: false, isStale });
    await seconds(10);
    expect(await open()).toEqual([]);
  }
  holds([margin('a', 1.05)]);
  await seconds(5);
  expect(await open()).toEqual(['HEALTH_URGENT book a']);
});

test('behavior: one that no rule looks after is low below 1.1; in shadow it says that nothing is sent', () => {
  const none = { healthTrigger: null, healthTarget: null, healthRule: null };
  const { low, known } = lowHealth({
    ...{ strategy: 'book', mode: 'shadow' },
    marginAccounts: [margin('a', 1.11, none), margin('b', 1.09, none), margin('c', null, none)],
  });
  expect(known).toEqual(['book a', 'book b']);
  expect(low).toMatchObject([{ subject: 'book b', isUrgent: false }]);
  expect(low[0]?.text).toMatch(/no rule looks after it; .*; in shadow: nothing is sent$/);
});

test('behavior: a halt is told as long as it lasts, with who said it', async () => {
  const { ledger, trading, seconds, open } = setUp();
  Object.assign(trading, { state: 'halted', author: 'ann', reason: 'looking at something' });
  await seconds(120);
  expect(await openAlerts(ledger)).toMatchObject([{ times: 1, text: 'halted by ann: looking at something' }]);
  trading.state = 'reducing';
  await seconds(5);
  expect(await open()).toEqual([]);
});

/** The newest block of a chain whose `headAge` is a minute. */
const headOf = (ageMs: number | null): OverviewView['heads'][number] => ({
  ...{ chainId: 8453, chain: 'base', block: ageMs === null ? null : 7, ageMs },
  ...{ isOld: ageMs === null || ageMs > 60_000, isRecovering: false },
});

const unread = [{ venue: 'gmx-v2', error: 'Reader.getAccountPositions reverted' }];

test('behavior: a venue that stays unread for a minute is an alert with what was last seen there, until it is read', async () => {
  const { ledger, holds, seconds, open } = setUp();
  const lyra = margin('lyra #1', 2, { venue: 'lyra' });
  holds([lyra, margin('gmx-v2 ETH', 1.42), margin('gmx-v2 BTC', null)]);
  await seconds(10);
  holds([lyra], { unread });
  await seconds(60);
  expect(await open()).toEqual([]);
  await seconds(10);
  expect(await open()).toEqual(['VENUE_UNREAD book gmx-v2']);
  const text =
    'Reader.getAccountPositions reverted; last seen there: gmx-v2 ETH with health 1.420, gmx-v2 BTC with a health that was not known';
  expect(await openAlerts(ledger)).toMatchObject([{ times: 1, text }]);
  await seconds(60);
  expect(await openAlerts(ledger)).toMatchObject([{ times: 2, text }]);
  holds([lyra, margin('gmx-v2 ETH', 1.4)]);
  await seconds(5);
  expect(await open()).toEqual([]);
});

test('behavior: a venue that one sample could not read wakes nobody, however long the next one takes', async () => {
  const { holds, seconds, open } = setUp();
  holds([], { unread, sampledAt: 1 });
  await seconds(100);
  expect(await open()).toEqual([]);
  holds([], { unread, sampledAt: 100_001 });
  await seconds(5);
  expect(await open()).toEqual(['VENUE_UNREAD book gmx-v2']);
});

test('behavior: what is low where nothing can be read stays told, beside that it cannot be read', async () => {
  const { holds, seconds, open, restart } = setUp();
  holds([margin('gmx-v2 ETH', 1.25), margin('gmx-v2 BTC', 1.01)]);
  await seconds(65);
  const low = ['HEALTH_LOW book gmx-v2 ETH', 'HEALTH_URGENT book gmx-v2 BTC'];
  expect(await open()).toEqual(low);
  holds([], { unread });
  await seconds(75);
  expect(await open()).toEqual(['VENUE_UNREAD book gmx-v2', ...low]);
  restart();
  await seconds(75);
  expect(await open()).toEqual(['VENUE_UNREAD book gmx-v2', ...low]);
  holds([margin('gmx-v2 ETH', 1.25), margin('gmx-v2 BTC', 1.01)]);
  await seconds(5);
  expect(await open()).toEqual(low);
});

test('behavior: a stale book says nothing new of its venues, and one that is kept no more has none', async () => {
  const { holds, seconds, open } = setUp();
  holds([], { unread, isStale: true });
  await seconds(120);
  expect(await open()).toEqual([]);
  holds([], { unread });
  await seconds(75);
  holds([], { isStale: true });
  await seconds(5);
  expect(await open()).toEqual(['VENUE_UNREAD book gmx-v2']);
  holds([], { unread, isKept: false });
  await seconds(5);
  expect(await open()).toEqual([]);
});

test('behavior: venues of another chain whose block is old are told as that chain', async () => {
  const { holds, seconds, open, chainsAre } = setUp();
  const base = {
    ...{ chainId: 8453, chain: 'base', block: 7, ageMs: 90_000 },
    ...{ isOld: true, isRecovering: false },
  };
  chainsAre([base]);
  holds([], { unread: [{ venue: 'base:aave-v3', error: 'the newest block of base that was read is 90 s old' }] });
  await seconds(50);
  expect(await open()).toEqual([]);
  await seconds(50);
  expect((await open()).filter((one) => one.startsWith('VENUE_UNREAD'))).toEqual([]);
  chainsAre([headOf(100)]);
  await seconds(60);
  expect(await open()).toEqual([]);
  await seconds(15);
  expect(await open()).toEqual(['VENUE_UNREAD book base:aave-v3']);
});

test('behavior: blocks that are old by the clock for a minute are an alert, though new ones come, until one is young', async () => {
  const { ledger, seconds, open, chainsAre } = setUp();
  for (let age = 0; age < 60_000; age += 5_000) {
    chainsAre([headOf(600_000 + age)]);
    await seconds(5);
  }
  expect(await open()).toEqual([]);
  await seconds(5);
  expect(await open()).toEqual(['HEAD_OLD chain 8453']);
  const [alert] = await openAlerts(ledger);
  expect(alert?.text).toMatch(/^block 7 of base is 655 s old by this machine's clock: /);
  expect(alert?.text).toMatch(/clock is ahead, or all endpoints are behind/);
  chainsAre([headOf(null)]);
  await seconds(5);
  expect(await open()).toEqual(['HEAD_OLD chain 8453']);
  chainsAre([headOf(2_000)]);
  await seconds(5);
  expect(await open()).toEqual([]);
});

test('behavior: a chain that is told as silent, a keeper that writes nothing and a start are no old blocks', async () => {
  const { ledger, seconds, open, chainsAre } = setUp();
  chainsAre([headOf(null)]);
  await seconds(90);
  chainsAre([headOf(90_000)], true);
  await seconds(90);
  expect(await open()).toEqual([]);
  const silent = { code: 'CHAIN_SILENT', subject: 'chain 8453' } as const;
  await ledger.commit(raiseAlert({ ...silent, text: 'no endpoint answers', at: unixMillis(1) }));
  chainsAre([headOf(90_000)]);
  await seconds(90);
  expect(await open()).toEqual(['CHAIN_SILENT chain 8453']);
  // It goes on, and its blocks are old still.
  await ledger.commit(resolveAlert({ ...silent, at: unixMillis(1) }));
  await seconds(65);
  expect(await open()).toEqual(['HEAD_OLD chain 8453']);
});

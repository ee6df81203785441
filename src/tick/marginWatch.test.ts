import { expect, onTestFinished, test } from 'vitest';
import type { StatedMargin } from '../model/marginDrift.js';
import { done } from '../model/reading.js';
import { type Bps, milliseconds, unixMillis } from '../model/units.js';
import { createAlarms } from '../record/alarms.js';
import { openLedger } from '../record/ledger.js';
import { openAlerts } from '../record/queries/alerts.js';
import { createMarginWatch } from './marginWatch.js';

const log = { debug() {}, info() {}, warn() {}, error() {} };
const account = '0x70997970C51812dc3A010C7d01b50e0d17dc79C8';
const every = 600_000;

type World = { accounts: string[]; unread?: string[]; stated: (names: string[]) => StatedMargin[]; asked: number };

const margin = (marginAccount: string, theirs: StatedMargin['theirs']): StatedMargin => ({
  marginAccount,
  venue: 'toy',
  ours: { equity: 1_000, maintenance: 100 },
  theirs,
});
const stating = (equity: number | null) => (names: string[]) =>
  names.map((name) => margin(name, { equity, maintenance: null }));

/** A watch over one account on a venue that holds and states what `world` has. */
function watching(world: World) {
  const ledger = openLedger({ file: ':memory:' });
  onTestFinished(() => ledger.close());
  let at = 1_700_000_000_000;
  const now = () => unixMillis(at);
  const stated = () => {
    world.asked++;
    return done(world.stated(world.accounts));
  };
  const book = {
    strategy: { account, risk: { marginDrift: 10 as Bps } },
    venues: new Map([['toy', { stated }]]),
  };
  const create = () =>
    createMarginWatch({
      chainId: 7,
      multicall3: account,
      books: [book as never],
      ledger,
      alarms: createAlarms({ ledger, now, log }),
      sampleEvery: milliseconds(every),
      now,
      log,
    });
  let look = create();
  return {
    restart() {
      look = create();
    },
    /** What is open after so long. */
    async after(ms: number): Promise<string[]> {
      at += ms;
      const readings = [{ venue: 'toy', marginAccounts: world.accounts.map((id) => ({ id })) }];
      const unread = (world.unread ?? []).map((venue) => ({ venue, error: 'silent' }));
      const snapshot = { readings, unread };
      await look({ frame: { block: { hash: '0x' } }, taken: [{ snapshot }] } as never);
      return (await openAlerts(ledger)).map(({ subject, text }) => `${subject.replace(account, 'book')}; ${text}`);
    },
  };
}

test('default: an account beyond the bound opens an alert of its own, and closes it once it is back', async () => {
  const world: World = { accounts: ['toy a', 'toy b'], stated: stating(1_000), asked: 0 };
  const { after } = watching(world);
  expect(await after(0)).toEqual([]);
  world.stated = (names) =>
    names.map((name) => margin(name, { equity: name === 'toy a' ? 900 : 999.5, maintenance: null }));
  expect(await after(every)).toEqual([
    'book on 7: toy a; equity of toy a: 900 USD by the protocol, reckoned 1000, 1111.1 bps apart',
  ]);
  world.stated = stating(1_000.5);
  expect(await after(every)).toEqual([]);
});

test('behavior: it asks no more often than it samples', async () => {
  const world: World = { accounts: ['toy a'], stated: stating(1_000), asked: 0 };
  const { after } = watching(world);
  for (const wait of [0, 1, every - 2]) await after(wait);
  expect(world.asked).toBe(1);
  await after(1);
  expect(world.asked).toBe(2);
});

test('behavior: what the protocol does not state now neither opens an alert nor closes one; what is no number opens one', async () => {
  const world: World = { accounts: ['toy a'], stated: stating(null), asked: 0 };
  const { after } = watching(world);
  expect(await after(0)).toEqual([]);
  world.stated = stating(Number.NaN);
  expect(await after(every)).toHaveLength(1);
  world.stated = stating(null);
  expect(await after(every)).toHaveLength(1);
});

test('behavior: an account that is gone closes its alert, of an earlier run too; one that could not be read does not', async () => {
  const world: World = { accounts: ['toy a', 'toy b'], stated: stating(500), asked: 0 };
  const { after, restart } = watching(world);
  expect(await after(0)).toHaveLength(2);
  world.accounts = ['toy b'];
  expect(await after(every)).toEqual([expect.stringContaining('book on 7: toy b;')]);

  restart();
  world.accounts = [];
  world.unread = ['toy'];
  expect(await after(every)).toHaveLength(1);
  world.unread = [];
  expect(await after(every)).toEqual([]);
});

test('behavior: a venue whose reading fails says nothing of the others', async () => {
  const world: World = {
    accounts: ['toy a'],
    stated: () => {
      throw new Error('its answer makes no sense');
    },
    asked: 0,
  };
  const { after } = watching(world);
  expect(await after(0)).toEqual([]);
  world.stated = stating(900);
  expect(await after(every)).toHaveLength(1);
});

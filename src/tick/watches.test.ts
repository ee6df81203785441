import { expect, onTestFinished, test } from 'vitest';
import type { Log } from '../model/log.js';
import { defaultRiskSettings } from '../model/riskSettings.js';
import { milliseconds, unixMillis } from '../model/units.js';
import { toyStrategy } from '../plan/testing/toyBook.js';
import { createAlarms } from '../record/alarms.js';
import { type Ledger, openLedger } from '../record/ledger.js';
import { sampleAccount } from '../record/testing/sample.js';
import type { Book } from './book.js';
import { createWatches } from './watches.js';

const settled = () => new Promise<void>((resolve) => setImmediate(resolve));

function watching(of: Partial<Ledger>) {
  const ledger = openLedger({ file: ':memory:' });
  onTestFinished(() => ledger.close());
  const errors: string[] = [];
  const log: Log = { debug() {}, info() {}, warn() {}, error: (_, message) => void errors.push(message) };
  const now = () => unixMillis(1_700_000_000_000);
  const book = { strategy: toyStrategy([], { risk: defaultRiskSettings }), venues: new Map() } as unknown as Book;
  const pool = { client: null } as never;
  const watches = createWatches({
    ...{ chainId: 1, multicall3: sampleAccount, books: [book, book], pool, confirmations: 1 },
    ...{ ledger: { ...ledger, ...of }, alarms: createAlarms({ ledger, now, log }), now, log },
    sampleEvery: milliseconds(1_000),
  });
  return { watches, errors };
}

test('default: a day that cannot be closed is told in the log, for each book, as are stalled orders, failed rescues and blocks without a time, and no tick hears of it', async () => {
  const { watches, errors } = watching({ db: null as never });
  watches.recorded([]);
  await settled();
  expect(errors).toEqual(Array(6).fill('something beside the ticks has failed'));
  expect(() => watches.recorded([])).not.toThrow();
  await watches.ended();
});

test('behavior: nor of margins that cannot be compared, gas that cannot be reckoned, a wallet that cannot be looked through, or holdings that cannot be held to what is known', async () => {
  const { watches, errors } = watching({});
  const seen = { taken: null } as never;
  watches.seen(seen);
  await settled();
  expect(errors).toHaveLength(4);
  expect(() => watches.seen(seen)).not.toThrow();
  await watches.ended();
});

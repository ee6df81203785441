import { expect, onTestFinished, test } from 'vitest';
import { milliseconds, unixMillis } from '../model/units.js';
import { createAlarms } from '../record/alarms.js';
import { openLedger } from '../record/ledger.js';
import { openAlerts } from '../record/queries/alerts.js';
import { VenueRefusal } from '../venues/venue.js';
import { createGasWatch } from './gasWatch.js';

const log = { debug() {}, info() {}, warn() {}, error() {} };
const account = '0x70997970C51812dc3A010C7d01b50e0d17dc79C8';
const gwei = 10n ** 9n;
const every = 60_000;

/** A keeper whose account has so much gas token, in wei, on a chain whose base fee is one gwei. */
function watching({ modes = ['live'] as ('live' | 'shadow')[], keeper = 0n, refuses = false } = {}) {
  const ledger = openLedger({ file: ':memory:' });
  onTestFinished(() => ledger.close());
  let at = 1_700_000_000_000;
  const now = () => unixMillis(at);
  const venue = {
    reductionFor: () => ({ kind: 'trade' }),
    estimate: () => {
      if (refuses) throw new VenueRefusal('the market is closed');
      return { gas: 1_000_000n, keeper };
    },
  };
  const books = modes.map((mode, i) => ({
    strategy: { account, chain: 'arbitrum', mode },
    venues: new Map(i === 0 ? [] : [['toy', venue]]),
  }));
  const look = createGasWatch({
    ...{ chainId: 42_161, books: books as never, alarms: createAlarms({ ledger, now, log }) },
    ...{ sampleEvery: milliseconds(every), now },
  });
  return async (balance: bigint, after = every, unreadOf: number[] = []): Promise<string[]> => {
    at += after;
    const readings = [{ venue: 'toy', marginAccounts: [{ id: 'a', venue: 'toy', notional: 1n, health: 1.2 }] }];
    const snapshot = { block: { baseFee: gwei }, nativeBalance: balance, readings, unread: [] };
    const silent = { ...snapshot, readings: [], unread: [{ venue: 'toy', error: 'silent' }] };
    await look({
      taken: books.map((_, i) => ({ snapshot: unreadOf.includes(i) ? silent : snapshot })),
    } as never);
    return (await openAlerts(ledger)).map(({ code, subject, text }) => `${code} ${subject}: ${text}`);
  };
}

/** A top-up: 400 000 gas at two gwei. */
const one = 400_000n * 2n * gwei;

test('default: gas for fewer than five rescues is an alert, and it closes with ten', async () => {
  const look = watching();
  expect(await look(5n * one)).toEqual([]);
  expect(await look(5n * one - 1n)).toEqual([
    `GAS_LOW ${account} on arbitrum: 0.004 ETH: 4 rescues at 2 gwei, 400000 gas each; send 0.004 ETH for 10`,
  ]);
  expect(await look(9n * one)).toHaveLength(1);
  expect(await look(10n * one)).toEqual([]);
});

test('behavior: of several books of one account the dearest rescue counts, with what keepers are paid in advance', async () => {
  const look = watching({ modes: ['live', 'live'], keeper: 10n ** 15n });
  expect(await look(8n * one)).toEqual([
    expect.stringMatching(/: 2 rescues at 2 gwei, 1000000 gas each and 0.001 ETH to keepers; send 0.0236 ETH for 10$/),
  ]);
});

test('behavior: what sends nothing needs no gas, and it is looked at with each sample only', async () => {
  expect(await watching({ modes: ['shadow'] })(0n)).toEqual([]);
  const look = watching();
  await look(10n * one);
  expect(await look(0n, every - 1)).toEqual([]);
  expect(await look(0n, 1)).toHaveLength(1);
});

test('behavior: it does not close where not all was read, which may be the dearest, for whichever book of the account', async () => {
  const look = watching({ modes: ['live', 'live'], keeper: 10n ** 15n });
  expect(await look(8n * one)).toHaveLength(1);
  expect(await look(100n * one, every, [0])).toHaveLength(1);
  expect(await look(100n * one, every, [1])).toHaveLength(1);
  expect(await look(100n * one)).toEqual([]);
  expect(await look(one, every, [1])).toHaveLength(1);
});

test('behavior: where a venue refuses to reckon a reduction, a top-up counts for that account', async () => {
  const look = watching({ modes: ['live', 'live'], refuses: true });
  expect(await look(5n * one)).toEqual([]);
  expect(await look(4n * one)).toEqual([expect.stringMatching(/: 4 rescues at 2 gwei, 400000 gas each;/)]);
});

import { expect, test } from 'vitest';
import { assess } from '../assess/assess.js';
import type { Snapshot } from '../model/snapshot.js';
import { toFloat, unixMillis } from '../model/units.js';
import { holding, toyOrder, toySnapshot, tradeOf } from '../plan/testing/toyBook.js';
import { toyPerp, toyReading, toyState } from '../plan/testing/toyPerp.js';
import { VenueRefusal } from '../venues/venue.js';
import type { PartInputs } from './part.js';
import { partOf } from './partOf.js';
import { withElsewhere } from './withElsewhere.js';

const venue = toyPerp('toy');
const venues = new Map([['toy', venue]]);
const own = (ether: number): Snapshot =>
  toySnapshot([toyReading(toyState({ accounts: { cross: holding(ether, 4_000) } }))]);
const there = own(3);
const inputs = (change: Partial<PartInputs> = {}): PartInputs => ({
  ...{ chain: 'far', chainId: 2, account: there.account, block: there.block, multicall3: there.account },
  ...{ opening: [], transcripts: [], orders: [], headAge: 60_000 as never, doubt: null },
  ...change,
});
const now = unixMillis(there.block.timestamp * 1000 + 1_000);
const elsewhere = [
  { chain: 'far', account: there.account, watch: [{ venue: 'toy', names: ['ETH'] }], atStake: [], gas: 1 },
];
const whole = (change: Partial<PartInputs> = {}, at = now) =>
  withElsewhere({ snapshot: own(-1), venues }, { elsewhere }, [partOf(inputs(change), there, venues)], at);

const deltaOf = ({ snapshot, venues }: ReturnType<typeof whole>) =>
  assess(snapshot, venues).underlyings.find(({ underlying }) => underlying === 'ETH')?.delta;

test('default: one portfolio, in which what is elsewhere counts by its own venue’s arithmetic', () => {
  const all = whole();
  expect(deltaOf(all)).toBeCloseTo(2, 12);
  const [here, far] = assess(all.snapshot, all.venues).marginAccounts;
  const [alone] = assess(there, venues).marginAccounts;
  expect(here?.marginAccount.startsWith('far:')).toBe(false);
  expect(far).toEqual({ ...alone, marginAccount: `far:${alone?.marginAccount}`, venue: 'far:toy' });
});

test('behavior: what is in flight there counts as if filled', () => {
  expect(deltaOf(whole({ orders: [toyOrder(tradeOf(-2), { account: there.account })] }))).toBeCloseTo(0, 12);
});

test.each([
  ['nothing was read yet', null, now, 'nothing was read of far yet'],
  ['it is too old', {}, unixMillis(now + 60_000), 'the newest block of far that was read is 61 s old; headAge is 60 s'],
  ['it is not believed', { doubt: '1 of the 2 endpoints agree' }, now, '1 of the 2 endpoints agree'],
] as const)('behavior: %s: it is unread, and nothing of it counts', (_, change, at, error) => {
  const all = change === null ? withElsewhere({ snapshot: own(-1), venues }, { elsewhere }, [], at) : whole(change, at);
  expect(all.snapshot.unread).toEqual([{ venue: 'far:toy', error }]);
  expect(deltaOf(all)).toBeCloseTo(-1, 12);
});

test('invariant: nothing there can be traded, paid with or read from here', () => {
  const { snapshot, venues: all } = whole();
  const foreign = all.get('far:toy');
  const reading = snapshot.readings.find((one) => one.venue === 'far:toy');
  if (!foreign || !reading) throw new Error('it is not there');
  expect(reading.funding).toEqual([]);
  expect(reading.orders).toBeUndefined();
  const { block } = snapshot;
  const attempts = [
    () => foreign.read(block),
    () => foreign.prepare(reading, tradeOf(1), block.timestamp),
    () => foreign.after(reading, tradeOf(1)),
  ];
  for (const attempt of attempts) expect(attempt).toThrow(VenueRefusal);
  for (const key of ['ways', 'stated', 'tracking', 'decodeCall', 'quoteSources'] as const) {
    expect(foreign[key]).toBeUndefined();
  }
  expect(toFloat(reading.positions[0]?.quantity ?? (0n as never))).toBe(3);
});

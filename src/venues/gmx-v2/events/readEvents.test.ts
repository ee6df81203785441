import fc from 'fast-check';
import { zeroAddress } from 'viem';
import { expect, test } from 'vitest';
import { lifecycle, lifecycles, recordedEmitter } from '../../../../test/fixtures/gmx/lifecycles.js';
import { VenueReadError } from '../../venue.js';
import { decodeEmitterLog } from './eventLog.js';
import { readEvents } from './readEvents.js';
import { emitLog } from './testing/emitLog.js';

const key = `0x${'ab'.repeat(32)}` as const;
const updated = { key, sizeDeltaUsd: 5n, nextSizeDeltaUsd: 4n };

test('default', () => {
  for (const { id, logs, eventSequence } of lifecycles) {
    expect(
      readEvents(logs, recordedEmitter).map(({ name }) => name),
      id,
    ).toEqual(eventSequence);
  }
});

test('behavior: an event is read by its key names', () => {
  const [event] = readEvents([emitLog('OrderSizeDeltaAutoUpdated', updated)], recordedEmitter);
  expect(event).toMatchObject({ name: 'OrderSizeDeltaAutoUpdated', values: updated, more: {} });
});

test('behavior: keys that ballast does not know are kept', () => {
  const log = emitLog('OrderSizeDeltaAutoUpdated', { ...updated, uiFeeFactor: 7n, tags: [zeroAddress], note: 'new' });
  expect([...(decodeEmitterLog(log)?.items.keys() ?? [])]).toContain('uiFeeFactor');
  const [event] = readEvents([log], recordedEmitter);
  expect(event?.values).toEqual(updated);
  expect(event?.more).toEqual({ uiFeeFactor: 7n, tags: [zeroAddress], note: 'new' });
});

test('behavior: a missing key is an error that names it and what is there', () => {
  const log = emitLog('OrderSizeDeltaAutoUpdated', { key, sizeDeltaUsd: 5n });
  expect(() => readEvents([log], recordedEmitter)).toThrow(VenueReadError);
  expect(() => readEvents([log], recordedEmitter)).toThrow(/without its key nextSizeDeltaUsd[\s\S]*sizeDeltaUsd, key/);
});

test('behavior: a key of another type is an error', () => {
  const log = emitLog('OrderSizeDeltaAutoUpdated', { ...updated, nextSizeDeltaUsd: true });
  expect(() => readEvents([log], recordedEmitter)).toThrow(/nextSizeDeltaUsd .* not of the type/);
});

test('behavior: keys that GMX sets only sometimes are null without it', () => {
  const price = { token: zeroAddress, minPrice: 1n, maxPrice: 2n };
  expect(readEvents([emitLog('OraclePriceUpdate', price)], recordedEmitter)[0]?.values).toEqual({
    ...price,
    timestamp: null,
  });
  const told = emitLog('OraclePriceUpdate', { ...price, timestamp: 3n });
  expect(readEvents([told], recordedEmitter)[0]?.values).toEqual({ ...price, timestamp: 3n });
});

test('behavior: other events, other contracts and other topics are passed over', () => {
  const foreign = { ...emitLog('OrderSizeDeltaAutoUpdated', updated), address: zeroAddress };
  const shape = { ...emitLog('OrderSizeDeltaAutoUpdated', updated), topics: [key] as [typeof key] };
  const anonymous = { ...emitLog('OrderSizeDeltaAutoUpdated', updated), topics: [] as [] };
  expect(readEvents([foreign, shape, anonymous, emitLog('GlvCreated', { toString: 1n })], recordedEmitter)).toEqual([]);
  expect(readEvents([emitLog('toString', {})], recordedEmitter)).toEqual([]);
});

test('behavior: broken bytes and pending logs are explained', () => {
  const log = emitLog('OrderSizeDeltaAutoUpdated', updated);
  expect(() => readEvents([{ ...log, data: '0x1234' }], recordedEmitter)).toThrow(/does not decode/);
  expect(() => readEvents([{ ...log, logIndex: null }], recordedEmitter)).toThrow(/not part of a block/);
});

test('behavior: a removed log is as if it had never been, and its transaction may be mined again', () => {
  const first = emitLog('OrderSizeDeltaAutoUpdated', updated, { fork: 'a' });
  const again = emitLog('OrderSizeDeltaAutoUpdated', updated, { fork: 'b' });
  const removed = { ...first, removed: true };
  expect(readEvents([first, removed], recordedEmitter)).toEqual([]);
  expect(readEvents([removed], recordedEmitter)).toEqual([]);
  expect(readEvents([first, removed, again], recordedEmitter)).toEqual(readEvents([again], recordedEmitter));
  expect(readEvents([again], recordedEmitter)).toHaveLength(1);
});

test('invariant: neither the order of delivery nor repetition matters', () => {
  const { logs } = lifecycle('s46');
  const expected = readEvents(logs, recordedEmitter);
  fc.assert(
    fc.property(fc.shuffledSubarray(logs), fc.shuffledSubarray(logs, { minLength: logs.length }), (some, all) => {
      expect(readEvents([...some, ...all], recordedEmitter)).toEqual(expected);
    }),
    { numRuns: 20 },
  );
});

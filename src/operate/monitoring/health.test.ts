import { describe, expect, test } from 'vitest';
import { keptAt, samplePulse } from '../views/testing/keptLedger.js';
import { type HealthFacts, healthOf } from './health.js';

const run = { startedAt: keptAt, seenAt: keptAt, endedAt: null };
const judge = (changes: Parameters<typeof samplePulse>[0] = {}, facts: Partial<HealthFacts> = {}) =>
  healthOf({ now: keptAt + 1_000, run, pulses: [samplePulse(changes)], ...facts });
const [endpoint] = samplePulse().endpoints;
const newer = endpoint ? [{ ...endpoint, head: 401_223_190 }] : [];

test('default: a keeper whose loops move and who can do its work', () => {
  expect(judge()).toEqual({ live: true, ready: true, reasons: [] });
});

describe('neither alive nor ready', () => {
  test.each([
    ['nothing was ever started', { run: undefined, pulses: [] }, 'no keeper was ever started on this ledger'],
    ['it has ended', { run: { ...run, endedAt: keptAt } }, 'it ended 1.0 s ago'],
    ['it has said nothing since it started', { pulses: [], now: keptAt + 40_000 }, 'it has said nothing for 40.0 s'],
    ['its loop says nothing any more', { now: keptAt + 45_000 }, 'lab: its loop has said nothing for 45.0 s'],
  ] as const)('behavior: %s', (_, facts, reason) => {
    const { live, ready, reasons } = judge({}, facts);
    expect({ live, ready }).toEqual({ live: false, ready: false });
    expect(reasons[0]).toBe(reason);
  });

  test('behavior: its loop is stuck, while it still writes its pulse and endpoints have newer blocks', () => {
    const now = keptAt + 700_000;
    const { live, reasons } = judge({ writtenAt: keptAt + 699_000, endpoints: newer } as never, { now });
    expect(live).toBe(false);
    expect(reasons[0]).toMatch(/^lab: its loop has been at block 401223187 for \S+.*, and there are newer ones$/);
  });
});

describe('alive, and not ready', () => {
  test.each([
    ['its newest block is old', { maxHeadAgeMs: 2_000 }, 'lab: its newest block is 3.0 s old'],
    ['no block was seen', { head: null }, 'lab: no block was seen yet'],
    [
      'it recovers still',
      { ticks: { ...samplePulse().ticks, lastAt: null } },
      'lab: what an earlier run has left open is not settled yet',
    ],
    [
      'too few endpoints are well',
      { quorum: { wanted: 2, available: 1 } },
      'lab: 1 of the 2 endpoints that must agree are well',
    ],
    [
      'the ledger could not be written',
      { journal: { openAttempts: 0, oldestAt: null, lastError: { text: 'SECRET', at: keptAt } } },
      'lab: the ledger could not be written 1.0 s ago',
    ],
  ] as const)('behavior: %s', (_, changes, reason) => {
    expect(judge(changes)).toEqual({ live: true, ready: false, reasons: [reason] });
  });
});

test('behavior: a chain without new blocks is not a loop that is stuck: a restart would not help', () => {
  expect(judge({ writtenAt: keptAt + 699_000 } as never, { now: keptAt + 700_000 })).toMatchObject({
    live: true,
    ready: false,
  });
});

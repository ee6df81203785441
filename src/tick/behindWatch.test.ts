import { expect, test } from 'vitest';
import { unixSeconds, wei } from '../model/units.js';
import { createEndpoint } from '../observe/endpoints/createEndpoint.js';
import { EndpointError } from '../observe/endpoints/endpoint.js';
import { createHandClock } from '../observe/endpoints/testing/handClock.js';
import { createBehindWatch } from './behindWatch.js';

const hash = `0x${'ab'.repeat(32)}` as const;
const head = { number: 7n, hash, parentHash: hash, timestamp: unixSeconds(1), baseFee: wei(1n) };

function watching() {
  const clock = createHandClock();
  const inUse = { ...createEndpoint('http://127.0.0.1:1'), label: 'one' };
  return { clock, note: createBehindWatch({ clock, current: () => inUse }) };
}

test('default: an endpoint that stays behind for 5 s is left, with what it tells of and what is known', async () => {
  const { clock, note } = watching();
  note(head, 9n);
  await clock.advance(4_999);
  note(head, 9n);
  await clock.advance(1);
  expect(() => note(head, 9n)).toThrow(EndpointError);
});

test('behavior: a head that is not older ends the count', async () => {
  const { clock, note } = watching();
  note(head, 9n);
  await clock.advance(4_000);
  note(head, null);
  await clock.advance(4_000);
  note(head, 9n);
  await clock.advance(4_999);
  expect(() => note(head, 9n)).not.toThrow();
});

test('behavior: once it was left, the next one has 5 s of its own', async () => {
  const { clock, note } = watching();
  note(head, 9n);
  await clock.advance(5_000);
  expect(() => note(head, 9n)).toThrow('one tells of block 7, and block 9 is known to have been made');
  expect(() => note(head, 9n)).not.toThrow();
  await clock.advance(4_999);
  expect(() => note(head, 9n)).not.toThrow();
});

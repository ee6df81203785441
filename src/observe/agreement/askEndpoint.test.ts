import { expect, test } from 'vitest';
import { multicall3Address } from '../../model/multicall3.js';
import { unixSeconds, wei } from '../../model/units.js';
import type { ChainClient, Endpoint } from '../endpoints/endpoint.js';
import { createHandClock } from '../endpoints/testing/handClock.js';
import { askEndpoint } from './askEndpoint.js';

const hash = `0x${'ab'.repeat(32)}` as const;
const block = { number: 1n, hash, parentHash: hash, timestamp: unixSeconds(1), baseFee: wei(1n) };
const question = { frame: { chainId: 1, block, multicall3: multicall3Address }, watched: [] };

/** Has no block at all, and counts how often it is asked for one. */
function behind(): { endpoint: Endpoint; asked: () => number } {
  let asked = 0;
  const request = async () => {
    asked++;
    return null;
  };
  const client = { request } as unknown as ChainClient;
  return { endpoint: { label: 'behind', client, close: async () => {} }, asked: () => asked };
}

test('behavior: one that stays behind is asked less and less often, and not any more once it is over', async () => {
  const clock = createHandClock();
  const { endpoint, asked } = behind();
  const over = new AbortController();
  const asking = askEndpoint(endpoint, question, clock, over.signal);
  await clock.advance(250);
  expect(asked()).toBe(3);
  await clock.advance(1_750);
  expect(asked()).toBeLessThanOrEqual(8);
  over.abort();
  await asking.done;
  expect(asking.statement()).toMatchObject({ kind: 'behind' });
  const then = asked();
  await clock.advance(10_000);
  expect(asked()).toBe(then);
});

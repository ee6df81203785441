import type { Address } from 'viem';
import { getAddress } from 'viem';
import { expect, test } from 'vitest';
import { accepted, contracts } from '../../../../test/fixtures/gmx/calldata.js';
import { approvalsFor } from './approvals.js';
import { depositOnly } from './increaseIntents.js';
import { decodeRouterCalls } from './routerCall.js';

const router: Address = '0x7452c558d45f8afC8c83dAe62C3f8A5BE19c71f6';

test('default', () => {
  let sends = 0;
  for (const { requests, data, kind } of accepted) {
    const sent = decodeRouterCalls(data).calls.filter((call) => call.name === 'sendTokens');
    const expected = sent.map(({ token, amount }) => ({ token: getAddress(token), spender: router, amount }));
    expect(approvalsFor(requests, router), kind).toEqual(expected);
    sends += sent.length;
  }
  expect(sends).toBe(66);
});

test('behavior: what two orders send of one token is approved at once; ETH needs no approval', () => {
  const position = { market: router, collateralToken: contracts.wrappedNative, isLong: true };
  const deposits = [2n, 3n].map((amount) => depositOnly(position, { amount }));
  const native = depositOnly(position, { amount: 7n, asNative: true });
  expect(approvalsFor([...deposits, native], router)).toEqual([
    { token: getAddress(contracts.wrappedNative), spender: router, amount: 5n },
  ]);
});

import type { Address } from 'viem';
import { expect, test } from 'vitest';
import { accepted, contracts } from '../../../../test/fixtures/gmx/calldata.js';
import { VenueRefusal } from '../../venue.js';
import { encodeRequests, routerCallsOf } from './encodeRequests.js';
import { depositOnly } from './increaseIntents.js';
import { ForeignCalldata } from './routerCall.js';

test('default', () => {
  let compared = 0;
  for (const { kind, account, requests, form, data, value } of accepted) {
    const encoded = encodeRequests(requests, account, contracts, form);
    expect(encoded, kind).toEqual({ to: contracts.exchangeRouter, data, value });
    compared += 1;
  }
  expect(compared).toBe(220);
});

const account: Address = '0x00000000000000000000000000000000000000A1';
const market: Address = '0x70d95587d40A2caf56bd97485aB3Eec10Bee6336';

test('behavior: ETH rides along with the fee in one send', () => {
  const position = { market, collateralToken: contracts.wrappedNative, isLong: true };
  const deposit = { ...depositOnly(position, { amount: 5n, asNative: true }), executionFee: 7n };
  const calls = routerCallsOf([deposit], account, contracts);
  expect(calls.map((call) => call.name)).toEqual(['sendWnt', 'createOrder']);
  expect(encodeRequests([deposit], account, contracts).value).toBe(12n);
});

test('behavior: ETH for another collateral would be lost as a fee, and is refused', () => {
  const position = { market, collateralToken: market, isLong: true };
  const deposit = depositOnly(position, { amount: 5n, asNative: true });
  expect(() => encodeRequests([deposit], account, contracts)).toThrow(VenueRefusal);
});

test('args: several calls need a multicall, and nothing is not a transaction', () => {
  const position = { market, collateralToken: market, isLong: true };
  const deposit = depositOnly(position, { amount: 5n });
  expect(() => encodeRequests([deposit], account, contracts, 'direct')).toThrow(ForeignCalldata);
  expect(() => encodeRequests([], account, contracts)).toThrow(VenueRefusal);
});

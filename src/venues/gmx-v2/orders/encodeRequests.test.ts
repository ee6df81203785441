import { expect, test } from 'vitest';
import { accepted, contracts } from '../../../../test/fixtures/gmx/calldata.js';
import { encodeRequests } from './encodeRequests.js';

test('default', () => {
  let compared = 0;
  for (const { kind, account, requests, form, data, value } of accepted) {
    const encoded = encodeRequests(requests, account, contracts, form);
    expect(encoded, kind).toEqual({ to: contracts.exchangeRouter, data, value });
    compared += 1;
  }
  expect(compared).toBe(220);
});

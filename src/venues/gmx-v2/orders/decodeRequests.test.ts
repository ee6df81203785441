import { expect, test } from 'vitest';
import { accepted, contracts } from '../../../../test/fixtures/gmx/calldata.js';
import { decodeRequests } from './decodeRequests.js';

test('default', () => {
  let compared = 0;
  for (const { kind, account, requests, form, data, value } of accepted) {
    const decoded = decodeRequests({ data, value }, account, contracts);
    expect(decoded, kind).toEqual({ form, requests });
    compared += 1;
  }
  expect(compared).toBe(220);
});

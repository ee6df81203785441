import type { Address } from 'viem';
import { expect, test } from 'vitest';
import { tokenDecimals } from './tokenDecimals.js';

const token: Address = '0x47904963fc8b2340414262125aF798B9655E58Cd';
const silent = { stated: null, contract: null, multiplier: null, feedDecimals: null };

test('default', () => {
  // GMX's own example: USDC has 6 decimals, its feed 8, the multiplier is 10^46.
  expect(tokenDecimals(token, { stated: null, contract: 6, multiplier: 10n ** 46n, feedDecimals: 8 })).toBe(6);
  expect(tokenDecimals(token, { ...silent, multiplier: 10n ** 34n, feedDecimals: 18 })).toBe(8);
  expect(tokenDecimals(token, { ...silent, contract: 18 })).toBe(18);
  expect(tokenDecimals(token, { ...silent, stated: 8 })).toBe(8);
});

test('behavior: sources that differ give no decimals', () => {
  const said = tokenDecimals(token, { stated: 18, contract: null, multiplier: 10n ** 44n, feedDecimals: 8 });
  expect(said).toMatch(/in doubt: 18 says ballast.yaml or this version, 8 says its feed's multiplier/);
});

test('behavior: a multiplier that is no power of ten, or too large, says nothing', () => {
  for (const multiplier of [0n, 5n, 11n, 10n ** 60n]) {
    expect(tokenDecimals(token, { ...silent, multiplier, feedDecimals: 8 })).toMatch(/nothing tells the decimals/);
  }
});

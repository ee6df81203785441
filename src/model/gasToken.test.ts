import { expect, test } from 'vitest';
import { gasTokenOf } from './gasToken.js';

test('default: ether, but for the chains that have a token of their own', () => {
  expect([1, 10, 8453, 42161, 31337].map(gasTokenOf)).toEqual(['ETH', 'ETH', 'ETH', 'ETH', 'ETH']);
  expect([137, 43114].map(gasTokenOf)).toEqual(['POL', 'AVAX']);
});

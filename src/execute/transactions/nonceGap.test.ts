import { expect, test } from 'vitest';
import { nonceGap } from './nonceGap.js';

test('default: between two that were signed for', () => {
  expect(nonceGap([17, 13, 12], null)).toEqual({ first: 14, last: 16 });
});

test('behavior: the highest gap first, and none that was told of', () => {
  expect(nonceGap([17, 13, 9], null)).toEqual({ first: 14, last: 16 });
  expect(nonceGap([17, 13, 9], 16)).toBeNull();
  expect(nonceGap([17], 14)).toEqual({ first: 15, last: 16 });
});

test('behavior: none before the first signature, between neighbours, or where nothing was signed', () => {
  expect(nonceGap([5], null)).toBeNull();
  expect(nonceGap([5, 4, 3], null)).toBeNull();
  expect(nonceGap([], 7)).toBeNull();
});

import { expect, test } from 'vitest';
import { didYouMean, suggestion } from './suggestion.js';

const names = ['health', 'leverage', 'delta', 'deltaUsd', 'gas'];

test('default', () => {
  expect(suggestion('helth', names)).toBe('health');
  expect(suggestion('detla', names)).toBe('delta');
  expect(suggestion('HEALTH', names)).toBe('health');
  expect(suggestion('levrage', names)).toBe('leverage');
});

test('behavior: nothing is suggested when nothing is near', () => {
  expect(suggestion('inventory', names)).toBeNull();
  expect(suggestion('x', [])).toBeNull();
});

test('behavior: without a near name all choices are listed', () => {
  expect(didYouMean('inventory', ['a', 'b'])).toBe('choose one of: a, b');
  expect(didYouMean('helth', names)).toBe('did you mean `health`?');
});

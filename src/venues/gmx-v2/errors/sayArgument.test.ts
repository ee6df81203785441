import { expect, test } from 'vitest';
import { sayArgument } from './sayArgument.js';

test('default: prices and USD are told as people read them', () => {
  expect(sayArgument('acceptablePrice', '2373435438749999', 18)).toBe('acceptablePrice 2 373.43544');
  expect(sayArgument('price', '941185296908700000000000000', 8)).toBe('price 94 118.5297');
  expect(sayArgument('remainingCollateralUsd', '-522513202137630774904000000000000', 18)).toBe(
    'remainingCollateralUsd -522.513202 usd',
  );
  expect(sayArgument('maxOpenInterest', '110000000000000000000000000000000000000', null)).toBe(
    'maxOpenInterest 110 000 000 usd',
  );
});

test('behavior: what has no known unit stays as GMX has it', () => {
  expect(sayArgument('price', '2373435438749999', null)).toBe('price 2373435438749999');
  expect(sayArgument('outputAmount', '12', 18)).toBe('outputAmount 12');
  expect(sayArgument('reason', 'min collateral', 18)).toBe('reason min collateral');
});

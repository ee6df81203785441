import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseBps, parseDuration, parseGas, parseNumber, parseUsd } from './quantities.js';

describe('default', () => {
  test.each([
    [parseNumber, 0.05, 0.05],
    [parseNumber, '5_000', 5_000],
    [parseNumber, ' -1.5e-3 ', -0.0015],
    [parseBps, '30bps', 30],
    [parseBps, '30 bps', 30],
    [parseBps, '0.3%', 30],
    [parseBps, '0.29 %', 29],
    [parseDuration, '500ms', 500],
    [parseDuration, '2m', 120_000],
    [parseDuration, '1h 30m', 5_400_000],
    [parseDuration, '1.5s', 1_500],
    [parseDuration, '30d', 2_592_000_000],
    [parseDuration, '0s', 0],
    [parseUsd, '50_000 usd', 50_000],
    [parseUsd, '0.5USD', 0.5],
    [parseUsd, '1e6 usd', 1_000_000],
    [parseGas, '0.05 eth', { amount: 0.05, token: 'ETH' }],
    [parseGas, '3 pol', { amount: 3, token: 'POL' }],
  ] as const)('%o %s', (parse, written, value) => {
    expect(parse(written)).toEqual({ value });
  });
});

describe('behavior: what is wrong is said', () => {
  test.each([
    [parseNumber, 'NaN', 'not a number'],
    [parseNumber, '0x10', 'not a number'],
    [parseNumber, Number.POSITIVE_INFINITY, 'not a number'],
    [parseNumber, '1e999', 'not a number'],
    [parseNumber, '', 'not a number'],
    [parseBps, 30, 'no unit'],
    [parseBps, '30', 'no unit'],
    [parseBps, '30 usd', 'not a rate'],
    [parseBps, '0.125%', 'finer than a basis point'],
    [parseBps, '0bps', 'not between'],
    [parseBps, '-3bps', 'not between'],
    [parseBps, '100%', 'not between 0 and 100%, both left out'],
    [parseDuration, 120, 'no unit'],
    [parseDuration, '120', 'no unit'],
    [parseDuration, '2 minutes', 'not a duration'],
    [parseDuration, '-2m', 'not a duration'],
    [parseDuration, '0.0001s', 'whole number of milliseconds'],
    [parseUsd, 50_000, 'no unit'],
    [parseUsd, '50_000 usdc', 'not an amount of US dollars'],
    [parseUsd, '$50', 'not an amount of US dollars'],
    [parseUsd, '-5 usd', 'negative'],
    [parseGas, 0.05, 'no unit'],
    [parseGas, '5 usd', 'not in the gas token'],
    [parseGas, '0 eth', 'no gas'],
    [parseGas, 'eth', 'not an amount of gas'],
  ] as const)('%o %s', (parse, written, message) => {
    expect(parse(written)).toMatchObject({ message: expect.stringContaining(message), mend: expect.any(String) });
  });
});

test('invariant: basis points and percent say the same', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 9_999 }), (points) => {
      expect(parseBps(`${points}bps`)).toEqual({ value: points });
      expect(parseBps(`${(points / 100).toFixed(2)}%`)).toEqual({ value: points });
    }),
  );
});

test('invariant: nothing that is written throws', () => {
  fc.assert(
    fc.property(fc.oneof(fc.string(), fc.double()), (written) => {
      for (const parse of [parseNumber, parseBps, parseDuration, parseUsd, parseGas]) {
        expect(Object.keys(parse(written))).not.toHaveLength(0);
      }
    }),
  );
});

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { EndpointError } from './endpoint.js';
import { countOf, quantity } from './quantity.js';

test('default', () => {
  expect(quantity('0x0', 'eth_gasPrice')).toBe(0n);
  expect(quantity('0xFf', 'eth_gasPrice')).toBe(255n);
  expect(countOf('0x1f4', 'eth_getTransactionCount')).toBe(500);
});

test.each([null, undefined, '', '0x', '<html>502</html>', '12', 12, Number.NaN, {}, ['0x1'], '0x1 ', '-0x1', '0xg'])(
  'args: value, when it is %j',
  (value) => {
    expect(() => quantity(value, 'eth_gasPrice')).toThrow(/^eth_gasPrice makes no sense: /);
    expect(() => countOf(value, 'eth_gasPrice')).toThrow(EndpointError);
  },
);

test('behavior: what is refused can be asked for again, and is quoted in part only', () => {
  const answer = `<html>${'x'.repeat(1000)}`;
  const refusal = (() => {
    try {
      return quantity(answer, 'eth_gasPrice');
    } catch (error) {
      return error;
    }
  })();
  expect(refusal).toMatchObject({ retryable: true });
  expect((refusal as Error).message.length).toBeLessThan(150);
});

test('args: value, when a number cannot count that far', () => {
  expect(countOf('0x1fffffffffffff', 'count')).toBe(Number.MAX_SAFE_INTEGER);
  expect(() => countOf('0x20000000000000', 'count')).toThrow(EndpointError);
});

test('invariant: gives back what was written', () => {
  fc.assert(
    fc.property(fc.bigInt(0n, 2n ** 256n), (n) => {
      expect(quantity(`0x${n.toString(16)}`, 'it')).toBe(n);
    }),
  );
});

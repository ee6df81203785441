import type { Hex } from 'viem';
import { expect, test } from 'vitest';
import { unixSeconds, wei } from '../../model/units.js';
import { difference } from './difference.js';
import type { Testimony } from './testimony.js';

const to = '0x00000000000000000000000000000000000000a1';
const block: Testimony['block'] = {
  number: 7n,
  hash: `0x${'1'.repeat(64)}`,
  parentHash: `0x${'2'.repeat(64)}`,
  timestamp: unixSeconds(1_700_000_000),
  baseFee: wei(1n),
};
const answering = (data: Hex, ok = true): Testimony => ({
  block,
  readings: [
    [],
    [
      {
        calls: [
          { to, data: '0x0a' },
          { to, data: '0x0b' },
        ],
        results: [
          { ok: true, data: '0x' },
          { ok, data },
        ],
      },
    ],
  ],
});

test('default: the call that is answered otherwise, with both answers', () => {
  expect(difference(answering('0x01'), answering('0x02'))).toBe(
    `answers eth_call of 0x0b to ${to} with 0x01, and others 0x02`,
  );
});

test('behavior: a header that differs is told before anything that is read', () => {
  const later = { ...answering('0x01'), block: { ...block, timestamp: unixSeconds(1_700_000_001) } };
  expect(difference(later, answering('0x02'))).toBe(
    'says 1700000001 for the timestamp of the block, and others 1700000000',
  );
});

test('behavior: a revert is told as one', () => {
  expect(difference(answering('0x01', false), answering('0x01'), 'then')).toBe(
    `answers eth_call of 0x0b to ${to} with a revert (0x01), and then 0x01`,
  );
});

test('behavior: of long answers the first word that differs is told', () => {
  const long = (last: string): Hex => `0x${'0'.repeat(64)}${last.padStart(64, '0')}`;
  expect(difference(answering(long('1')), answering(long('2')))).toBe(
    `answers eth_call of 0x0b to ${to} with 0x${'1'.padStart(64, '0')} as word 1, and others 0x${'2'.padStart(64, '0')} as word 1`,
  );
});

test('behavior: where nothing differs there is nothing to tell', () => {
  expect(difference(answering('0x01'), answering('0x01'))).toBe('');
});

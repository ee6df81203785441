import { gzipSync } from 'node:zlib';
import { keccak256 } from 'viem';
import { expect, test } from 'vitest';
import { LedgerError } from './errors.js';
import { encodeJson } from './json.js';
import { packSnapshot, unpackSnapshot } from './snapshotCodec.js';

const raw = { block: { number: 1n }, calls: Array.from({ length: 100 }, () => ['0x01', '0x02', true, '0xffff']) };

test('default: what was packed comes back, smaller in between and with one hash', () => {
  const packed = packSnapshot(raw);
  expect(unpackSnapshot(packed)).toStrictEqual(raw);
  expect(packSnapshot(raw).hash).toBe(packed.hash);
  expect(packed.data.length).toBeLessThan(JSON.stringify(raw.calls).length / 4);
});

test('behavior: damaged or exchanged bytes are refused', () => {
  const packed = packSnapshot(raw);
  expect(() => unpackSnapshot({ ...packed, data: packSnapshot({}).data })).toThrow(LedgerError);
  expect(() => unpackSnapshot({ ...packed, data: packed.data.slice(0, 20) })).toThrow(/damaged/);
});

test('behavior: what earlier versions packed, and named by keccak256, is read', () => {
  const text = Buffer.from(encodeJson(raw));
  const packed = { hash: keccak256(text), data: gzipSync(text) };
  expect(unpackSnapshot(packed)).toStrictEqual(raw);
  expect(() => unpackSnapshot({ ...packed, data: gzipSync('{}') })).toThrow(/not the one/);
});

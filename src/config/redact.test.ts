import { expect, test } from 'vitest';
import { hideValue, redact, redactLine } from './redact.js';

test.each([
  ['wss://eth.example.com/v2/s3cret', 'wss://eth.example.com/…'],
  ['https://user:pass@host:8545?key=s3cret, then', 'https://host:8545/…, then'],
  ['ws://127.0.0.1:8545', 'ws://127.0.0.1:8545'],
  ['eth.example.com/v2/AbCdEf0123456789AbCdEf0123456789', 'eth.example.com/v2/…'],
  [`key 0x${'ab'.repeat(32)}`, 'key …'],
  ['0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266 stays', '0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266 stays'],
  ['liquidationDistanceOfEverything stays', 'liquidationDistanceOfEverything stays'],
])('default: %s', (text, expected) => {
  expect(redact(text)).toBe(expected);
});

test('behavior: a line that names a secret shows no value', () => {
  expect(redactLine('  password: hunter2')).toBe('  password: …');
  expect(redactLine('    endpoints: [eth.example.com/k]')).toBe('    endpoints: …');
  expect(redactLine('  - { account: 0x1, password: hunter2 }')).toBe('  - …');
  expect(redactLine('  passwordFile: ./keys/book.password')).toBe('  passwordFile: ./keys/book.password');
});

test('behavior: a hidden value leaves the key', () => {
  expect(hideValue('  - eth.example.com/k')).toBe('  - …');
  expect(hideValue('  - url: https://x/k')).toBe('  - url: …');
  expect(hideValue('frobnicate:')).toBe('frobnicate:');
});

test('behavior: a very long line is cut, after what is secret in it is gone', () => {
  const line = `${'a '.repeat(80)}k3y${'x'.repeat(100)}`;
  expect(redactLine(line)).toBe(`${'a '.repeat(80)}…`);
  expect(redactLine('ab '.repeat(30_000))).toHaveLength(200);
});

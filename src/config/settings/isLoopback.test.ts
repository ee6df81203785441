import { expect, test } from 'vitest';
import { isLoopback } from './isLoopback.js';

test.each(['127.0.0.1', '127.1.2.3', '127.255.255.254', '::1', '[::1]', 'localhost'])('default: %s', (host) => {
  expect(isLoopback(host)).toBe(true);
});

test.each([
  '0.0.0.0',
  '10.0.0.1',
  '128.0.0.1',
  '::',
  '[::2]',
  '::ffff:10.0.0.1',
  '',
  '127.',
  '127.1',
  '127.0.0.256',
  '127.0.0.1.example.com',
  '127.example.com',
  'localhost.example.com',
])('behavior: `%s` is another machine, or could be', (host) => {
  expect(isLoopback(host)).toBe(false);
});

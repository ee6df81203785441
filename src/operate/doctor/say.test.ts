import { join } from 'node:path';
import { expect, test } from 'vitest';
import { sayPath } from './say.js';

test.each([
  ['below, from here', join(process.cwd(), 'strategies', 'book.yaml'), join('strategies', 'book.yaml')],
  ['here', process.cwd(), '.'],
  ['elsewhere, whole', '/var/lib/ballast/ballast.db', '/var/lib/ballast/ballast.db'],
])('default: %s', (_, path, said) => {
  expect(sayPath(path)).toBe(said);
});

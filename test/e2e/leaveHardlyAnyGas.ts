import { readFileSync, writeFileSync } from 'node:fs';
import { expect } from 'vitest';
import type { BookFiles } from '../book.js';

/** A day's gas for a book that is to use it up. */
export const plentyOfGas = '1 eth';

/**
 * Lowers a book's daily gas below what it has spent already. Not before it has spent some: a transaction that could
 * cost more than a whole day's gas is never sent.
 */
export function leaveHardlyAnyGas({ strategy }: BookFiles): void {
  const written = readFileSync(strategy, 'utf8');
  expect(written).toContain(plentyOfGas);
  writeFileSync(strategy, written.replace(plentyOfGas, '0.0000001 eth'));
}

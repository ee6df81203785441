import { expect } from 'vitest';

/** Off by no more than a share of the larger one. */
export function expectNear(what: string, found: number, wanted: number, tolerance: number): void {
  if (found === wanted) return;
  const off = Math.abs(found - wanted) / Math.max(Math.abs(found), Math.abs(wanted));
  expect(off, `${what}: ${found} for ${wanted}`).toBeLessThanOrEqual(tolerance);
}

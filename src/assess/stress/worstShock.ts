import type { ShockResult } from './stressOf.js';

/** Which shock costs most, cascade included; null where none costs anything, NaN where one cannot be told. */
export function worstShock(results: readonly ShockResult[]): { name: string; loss: number } | null {
  const losses = results.map(({ shock, pnlWithCascade }) => ({ name: shock.name, loss: -pnlWithCascade }));
  const unknown = losses.find(({ loss }) => Number.isNaN(loss));
  if (unknown) return unknown;
  const [worst] = losses.sort((one, other) => other.loss - one.loss);
  return worst && worst.loss > 0 ? worst : null;
}

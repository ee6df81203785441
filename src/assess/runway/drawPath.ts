import { cholesky } from '../history/correlation.js';
import { createDice } from '../history/dice.js';
import type { JumpPart } from '../var/jumpPart.js';

/** Log-moves of one path, an array a step, an entry an underlying: what is steady, and what then comes at once. */
export interface PricePath {
  steady: readonly Float64Array[];
  jumps: readonly Float64Array[];
}

/** How one underlying moves in one step. */
export interface StepPart {
  /** Of the steady log-move. */
  deviation: number;
  jumps: JumpPart;
}

/**
 * Draws paths of correlated prices, one after the other, into the same arrays. How many jumps come in a step is one draw for all
 * underlyings: they jump together.
 */
export function createPathDrawer(
  correlation: readonly (readonly number[])[],
  parts: readonly StepPart[],
  steps: number,
  seed: number,
): () => PricePath {
  const dice = createDice(seed);
  const lower = cholesky(correlation);
  const count = parts.length;
  const columns = () => Array.from({ length: steps }, () => new Float64Array(count));
  const path: PricePath = { steady: columns(), jumps: columns() };
  const someJump = parts.some(({ jumps }) => jumps.rate > 0);
  const independent = new Float64Array(count);
  const throwAll = (): void => {
    for (let u = 0; u < count; u++) independent[u] = dice.normal();
  };
  const correlated = (u: number): number => {
    const row = lower[u];
    let sum = 0;
    for (let k = 0; k <= u; k++) sum += (row?.[k] ?? 0) * (independent[k] ?? 0);
    return sum;
  };

  return () => {
    for (const [step, steady] of path.steady.entries()) {
      throwAll();
      for (const [u, part] of parts.entries()) steady[u] = part.deviation * correlated(u);
      const jumps = path.jumps[step];
      if (!someJump || !jumps) continue;
      const luck = dice.uniform();
      throwAll();
      for (const [u, part] of parts.entries()) jumps[u] = part.jumps.move(luck, correlated(u));
    }
    return path;
  };
}

import type { Forecast } from '../../model/forecast.js';
import type { Holdings } from '../../model/holdings.js';
import type { Scenarios } from '../../model/scenarios.js';
import { daysPerYear } from '../../model/time.js';
import { cholesky } from '../history/correlation.js';
import { createDice } from '../history/dice.js';
import { marketOutlook } from '../history/marketOutlook.js';
import { jumpPart } from './jumpPart.js';
import { mixing } from './studentT.js';
import { volFactor } from './volFactor.js';

export interface MonteCarloOptions {
  /** Years that pass. */
  years: number;
  seed: number;
  count: number;
  /** Of Student's t, above 2; Infinity is the normal. */
  degreesOfFreedom: number;
  /** Whether sudden moves come beside the steady ones. */
  jumps: boolean;
  /** Deviation of the log of implied vol over a day that has nothing to do with spot; 0 leaves vol to follow spot alone. */
  volOfVol: number;
}

/**
 * Futures drawn from the forecast: Student's t in all underlyings at once, so that bad days are bad for all, correlated as
 * forecast (Cholesky), and on top of them Merton's jumps as the history has them. Log-moves have mean 0. The steady part has the whole
 * variance of the forecast, though past jumps are in it too: it errs on the side of larger moves, and a quiet time makes no jump
 * smaller. How many jumps there are is one draw for all, and their sizes are correlated as the steady moves are.
 */
export function monteCarloScenarios(
  forecast: Forecast | null,
  holdings: Pick<Holdings, 'underlyings'>,
  { years, seed, count, degreesOfFreedom, jumps, volOfVol }: MonteCarloOptions,
): Scenarios {
  const { underlyings, correlation } = marketOutlook(forecast, holdings);
  const lower = cholesky(correlation);
  const dice = createDice(seed);
  const deviations = underlyings.map(({ vol }) => vol * Math.sqrt(years));
  const parts = underlyings.map((outlook) => jumpPart(jumps ? outlook.jumps : null, years));
  const someJump = parts.some(({ rate }) => rate > 0);
  const spot = underlyings.map(() => new Float64Array(count));
  const vols = underlyings.map(() => new Float64Array(count));
  const factor = deviations.map((deviation) => volFactor(deviation, years));
  const noise = volOfVol * Math.sqrt(years * daysPerYear);
  const width = underlyings.length;
  const moves = new Float64Array(width);
  const independent = new Float64Array(width);
  const draw = (): void => {
    for (let u = 0; u < width; u++) independent[u] = dice.normal();
  };
  const correlated = (u: number): number => {
    let sum = 0;
    const row = lower[u] ?? [];
    for (let k = 0; k <= u; k++) sum += (row[k] ?? 0) * (independent[k] ?? 0);
    return sum;
  };
  for (let s = 0; s < count; s++) {
    draw();
    const scale = mixing(dice, degreesOfFreedom);
    for (let u = 0; u < width; u++) moves[u] = (deviations[u] ?? 0) * scale * correlated(u);
    if (someJump) {
      const luck = dice.uniform();
      draw();
      for (let u = 0; u < width; u++) moves[u] = (moves[u] ?? 0) + (parts[u]?.move(luck, correlated(u)) ?? 0);
    }
    // One draw for all: vols rise together.
    const shift = noise > 0 ? Math.exp(noise * dice.normal() - (noise * noise) / 2) : 1;
    for (let u = 0; u < width; u++) {
      const move = moves[u] ?? 0;
      const column = spot[u];
      const factors = vols[u];
      if (column) column[s] = move;
      if (factors) factors[s] = shift * (factor[u]?.(move) ?? 1);
    }
  }
  return { count, spot, vol: vols, years: new Float64Array(count).fill(years) };
}

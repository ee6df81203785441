/** The bad end of a distribution of P&L at one level. */
export interface Tail {
  /** 0.99 leaves the worst 1 % beyond it. */
  level: number;
  /** USD; a loss is positive. */
  valueAtRisk: number;
  /** USD; the mean loss beyond `valueAtRisk`, never below it. */
  expectedShortfall: number;
}

/**
 * Value at risk and expected shortfall of equally likely scenarios.
 *
 * Both follow Acerbi and Tasche (2002), "On the coherence of expected shortfall". With `n` scenarios and a tail of
 * `t = n (1 - level)` of them, value at risk is the loss that is `floor(t) + 1` from the worst: the least loss that is not
 * exceeded with probability `level`. Expected shortfall is the mean of the worst `t`, the last one with the fraction of it
 * that `t` has. So a tail of less than one scenario is the worst scenario in both.
 *
 * The worst are added up in their order, so the same P&L gives the same bits however it is arranged.
 *
 * @param pnl - USD, a gain is positive; left as it is. No scenario, or one that is not known (NaN), makes all NaN.
 * @param levels - Above 0 and below 1.
 * @throws RangeError for another level
 */
export function tailOf(pnl: Float64Array, levels: readonly number[]): Tail[] {
  return tailOfWorst(pnl.slice().sort(), pnl.length, levels);
}

/**
 * The same, of which only the worst are given.
 * @param worst - Ascending, NaN last; at least as many as `tailCount` has for each level.
 * @param scenarios - How many there are in all.
 */
export function tailOfWorst(worst: Float64Array, scenarios: number, levels: readonly number[]): Tail[] {
  const known = worst.length > 0 && !Number.isNaN(worst[worst.length - 1]);
  return levels.map((level) => {
    const { whole, part } = tailSize(scenarios, level);
    if (!known) return { level, valueAtRisk: Number.NaN, expectedShortfall: Number.NaN };
    const edge = worst[whole] ?? Number.NaN;
    let beyond = 0;
    for (let i = 0; i < whole; i++) beyond += worst[i] ?? Number.NaN;
    const size = whole + part;
    const mean = size > 0 ? (beyond + (part > 0 ? part * edge : 0)) / size : edge;
    // Rounding of the mean must not put it on this side of the edge.
    return { level, valueAtRisk: loss(edge), expectedShortfall: loss(Math.min(mean, edge)) };
  });
}

/** How many of the worst scenarios `tailOf` reads at `level`. @throws RangeError unless 0 < level < 1 */
export function tailCount(scenarios: number, level: number): number {
  return Math.min(scenarios, tailSize(scenarios, level).whole + 1);
}

/** A tail in scenarios: so many whole ones and a fraction of the next. */
function tailSize(scenarios: number, level: number): { whole: number; part: number } {
  if (!(level > 0 && level < 1)) throw new RangeError(`A level is above 0 and below 1, not ${level}.`);
  const exact = scenarios * (1 - level);
  // 1 - 0.9 is a little less than 0.1 in float64: ten scenarios would have a tail of none.
  const size = Math.abs(exact - Math.round(exact)) < 1e-9 ? Math.round(exact) : exact;
  const whole = Math.min(Math.floor(size), Math.max(scenarios - 1, 0));
  return { whole, part: size - whole };
}

/** Without a negative zero. */
const loss = (pnl: number): number => (pnl === 0 ? 0 : -pnl);

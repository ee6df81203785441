import { beforeAll, describe, expect, test } from 'vitest';
import { buildModel, type CollateralModel } from './buildModel.js';
import { createSolver } from './createSolver.js';
import { isShortForCertain } from './isShortForCertain.js';
import type { LinearSession, LinearSolver } from './linear.js';
import { holdTo, type Settled, settleTargets } from './settleTargets.js';
import { mediumProblem } from './testing/mediumProblem.js';

let solver: LinearSolver;
beforeAll(async () => {
  solver = await createSolver();
});

/** Scaled; the largest need is more than a thousand. */
const tolerance = 1e-4;

/** One objective after the other, each held before the next is asked: what the programme promises, as plainly as can be. */
function oneByOne(session: LinearSession, { demands, costsOf, linear, keepRow, reducedRow, moved }: CollateralModel) {
  const least = (costs: Float64Array | null): number => {
    if (costs === null) return 0;
    session.setCosts(costs);
    const { status, objective } = session.run();
    expect(status).toBe('optimal');
    return Math.max(0, objective);
  };
  const everything = Number.POSITIVE_INFINITY;
  const hold = (short: number[], keep: number, reduced: number) =>
    holdTo(session, { moved, keepRow, reducedRow } as CollateralModel, { short, keep, reduced });
  const short = demands.map(({ need }) => need);
  let keep = everything;
  hold(short, keep, everything);
  const dangers = demands.filter(({ stage }) => stage === 'survive').length;
  const settleKeep = () => {
    const reduced = dangers > 0 ? least(costsOf.reduced) : 0;
    hold(short, keep, dangers > 0 ? reduced + 1e-7 : everything);
    keep = dangers > 0 ? least(costsOf.keep) : 0;
    hold(short, keep + (dangers > 0 ? 1e-7 : 0), everything);
  };
  for (const [i, { column }] of demands.entries()) {
    if (i === dangers) settleKeep();
    const costs = new Float64Array(linear.costs.length);
    costs[column] = 1;
    short[i] = least(costs);
    hold(short, keep === everything ? keep : keep + 1e-7, everything);
  }
  if (dangers === demands.length) settleKeep();
  return { short, keep, reduced: least(costsOf.reduced) };
}

describe('settleTargets', () => {
  test('invariant: on 200 problems of two dozen accounts nobody is served better or worse than one by one', () => {
    let [partly, certain, served] = [0, 0, 0];
    for (let seed = 1; seed <= 200; seed++) {
      const model = buildModel(mediumProblem(seed), false);
      if (model.demands.length === 0) continue;
      const found = solver.within(model.linear, (session): Settled | null => settleTargets(session, model));
      const plain = solver.within(model.linear, (session) => oneByOne(session, model));
      const say = `problem ${seed}: ${JSON.stringify({ found, plain })}`;
      expect(found, say).not.toBeNull();
      if (found === null) continue;
      for (const [i, short] of plain.short.entries()) {
        expect(Math.abs((found.short[i] ?? Number.NaN) - short), say).toBeLessThan(tolerance);
      }
      expect(Math.abs(found.keep - plain.keep), say).toBeLessThan(tolerance);
      expect(Math.abs(found.reduced - plain.reduced), say).toBeLessThan(tolerance);
      const needs = model.demands.map(({ need }) => need);
      if (found.short.some((short, i) => short > tolerance && short < (needs[i] ?? 0) - tolerance)) partly++;
      if (found.short.every((short) => short === 0)) served++;
      if (!isShortForCertain(model)) continue;
      certain++;
      // What is certain without the solver is what the solver says.
      expect(found.keep + found.reduced + Math.max(...found.short), say).toBeGreaterThan(0);
    }
    expect(Math.min(partly, certain), JSON.stringify({ partly, certain, served })).toBeGreaterThan(10);
  });
});

import loadPackage, { type Highs } from 'highs';
import { beforeAll, describe, expect, test } from 'vitest';
import { createSolver, SolverDied } from './createSolver.js';
import type { LinearModel, LinearSolver } from './linear.js';
import { solveCollateral } from './solveCollateral.js';
import { randomProblem } from './testing/randomProblem.js';

const load = loadPackage as unknown as typeof loadPackage.default satisfies () => Promise<Highs>;

let solver: LinearSolver;
beforeAll(async () => {
  solver = await createSolver();
});

/** Minimise x + 2y, x + y >= `least`, x at most 3 and y at most 10. */
const model = (least: number, whole = false): LinearModel => ({
  costs: Float64Array.of(1, 2),
  lower: Float64Array.of(0, 0),
  upper: Float64Array.of(3, 10),
  whole: whole ? Uint8Array.of(1, 1) : null,
  rowLower: Float64Array.of(least),
  rowUpper: Float64Array.of(Number.POSITIVE_INFINITY),
  starts: Int32Array.of(0, 1, 2),
  rows: Int32Array.of(0, 0),
  values: Float64Array.of(1, 1),
});

describe('createSolver', () => {
  test('default', () => {
    expect(solver.solve(model(4.5))).toMatchObject({
      status: 'optimal',
      objective: 6,
      values: Float64Array.of(3, 1.5),
      rowDuals: Float64Array.of(2),
    });
    expect(solver.solve(model(4.5, true))).toMatchObject({ status: 'optimal', objective: 7 });
  });

  test('behavior: what cannot be is said, and harms nothing after it', () => {
    expect(solver.solve(model(14)).status).toBe('infeasible');
    expect(solver.solve(model(4.5)).objective).toBe(6);
  });

  test('behavior: a programme that makes no sense is thrown, and harms nothing after it', () => {
    expect(() => solver.solve({ ...model(4.5), starts: Int32Array.of(0, 7, 2) })).toThrow();
    expect(() => solver.solve({ ...model(4.5), costs: Float64Array.of(Number.NaN, 1) })).toThrow();
    expect(solver.solve(model(4.5)).objective).toBe(6);
  });

  test('behavior: a solver that dies is replaced, and the work done once more', async () => {
    let deaths = 0;
    const mortal = await createSolver(async () => {
      const real = await load();
      return new Proxy(real, {
        get: (highs, name) => {
          if (name !== 'createModel' || deaths > 0) return Reflect.get(highs, name);
          deaths++;
          return () => {
            throw Object.assign(new Error('Aborted()'), { name: 'RuntimeError' });
          };
        },
      });
    });
    expect(mortal.solve(model(4.5)).objective).toBe(6);
    expect(deaths).toBe(1);
  });

  test('behavior: a programme that kills every solver is told', async () => {
    const doomed = await createSolver(async () => {
      const real = await load();
      return new Proxy(real, {
        get: (highs, name) =>
          name === 'createModel'
            ? () => {
                throw Object.assign(new Error('Aborted()'), { name: 'RuntimeError' });
              }
            : Reflect.get(highs, name),
      });
    });
    expect(() => doomed.solve(model(4.5))).toThrow(SolverDied);
  });

  test('invariant: the same bits, in a fresh instance and in one that has solved much else', async () => {
    const problems = Array.from({ length: 40 }, (_, i) => randomProblem(i + 1));
    const fresh = await createSolver();
    const first = problems.map((problem) => solveCollateral(problem, fresh));
    const again = problems.toReversed().map((problem) => solveCollateral(problem, solver));
    expect(again.toReversed()).toEqual(first);
  });

  test('invariant: 10,000 solutions leave no memory behind', async () => {
    const highs = await load();
    const one = await createSolver(async () => highs);
    for (let i = 0; i < 100; i++) one.solve(model(4.5));
    const before = highs.memoryBytes;
    for (let i = 0; i < 10_000; i++) one.solve(model(4.5));
    expect(highs.memoryBytes).toBe(before);
  });
});

import { type Point, pointOf } from './frontier.js';
import { type Family, families } from './policies.js';
import { createRuns, simulate, type World } from './simulate.js';

/** All families at one cost. */
export interface Frontiers {
  cost: number;
  frontiers: readonly { family: Family; points: readonly Point[] }[];
}

/**
 * Hedges every family along the same paths, and tells what came of each at each cost. What is as wide at any cost is hedged once.
 * @param only - names of families; absent: all
 */
export function measureHedging(
  world: World,
  costs: readonly number[],
  { count, only }: { count: number; only?: readonly string[] },
): Frontiers[] {
  const step = 24 / world.stepsPerDay;
  const at = costs.map((cost) => ({
    cost,
    all: families({ count, size: world.size, step, cost }).filter(({ name }) => only?.includes(name) ?? true),
  }));
  const wanted = at.flatMap(({ cost, all }, i) =>
    all.filter(({ byCost }) => byCost || i === 0).map((family) => ({ family, cost })),
  );
  const runs = createRuns(wanted, world.paths);
  simulate(world, runs);
  return at.map(({ cost, all }) => ({
    cost,
    frontiers: all.map((family) => ({
      family,
      points: runs
        .filter((run) => run.family.name === family.name && (!family.byCost || run.cost === cost))
        .map((run, i) => pointOf(run, family.bands[i] ?? run.band, cost)),
    })),
  }));
}

import { ask, type CostTable, costIn, largestOf, placeOf, type Route, sampleRoute, smallestOf } from './costTable.js';
import { type Choice, leastCost } from './leastCost.js';

export interface SplitPart {
  route: Route;
  quantity: number;
  /** USD, `fixed` included. */
  cost: number;
}

export interface Split {
  /** What is used, in the order of the routes. */
  parts: readonly SplitPart[];
  /** What they make up: the target, or as much of it as can be. */
  reached: number;
  /** USD. */
  cost: number;
  /** What each route would do of it alone, in the order of the routes. */
  alone: readonly Alone[];
}

export interface Alone {
  route: Route;
  /** Most that it takes, up to the target. */
  most: number;
  /** USD for all of `reached`; null when it cannot do all of it. */
  cost: number | null;
}

/** Beyond so many routes, what can be reached is made up of the largest first instead of trying all together. */
const triedTogether = 12;
/** Each asks the routes at the sizes that the last answer came to lie at, and between those and their neighbours. */
const refinements = 12;
/** Share of the total: sizes closer than this are not told apart. The cost at an even bend is then off by the square of it. */
const narrow = 5e-5;
/** Share of the cost by which an answer may be dearer than the best by the tables. */
const tolerated = 1e-7;

/**
 * How much of a target goes where, at the least total cost: where nothing else binds, at equal marginal cost. What it costs may have
 * kinks and leaps, may earn at first, and need not be convex; smallest sizes, largest sizes and fixed costs hold.
 *
 * Never dearer than the cheapest single route that can do it all, since each of those is among the answers looked at.
 */
export function splitAcross(routes: readonly Route[], target: number): Split {
  const tables = routes.map((route) => sampleRoute(route, target));
  const total = reachable(tables, target);
  if (!(total > 0)) return { parts: [], reached: 0, cost: 0, alone: aloneOf(tables, 0) };
  const singles = tables.flatMap((table, i): Choice[] =>
    canAlone(table, total) ? [{ quantities: tables.map((_, j) => (i === j ? total : 0)), cost: 0 }] : [],
  );
  let known: Choice[] = singles;
  for (let round = 0; ; round++) {
    known = known.map(({ quantities }) => ({ quantities, cost: costOfAll(tables, quantities) }));
    const least = Math.min(Number.POSITIVE_INFINITY, ...known.map(({ cost }) => cost));
    const scale = Number.isFinite(least) ? Math.abs(least) : Math.max(...tables.flatMap(({ costs }) => costs));
    known = leastCost(tables, total, known, tolerated * scale);
    const asked = known.map(({ quantities }) => refine(tables, quantities, total));
    if (round === refinements || !asked.includes(true)) break;
  }
  // By what the routes themselves say, and not by the lines between.
  const [best] = known
    .concat(singles)
    .map(({ quantities }) => stepped(tables, quantities))
    .map((quantities) => ({ quantities, cost: exactly(tables, quantities), reached: sum(quantities) }))
    .filter(({ cost }) => Number.isFinite(cost))
    .sort((a, b) => (Math.abs(a.reached - b.reached) > 1e-9 * total ? b.reached - a.reached : a.cost - b.cost));
  if (!best) return { parts: [], reached: 0, cost: 0, alone: aloneOf(tables, 0) };
  const parts = best.quantities.flatMap((quantity, i): SplitPart[] => {
    const table = tables[i];
    return table && quantity > 0 ? [{ route: table.route, quantity, cost: costIn(table, quantity) }] : [];
  });
  return { parts, reached: best.reached, cost: best.cost, alone: aloneOf(tables, best.reached) };
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);

const canAlone = (table: CostTable, total: number): boolean =>
  smallestOf(table) <= total && total <= largestOf(table) * (1 + 1e-12) && largestOf(table) > 0;

const aloneOf = (tables: readonly CostTable[], total: number): Alone[] =>
  tables.map((table) => {
    const cost = total > 0 && canAlone(table, total) ? costOfAll([table], [Math.min(total, largestOf(table))]) : null;
    return { route: table.route, most: largestOf(table), cost };
  });

/** As much of the target as some of the routes make up together, none of them below its smallest size. */
function reachable(tables: readonly CostTable[], target: number): number {
  const useful = tables.filter((table) => largestOf(table) > 0);
  if (useful.length > triedTogether) {
    let [least, most] = [0, 0];
    for (const table of [...useful].sort((a, b) => largestOf(b) - largestOf(a))) {
      if (least + smallestOf(table) > target) continue;
      least += smallestOf(table);
      most += largestOf(table);
    }
    return Math.min(target, most);
  }
  let reached = 0;
  for (let some = 1; some < 2 ** useful.length; some++) {
    const used = useful.filter((_, i) => (some >> i) & 1);
    if (sum(used.map(smallestOf)) > target) continue;
    reached = Math.max(reached, Math.min(target, sum(used.map(largestOf))));
  }
  return reached;
}

/** Asks where a choice lies, and half way to the sizes beside it. @returns whether anything new that matters was asked */
function refine(tables: readonly CostTable[], quantities: readonly number[], total: number): boolean {
  let asked = false;
  for (const [i, table] of tables.entries()) {
    const quantity = quantities[i] ?? 0;
    if (largestOf(table) === 0) continue;
    // Of a route that is left out, its smallest sizes are what might have been worth it.
    const from = quantity > 0 ? quantity : (table.quantities[1] ?? 0);
    ask(table, from);
    const at = placeOf(table, from);
    const [below, above] = [table.quantities[at - 1], table.quantities[at + 1]];
    const isLeap = at === 1 && table.leaps;
    for (const beside of [isLeap ? undefined : below, above]) {
      if (beside === undefined || Math.abs(beside - from) < narrow * total) continue;
      asked = ask(table, (from + beside) / 2) || asked;
    }
  }
  return asked;
}

/** Rounded down to whole steps; what that leaves goes to the routes that take any size, the cheapest first. */
function stepped(tables: readonly CostTable[], quantities: readonly number[]): number[] {
  const rounded = quantities.map((quantity, i) => {
    const step = tables[i]?.route.step ?? 0;
    return step > 0 ? Math.floor(quantity / step + 1e-9) * step : quantity;
  });
  let left = sum(quantities) - sum(rounded);
  const takers = tables
    .map((table, i) => ({ table, i }))
    .filter(({ table, i }) => !table.route.step && smallestOf(table) <= (rounded[i] ?? 0) + left)
    .map(({ table, i }) => ({
      table,
      i,
      extra: costIn(table, (rounded[i] ?? 0) + left) - costIn(table, rounded[i] ?? 0),
    }))
    .sort((a, b) => a.extra - b.extra);
  for (const { table, i } of takers) {
    const taken = Math.max(0, Math.min(left, largestOf(table) - (rounded[i] ?? 0)));
    rounded[i] = (rounded[i] ?? 0) + taken;
    left -= taken;
  }
  // What rounding has left below a smallest size is not sent.
  return rounded.map((quantity, i) => (quantity < (tables[i]?.route.least ?? 0) * (1 - 1e-9) ? 0 : quantity));
}

function exactly(tables: readonly CostTable[], quantities: readonly number[]): number {
  for (const [i, table] of tables.entries()) {
    const quantity = quantities[i] ?? 0;
    if (quantity > 0 && !ask(table, quantity)) return Number.NaN;
  }
  return costOfAll(tables, quantities);
}

const costOfAll = (tables: readonly CostTable[], quantities: readonly number[]): number =>
  quantities.reduce((total, quantity, i) => {
    const table = tables[i];
    return total + (table ? costIn(table, quantity) : 0);
  }, 0);

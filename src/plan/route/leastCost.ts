import { type CostTable, costIn, placeOf } from './costTable.js';

/** How much goes where: as the tables, in the same order. */
export interface Choice {
  quantities: readonly number[];
  /** USD, by the tables. */
  cost: number;
}

/** A node beyond this is not looked at: with a handful of routes the search ends long before. */
const mostNodes = 2_000;

/**
 * The least costly way to make up `total` out of what the tables cost, costs being what they may be: not convex, with leaps.
 *
 * Branch and bound (Falk and Soland 1969, separable costs): each cost is replaced by its lower convex hull over an interval, for which
 * the answer is simply to take the cheapest slopes first, at equal marginal cost; that is a bound from below. Where the hull lies
 * below the cost at what was taken, the interval is parted there. Costs that are convex are done at once.
 * @param known - Choices to be at least as good as.
 * @param tolerance - USD by which the answer may be dearer than the best.
 * @returns the best first, and a few others that came near; empty when nothing makes up the total
 */
export function leastCost(
  tables: readonly CostTable[],
  total: number,
  known: readonly Choice[],
  tolerance: number,
): Choice[] {
  const slack = 1e-12 * total;
  const best = [...known].sort((a, b) => a.cost - b.cost);
  const bound = () => (best[0]?.cost ?? Number.POSITIVE_INFINITY) - tolerance;
  const hulls = tables.map((table) => hullsOf(table));
  const open: Node[] = [];

  const look = (ranges: Node['ranges']): void => {
    const relaxed = relax(tables, hulls, ranges, total, slack);
    if (!relaxed || relaxed.cost >= bound()) return;
    const cost = relaxed.quantities.reduce((sum, quantity, i) => sum + costOn(tables[i], quantity), 0);
    if (cost < Number.POSITIVE_INFINITY) insert(best, { quantities: relaxed.quantities, cost });
    if (relaxed.cost < bound()) open.push({ ranges, relaxed });
  };
  look(tables.map(({ quantities }): Range => [0, quantities.length - 1]));
  for (let nodes = 0; nodes < mostNodes; nodes++) {
    const node = takeCheapest(open);
    if (!node || node.relaxed.cost >= bound()) break;
    for (const ranges of partings(tables, node)) look(ranges);
  }
  return best;
}

/** Indices of the first and the last size of a table. */
type Range = readonly [number, number];

interface Node {
  ranges: readonly Range[];
  relaxed: Relaxed;
}

interface Relaxed extends Choice {
  /** USD, of each on its hull. */
  each: readonly number[];
}

/** The indices of the sizes that the lower convex hull over a range touches. */
type Hulls = (range: Range) => readonly number[];

function hullsOf({ quantities, costs }: CostTable): Hulls {
  const known = new Map<number, readonly number[]>();
  const slope = (a: number, b: number) =>
    ((costs[b] ?? 0) - (costs[a] ?? 0)) / ((quantities[b] ?? 0) - (quantities[a] ?? 0));
  return ([from, to]) => {
    const key = from * quantities.length + to;
    let hull = known.get(key);
    if (hull) return hull;
    const kept: number[] = [];
    for (let next = from; next <= to; next++) {
      while (kept.length > 1 && slope(kept.at(-2) ?? 0, kept.at(-1) ?? 0) >= slope(kept.at(-2) ?? 0, next)) kept.pop();
      kept.push(next);
    }
    hull = kept;
    known.set(key, hull);
    return hull;
  };
}

interface Slope {
  table: number;
  /** Among the slopes of its hull. */
  order: number;
  slope: number;
  length: number;
}

/** Cheapest slopes first, from the least of each range. null when the ranges cannot make up the total. */
function relax(
  tables: readonly CostTable[],
  hulls: readonly Hulls[],
  ranges: readonly Range[],
  total: number,
  slack: number,
): Relaxed | null {
  const quantities: number[] = [];
  const each: number[] = [];
  const slopes: Slope[] = [];
  let [left, room] = [total, 0];
  for (const [table, range] of ranges.entries()) {
    const { quantities: sizes, costs } = tables[table] ?? nothing;
    const hull = hulls[table]?.(range) ?? [];
    quantities.push(sizes[range[0]] ?? 0);
    each.push(costs[range[0]] ?? 0);
    left -= sizes[range[0]] ?? 0;
    for (let order = 1; order < hull.length; order++) {
      const [a, b] = [hull[order - 1] ?? 0, hull[order] ?? 0];
      const length = (sizes[b] ?? 0) - (sizes[a] ?? 0);
      slopes.push({ table, order, slope: ((costs[b] ?? 0) - (costs[a] ?? 0)) / length, length });
      room += length;
    }
  }
  if (left < -slack || room < left - slack) return null;
  // Of equal ones, in the order of the routes.
  slopes.sort((a, b) => a.slope - b.slope || a.table - b.table || a.order - b.order);
  for (const { table, slope, length } of slopes) {
    if (left <= slack) break;
    const taken = Math.min(left, length);
    quantities[table] = (quantities[table] ?? 0) + taken;
    each[table] = (each[table] ?? 0) + slope * taken;
    left -= taken;
  }
  return { quantities: quantities.map((quantity, i) => onSize(tables[i], quantity)), each, cost: sum(each) };
}

/**
 * Two halves of the range in which the hull lies furthest below the cost; nothing when none does.
 */
function partings(tables: readonly CostTable[], { ranges, relaxed }: Node): Node['ranges'][] {
  let [worst, gap] = [-1, 0];
  for (const [i, table] of tables.entries()) {
    const below = costOn(table, relaxed.quantities[i] ?? 0) - (relaxed.each[i] ?? 0);
    if (below > gap) [worst, gap] = [i, below];
  }
  const [table, range] = [tables[worst], ranges[worst]];
  if (!table || !range || range[1] - range[0] < 1) return [];
  const within = (part: Range) => ranges.map((one, i) => (i === worst ? part : one));
  const at = placeOf(table, relaxed.quantities[worst] ?? 0);
  // Between nothing and the smallest size there is nothing.
  if (at <= 1 && range[0] === 0 && table.leaps) return [within([0, 0]), within([1, range[1]])];
  const middle = Math.max(range[0] + 1, Math.min(at, range[1] - 1));
  if (middle <= range[0] || middle >= range[1]) return [];
  return [within([range[0], middle]), within([middle, range[1]])];
}

/** A sum of lengths misses the size that it ends on by its rounding. */
function onSize(table: CostTable | undefined, quantity: number): number {
  if (!table) return quantity;
  const at = placeOf(table, quantity);
  for (const near of [table.quantities[at], table.quantities[at - 1]]) {
    if (near !== undefined && Math.abs(near - quantity) <= 1e-12 * Math.abs(near)) return near;
  }
  return quantity;
}

const costOn = (table: CostTable | undefined, quantity: number): number => (table ? costIn(table, quantity) : 0);

function takeCheapest(open: Node[]): Node | undefined {
  let cheapest = 0;
  for (const [i, node] of open.entries()) {
    if (node.relaxed.cost < (open[cheapest]?.relaxed.cost ?? 0)) cheapest = i;
  }
  return open.splice(cheapest, 1)[0];
}

const mostKept = 3;

function insert(best: Choice[], choice: Choice): void {
  const at = best.findIndex(({ cost }) => choice.cost < cost);
  if (at < 0 && best.length >= mostKept) return;
  best.splice(at < 0 ? best.length : at, 0, choice);
  best.length = Math.min(best.length, mostKept);
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
const nothing = { quantities: [0], costs: [0] };

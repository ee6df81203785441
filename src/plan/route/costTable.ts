/** One way to change a delta in one direction. Quantities are positive, units of the underlying. */
export interface Route {
  id: string;
  /** USD expected for so much, `fixed` not included; NaN where so much would not be taken. Asked for more than 0 only. */
  cost(quantity: number): number;
  /** USD, once it is used at all. */
  fixed: number;
  /** Smallest size worth sending; 0: any. */
  least: number;
  /** Largest size that is known to be taken; Infinity where only `cost` tells. */
  most: number;
  /** Sizes are whole multiples of it. */
  step?: number;
}

/**
 * What a route costs at the sizes that were asked, and on straight lines between them. Begins with nothing at no cost; where
 * `leaps`, no size between that and the next one can be had (a smallest size), or it costs something to begin at all.
 */
export interface CostTable {
  route: Route;
  quantities: number[];
  costs: number[];
  leaps: boolean;
}

/** Sizes asked at first; more are asked where a split comes to lie. */
const firstSamples = 16;
/** Enough to tell an end to a ten-millionth of the size. */
const halvings = 24;
/** How far below the first size asked a shallow pool is looked for. */
const smallerTries = 16;

/** @param target - More than that of one route is of no use. */
export function sampleRoute(route: Route, target: number): CostTable {
  const table: CostTable = { route, quantities: [0], costs: [0], leaps: false };
  const from = Math.max(route.least, 0);
  const to = Math.min(route.most, target);
  if (!(to > 0) || from > to) return table;
  const start = from > 0 ? from : to * 1e-9;
  // Dense at first: a shallow pool is worth a small part, or none.
  const wanted = Array.from({ length: firstSamples }, (_, k) => {
    const share = (k + 1) / firstSamples;
    return from + ((to - from) * share * (1 + share)) / 2;
  });
  const first = wanted.find((quantity) => ask(table, quantity)) ?? firstBelow(table, start, wanted[0] ?? to);
  if (first === null) return table;
  const lowest = ask(table, start) ? start : edge(table, first, start);
  ask(table, lowest);
  const refused = wanted.find((quantity) => quantity > first && !ask(table, quantity));
  if (refused !== undefined) {
    const highest = edge(table, largestOf(table), refused);
    for (let k = 1; k <= firstSamples; k++) ask(table, lowest + ((highest - lowest) * k) / firstSamples);
  }
  table.leaps = from > 0 || route.fixed > 0 || lowest > start;
  askAtLeaps(table);
  return table;
}

/**
 * Where the cost leaps (a fee for the whole trade that depends on its size, GMX's impact once it turns), the size at which it does is
 * found, since just below it is where a part may best end. Seen as a slope that is steeper, or less steep, than both beside it.
 */
function askAtLeaps(table: CostTable): void {
  const { quantities } = table;
  const ends = [...quantities];
  const slope = (a: number, b: number) => (costIn(table, b) - costIn(table, a)) / (b - a);
  for (let at = table.leaps ? 3 : 2; at < ends.length - 1; at++) {
    let [low, high] = [ends[at - 1] ?? 0, ends[at] ?? 0];
    const [before, here, after] = [slope(ends[at - 2] ?? 0, low), slope(low, high), slope(high, ends[at + 1] ?? 0)];
    const sign = here > before && here > after ? 1 : here < before && here < after && before > after ? -1 : 0;
    for (let k = 0; k < halvings && sign !== 0; k++) {
      const middle = (low + high) / 2;
      if (!ask(table, middle)) break;
      const [first, second] = [slope(low, middle), slope(middle, high)];
      // Halves that rise alike: a bend, and no leap.
      if (Math.abs(first - second) <= 0.5 * Math.max(Math.abs(first), Math.abs(second))) break;
      if (sign * first > sign * second) high = middle;
      else low = middle;
    }
  }
}

/** Whether the route takes so much; the answer is kept. Sizes outside of what it was found to take are not asked again. */
export function ask(table: CostTable, quantity: number): boolean {
  const at = placeOf(table, quantity);
  if (table.quantities[at] === quantity) return true;
  const cost = table.route.cost(quantity) + table.route.fixed;
  if (!Number.isFinite(cost)) return false;
  table.quantities.splice(at, 0, quantity);
  table.costs.splice(at, 0, cost);
  return true;
}

/** Index of the first size that is not smaller. */
export function placeOf({ quantities }: CostTable, quantity: number): number {
  let [low, high] = [0, quantities.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((quantities[middle] ?? 0) < quantity) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** USD on the lines between the sizes asked; Infinity where such a size cannot be had. */
export function costIn(table: CostTable, quantity: number): number {
  const at = placeOf(table, quantity);
  const [high, costHigh] = [table.quantities[at], table.costs[at]];
  if (high === undefined || costHigh === undefined) return Number.POSITIVE_INFINITY;
  if (high === quantity || at === 0) return costHigh;
  if (at === 1 && table.leaps) return Number.POSITIVE_INFINITY;
  const [low, costLow] = [table.quantities[at - 1] ?? 0, table.costs[at - 1] ?? 0];
  return costLow + ((costHigh - costLow) * (quantity - low)) / (high - low);
}

export const largestOf = ({ quantities }: CostTable): number => quantities.at(-1) ?? 0;
export const smallestOf = ({ quantities, leaps }: CostTable): number => (leaps ? (quantities[1] ?? 0) : 0);

function firstBelow(table: CostTable, start: number, from: number): number | null {
  for (let k = 0, quantity = from; k < smallerTries && quantity > start; k++) {
    quantity = Math.max(start, quantity / 3);
    if (ask(table, quantity)) return quantity;
  }
  return null;
}

/** The last size that is taken on the way from one that is to one that is not. */
function edge(table: CostTable, taken: number, refused: number): number {
  let [good, bad] = [taken, refused];
  for (let k = 0; k < halvings && Math.abs(bad - good) > 1e-9 * Math.abs(good); k++) {
    const middle = (good + bad) / 2;
    if (ask(table, middle)) good = middle;
    else bad = middle;
  }
  return good;
}

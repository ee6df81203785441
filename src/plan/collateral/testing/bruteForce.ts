import type { CollateralProblem, CollateralSolution } from '../problem.js';

/**
 * Every corner of a small problem, one by one: no programme, no solver. All that counts (shortfalls, what is kept and used, losses of
 * swaps, fixed costs) is linear between planes that can be listed, and so the best is where as many planes meet as there are
 * movements.
 */

/** What an amount for each movement comes to. */
export interface Judged {
  isFeasible: boolean;
  /** USD, dangers first, each by rank. */
  survive: number[];
  margin: number[];
  keep: number;
  reduced: number;
  cost: number;
}

/** A coefficient for each movement (ways, swaps, reductions, in this order), and what their sum is compared with. */
interface Plane {
  normal: number[];
  at: number;
}

export const amountsOf = (problem: CollateralProblem, solution: CollateralSolution): number[] => [
  ...problem.ways.map(({ id }) => solution.ways.find((way) => way.id === id)?.amount ?? 0),
  ...problem.swaps.map(({ id }) => solution.swaps.find((swap) => swap.id === id)?.in ?? 0),
  ...problem.reductions.map(({ id }) => solution.reductions.find((reduction) => reduction.id === id)?.notional ?? 0),
];

const isIn = (kind: string) => kind === 'addCollateral' || kind === 'repay';

export function judge(problem: CollateralProblem, amounts: readonly number[], tolerance: number): Judged {
  const { ways, swaps, reductions, accounts, wallet } = problem;
  const amountOf = (i: number) => amounts[i] ?? 0;
  const swapAt = ways.length;
  const reductionAt = swapAt + swaps.length;
  let isFeasible = true;
  const need = (is: boolean) => {
    isFeasible &&= is;
  };
  let cost = 0;
  const movements = [...ways, ...swaps.map((swap) => ({ ...swap, most: swap.points.at(-1)?.in ?? 0 })), ...reductions];
  for (const [i, { most, least, fixed }] of movements.entries()) {
    const amount = amountOf(i);
    need(amount >= -tolerance && amount <= most + tolerance);
    need(amount <= tolerance || amount >= least - tolerance);
    if (amount > tolerance) cost += fixed;
  }
  const spent = new Map(wallet.map(({ symbol }) => [symbol, 0]));
  const spend = (symbol: string, amount: number) => spent.set(symbol, (spent.get(symbol) ?? 0) + amount);
  const equity = accounts.map((account) => account.equity);
  const maintenance = accounts.map((account) => account.maintenance);
  const floorSlack = accounts.map((account) => account.equity - account.floor * account.maintenance);
  const takes = accounts.map(() => false);
  for (const [i, way] of ways.entries()) {
    const amount = amountOf(i);
    const at = accounts.findIndex(({ id }) => id === way.account);
    spend(way.token, isIn(way.kind) ? amount : -amount);
    equity[at] = (equity[at] ?? 0) + way.equity * amount;
    maintenance[at] = (maintenance[at] ?? 0) + way.maintenance * amount;
    cost += way.variable * amount;
    if (isIn(way.kind) || amount <= tolerance) continue;
    takes[at] = true;
    floorSlack[at] = (floorSlack[at] ?? 0) + (way.equity - (accounts[at]?.floor ?? 0) * way.maintenance) * amount;
  }
  for (const [i, swap] of swaps.entries()) {
    const amount = amountOf(swapAt + i);
    const out = alongPoints(swap.points, amount);
    spend(swap.from, amount);
    spend(swap.to, -out);
    const price = (symbol: string) => wallet.find((token) => token.symbol === symbol)?.price ?? Number.NaN;
    cost += amount * price(swap.from) - out * price(swap.to);
  }
  let reduced = 0;
  for (const [i, reduction] of reductions.entries()) {
    const amount = amountOf(reductionAt + i);
    const at = accounts.findIndex(({ id }) => id === reduction.account);
    equity[at] = (equity[at] ?? 0) + reduction.equity * amount;
    maintenance[at] = (maintenance[at] ?? 0) + reduction.maintenance * amount;
    cost += reduction.variable * amount;
    reduced += amount;
  }
  for (const [i, slack] of floorSlack.entries()) if (takes[i]) need(slack >= -tolerance);
  let keep = 0;
  for (const { symbol, balance, keep: kept, price } of wallet) {
    const total = spent.get(symbol) ?? 0;
    need(total * price <= balance * price + tolerance);
    keep += Math.max(0, total - Math.max(0, balance - kept)) * price;
  }
  const shortOf = (stage: 'survive' | 'target') =>
    accounts
      .map((account, i) => ({ account, i }))
      .filter(({ account }) => account[stage] !== null && (account[stage] ?? 0) * account.maintenance > account.equity)
      .sort((a, b) => a.account.rank - b.account.rank)
      .map(({ account, i }) => {
        const before = (account[stage] ?? 0) * account.maintenance - account.equity;
        const after = (account[stage] ?? 0) * (maintenance[i] ?? 0) - (equity[i] ?? 0);
        need(after <= before + tolerance);
        return Math.max(0, after);
      });
  const survive = shortOf('survive');
  const margin = shortOf('target');
  return { isFeasible, survive, margin, keep, reduced, cost };
}

function alongPoints(points: readonly { in: number; out: number }[], amount: number): number {
  let before = { in: 0, out: 0 };
  for (const point of points) {
    if (amount <= point.in) {
      return before.out + ((amount - before.in) * (point.out - before.out)) / Math.max(point.in - before.in, 1e-300);
    }
    before = point;
  }
  return before.out;
}

/** The best there is, by the same order as the programme's; nothing is assumed of the programme. */
export function bruteForce(problem: CollateralProblem, tolerance: number): Judged {
  const corners = cornersOf(problem, planesOf(problem), tolerance);
  const feasible = (all: readonly number[][]) =>
    all.map((amounts) => judge(problem, amounts, tolerance)).filter((judged) => judged.isFeasible);
  const all = feasible(corners);
  const saved = bestOf(all, ({ survive, reduced, keep }) => [...survive, reduced, keep], tolerance);
  const keepMost = saved.survive.length > 0 ? saved.keep : 0;
  const keepPlanes = keepPlanesOf(problem, keepMost);
  const within = (
    keepPlanes.length === 0
      ? all
      : [...all, ...feasible(cornersOf(problem, [...planesOf(problem), ...keepPlanes], tolerance))]
  ).filter(({ keep }) => keep <= keepMost + tolerance);
  return bestOf(within, ({ survive, margin, reduced, cost }) => [...survive, ...margin, reduced, cost], tolerance);
}

function bestOf(all: readonly Judged[], by: (judged: Judged) => number[], tolerance: number): Judged {
  let best: Judged | null = null;
  for (const judged of all) if (best === null || isLess(by(judged), by(best), tolerance)) best = judged;
  if (best === null) throw new Error('doing nothing is a corner, and it is feasible');
  return best;
}

function isLess(a: readonly number[], b: readonly number[], tolerance: number): boolean {
  for (const [i, value] of a.entries()) {
    const difference = value - (b[i] ?? 0);
    if (difference < -tolerance) return true;
    if (difference > tolerance) return false;
  }
  return false;
}

function planesOf(problem: CollateralProblem): Plane[] {
  const { ways, swaps, reductions, accounts, wallet } = problem;
  const n = ways.length + swaps.length + reductions.length;
  const unit = (i: number) => Array.from({ length: n }, (_, at) => (at === i ? 1 : 0));
  const planes: Plane[] = [];
  for (const [i, { most, least }] of ways.entries())
    for (const at of [0, most, least]) planes.push({ normal: unit(i), at });
  for (const [i, { points, least }] of swaps.entries()) {
    for (const at of [0, least, ...points.map((point) => point.in)]) planes.push({ normal: unit(ways.length + i), at });
  }
  for (const [i, { most, least }] of reductions.entries()) {
    for (const at of [0, most, least]) planes.push({ normal: unit(ways.length + swaps.length + i), at });
  }
  for (const { balance, keep, symbol } of wallet) {
    for (const { normal, offset } of spentOf(problem, symbol)) {
      for (const at of [balance, Math.max(0, balance - keep)]) planes.push({ normal, at: at - offset });
    }
  }
  for (const account of accounts) {
    const row = (health: number, only: (kind: string) => boolean, withReductions: boolean) => [
      ...ways.map((way) => (way.account === account.id && only(way.kind) ? way.equity - health * way.maintenance : 0)),
      ...swaps.map(() => 0),
      ...reductions.map((reduction) =>
        withReductions && reduction.account === account.id ? reduction.equity - health * reduction.maintenance : 0,
      ),
    ];
    planes.push({
      normal: row(account.floor, (kind) => !isIn(kind), false),
      at: account.floor * account.maintenance - account.equity,
    });
    for (const health of [account.survive, account.target]) {
      if (health === null) continue;
      const normal = row(health, () => true, true);
      planes.push({ normal, at: health * account.maintenance - account.equity }, { normal, at: 0 });
    }
  }
  const seen = new Set<string>();
  return planes.filter(({ normal, at }) => {
    const key = [...normal, at].join();
    return normal.some((value) => value !== 0) && !seen.has(key) && seen.add(key);
  });
}

/** What is spent of a token is linear on each piece of each swap into it: one row for each combination of pieces. */
function spentOf(
  { ways, swaps, reductions }: CollateralProblem,
  symbol: string,
): { normal: number[]; offset: number }[] {
  let rows: { normal: number[]; offset: number }[] = [
    {
      normal: [
        ...ways.map((way) => (way.token !== symbol ? 0 : isIn(way.kind) ? 1 : -1)),
        ...swaps.map((swap) => (swap.from === symbol ? 1 : 0)),
        ...reductions.map(() => 0),
      ],
      offset: 0,
    },
  ];
  for (const [i, swap] of swaps.entries()) {
    if (swap.to !== symbol) continue;
    rows = rows.flatMap((row) => {
      let before = { in: 0, out: 0 };
      return swap.points.map((point) => {
        const slope = (point.out - before.out) / (point.in - before.in);
        const normal = row.normal.map((value, at) => (at === ways.length + i ? value - slope : value));
        const offset = row.offset - (before.out - slope * before.in);
        before = point;
        return { normal, offset };
      });
    });
  }
  return rows;
}

/** Where what is kept and used, over any of the tokens, comes to `most` USD. */
function keepPlanesOf(problem: CollateralProblem, most: number): Plane[] {
  const kept = problem.wallet.filter(({ keep, balance }) => Math.min(keep, balance) > 0);
  if (most === 0 || kept.length < 2)
    return kept.length === 1 && kept[0] && most > 0 ? planesAt(problem, kept, most) : [];
  return subsetsOf(kept).flatMap((some) => planesAt(problem, some, most));
}

function planesAt(problem: CollateralProblem, tokens: CollateralProblem['wallet'], most: number): Plane[] {
  let sums: Plane[] = [{ normal: [], at: most }];
  for (const { symbol, balance, keep, price } of tokens) {
    const free = Math.max(0, balance - keep);
    sums = sums.flatMap((sum) =>
      spentOf(problem, symbol).map(({ normal, offset }) => ({
        normal: normal.map((value, i) => value * price + (sum.normal[i] ?? 0)),
        at: sum.at + (free - offset) * price,
      })),
    );
  }
  return sums;
}

function subsetsOf<Item>(items: readonly Item[]): Item[][] {
  const count = 2 ** items.length - 1;
  return Array.from({ length: count }, (_, i) => items.filter((_, at) => ((i + 1) >> at) & 1));
}

/**
 * Where as many planes meet as there are movements, within the bounds of each movement (what else there is, `judge` tells). Each
 * plane is freed of the variables that those before it have settled as soon as it is chosen, so that what depends on them is left
 * out with all that would follow.
 */
function cornersOf(
  { ways, swaps, reductions }: CollateralProblem,
  planes: readonly Plane[],
  tolerance: number,
): number[][] {
  const bounds = [
    ...ways,
    ...swaps.map(({ points, least }) => ({ most: points.at(-1)?.in ?? 0, least })),
    ...reductions,
  ];
  const n = bounds.length;
  const rows = planes.map(({ normal, at }) => Float64Array.from([...normal, at]));
  const corners: number[][] = [];
  const reduced = Array.from({ length: n }, () => new Float64Array(n + 1));
  const pivots = new Int32Array(n);
  const corner = new Float64Array(n);
  const isWithin = (): boolean => {
    for (let depth = n - 1; depth >= 0; depth--) {
      const row = reduced[depth];
      const own = pivots[depth] ?? 0;
      if (!row) return false;
      let value = row[n] ?? 0;
      for (let later = depth + 1; later < n; later++)
        value -= (row[pivots[later] ?? 0] ?? 0) * (corner[pivots[later] ?? 0] ?? 0);
      corner[own] = value;
      const { most = 0, least = 0 } = bounds[own] ?? {};
      if (value < -tolerance || value > most + tolerance || (value > tolerance && value < least - tolerance))
        return false;
    }
    return true;
  };
  const choose = (from: number, depth: number): void => {
    if (depth === n) {
      if (isWithin()) corners.push([...corner]);
      return;
    }
    for (let i = from; i <= rows.length - (n - depth); i++) {
      const row = reduced[depth];
      const plane = rows[i];
      if (!row || !plane) continue;
      row.set(plane);
      for (let before = 0; before < depth; before++) {
        const by = reduced[before];
        const factor = row[pivots[before] ?? 0] ?? 0;
        if (!by || factor === 0) continue;
        for (let j = 0; j <= n; j++) row[j] = (row[j] ?? 0) - factor * (by[j] ?? 0);
        row[pivots[before] ?? 0] = 0;
      }
      let pivot = 0;
      for (let j = 1; j < n; j++) if (Math.abs(row[j] ?? 0) > Math.abs(row[pivot] ?? 0)) pivot = j;
      const top = row[pivot] ?? 0;
      if (Math.abs(top) < 1e-9) continue;
      for (let j = 0; j <= n; j++) row[j] = (row[j] ?? 0) / top;
      pivots[depth] = pivot;
      choose(i + 1, depth + 1);
    }
  };
  choose(0, 0);
  return corners;
}

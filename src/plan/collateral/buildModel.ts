import { createBuilder, type Switched } from './createBuilder.js';
import type { LinearModel } from './linear.js';
import type { CollateralProblem, Stage, SwapPoint } from './problem.js';

/**
 * A problem as a matrix. Every column is in units of `scale` USD (a power of two, so that it only moves the point), every cost in
 * units of `costScale` USD: the solver's tolerances are absolute, and books are of any size.
 */
export interface CollateralModel {
  linear: LinearModel;
  scale: number;
  /** Real cost in USD = objective x scale / costScale. */
  costScale: number;
  moves: readonly Move[];
  /** Columns of the moves: those of the first, those of the second, and so on, before all others. */
  moved: number;
  /** Of each of these columns: cost, scaled, `fixed` not counted; and of a swap's, USD out for each USD in. */
  slopes: Float64Array;
  gives: Float64Array;
  /** Their columns follow one another. */
  demands: readonly Demand[];
  keeps: readonly { symbol: string; column: number; upper: number; price: number }[];
  /** Sums of what is kept and used, and of what is reduced. */
  keepRow: number;
  reducedRow: number;
  /** Objectives of `linear`'s length; null where nothing counts. */
  costsOf: Readonly<Record<'keep' | 'reduced', Float64Array | null>>;
}

/** A way, a swap (several columns, one a piece), or a reduction. */
export interface Move {
  id: string;
  kind: 'way' | 'swap' | 'reduction';
  index: number;
  /** Its first column, and the one behind its last. */
  first: number;
  end: number;
  /** Scaled: the sum of the bounds of its columns. */
  upper: number;
  least: number;
  /** In units of cost. */
  fixed: number;
  /** Column that tells whether it is done, where the model has such. */
  on: number | null;
}

/** Equity that an account is short of, for one of its targets. */
export interface Demand {
  account: number;
  stage: Stage;
  rank: number;
  column: number;
  /** Scaled: what is short when nothing is done. */
  need: number;
  /** Its account's other target, which comes before, where whatever helps that one helps this one as much; null where there is none. */
  after: number | null;
}

/** @param whole With a column of 0 or 1 for each movement that has a fixed cost or a least size. */
export function buildModel(problem: CollateralProblem, whole: boolean): CollateralModel {
  const { accounts, wallet } = problem;
  const accountAt = new Map(accounts.map(({ id }, i) => [id, i]));
  const tokenAt = new Map(wallet.map(({ symbol }, i) => [symbol, i]));
  const demandsOf = accounts.flatMap((account, i) =>
    (['survive', 'margin'] as const).flatMap((stage) => {
      const health = stage === 'survive' ? account.survive : account.target;
      const need = health === null ? 0 : health * account.maintenance - account.equity;
      return need > 0 && health !== null ? [{ account: i, stage, rank: account.rank, health, need }] : [];
    }),
  );
  demandsOf.sort((a, b) => (a.stage === b.stage ? a.rank - b.rank : a.stage === 'survive' ? -1 : 1));
  const scale = powerOfTwo(demandsOf.reduce((most, { need }) => Math.max(most, need), 0) / 1024);

  const build = createBuilder();
  const tokenRows = wallet.map(({ balance, keep, price }) =>
    build.row(Number.NEGATIVE_INFINITY, (Math.max(0, balance - keep) * price) / scale),
  );
  const demandRows = demandsOf.map(({ need }) => build.row(need / scale, Number.POSITIVE_INFINITY));
  const rowsOfAccount = new Map<number, { row: number; health: number }[]>();
  for (const [i, { account, health }] of demandsOf.entries()) {
    rowsOfAccount.set(account, [...(rowsOfAccount.get(account) ?? []), { row: demandRows[i] ?? 0, health }]);
  }
  const slackOf = accounts.map(
    ({ equity, maintenance, floor }) => equity - (maintenance > 0 ? floor * maintenance : 0),
  );
  const floorRows = slackOf.map((slack) => build.row(Number.NEGATIVE_INFINITY, Math.max(0, slack) / scale));
  const keepRow = build.row(Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY);
  const reducedRow = build.row(Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY);

  const priceOf = (symbol: string): number => {
    const price = wallet[tokenAt.get(symbol) ?? -1]?.price;
    if (price === undefined || !(price > 0)) throw new RangeError(`${symbol} has no price in the problem's wallet`);
    return price;
  };
  const tokenRow = (symbol: string) => tokenRows[tokenAt.get(symbol) ?? -1] ?? 0;
  const indexOf = (id: string): number => {
    const at = accountAt.get(id);
    if (at === undefined) throw new RangeError(`${id} is not an account of the problem`);
    return at;
  };
  const useful = usefulMost(problem, demandsOf, slackOf, indexOf);

  const drafts: (Omit<Move, 'on' | 'first' | 'end' | 'fixed'> & { usdFixed: number; switched: Switched | null })[] = [];
  const firsts: number[] = [];
  const switchFor = (upper: number, least: number, fixed: number): Switched | null =>
    whole && upper > 0 && (fixed > 0 || least > 0) ? build.switch(upper, least) : null;
  const slopes: number[] = [];
  const gives: number[] = [];
  for (const [index, way] of problem.ways.entries()) {
    const price = priceOf(way.token);
    const account = indexOf(way.account);
    const paidIn = way.kind === 'addCollateral' || way.kind === 'repay';
    const [equity, maintenance] = [way.equity / price, way.maintenance / price];
    const isBarred = !paidIn && (slackOf[account] ?? 0) < 0;
    const upper = isBarred ? 0 : (orNone(Math.min(way.most, useful(way)), way.least) * price) / scale;
    const least = (way.least * price) / scale;
    const rows = rowsOfAccount.get(account);
    const switched = switchFor(upper, least, way.fixed);
    firsts.push(build.column(upper, switched));
    build.entry(tokenRow(way.token), paidIn ? 1 : -1);
    if (rows) for (const { row, health } of rows) build.entry(row, equity - health * maintenance);
    if (!paidIn) build.entry(floorRows[account] ?? 0, -(equity - (accounts[account]?.floor ?? 0) * maintenance));
    slopes.push(way.variable / price);
    gives.push(0);
    drafts.push({ id: way.id, kind: 'way', index, upper, least, usdFixed: way.fixed, switched });
  }
  for (const [index, swap] of problem.swaps.entries()) {
    const [from, to] = [priceOf(swap.from), priceOf(swap.to)];
    const most = swap.points.at(-1)?.in ?? 0;
    const pieces = most < swap.least ? [] : concavePieces(swap.points, from, to);
    const upper = pieces.reduce((sum, { width }) => sum + (width * from) / scale, 0);
    const least = (swap.least * from) / scale;
    const switched = switchFor(upper, least, swap.fixed);
    firsts.push(build.width());
    for (const { width, slope, loss } of pieces) {
      build.column((width * from) / scale, switched);
      build.entry(tokenRow(swap.from), 1);
      build.entry(tokenRow(swap.to), -(slope * to) / from);
      slopes.push(loss / from);
      gives.push((slope * to) / from);
    }
    drafts.push({ id: swap.id, kind: 'swap', index, upper, least, usdFixed: swap.fixed, switched });
  }
  for (const [index, reduction] of problem.reductions.entries()) {
    const account = indexOf(reduction.account);
    const upper = orNone(reduction.most, reduction.least) / scale;
    const least = reduction.least / scale;
    const switched = switchFor(upper, least, reduction.fixed);
    firsts.push(build.column(upper, switched));
    build.entry(reducedRow, 1);
    for (const { row, health } of rowsOfAccount.get(account) ?? []) {
      build.entry(row, reduction.equity - health * reduction.maintenance);
    }
    slopes.push(reduction.variable);
    gives.push(0);
    drafts.push({ id: reduction.id, kind: 'reduction', index, upper, least, usdFixed: reduction.fixed, switched });
  }
  const moved = build.width();
  // Accounts whose requirement something can raise: what brings them to one health need not bring them nearer to a higher one.
  const raised = new Set(
    [...problem.ways, ...problem.reductions]
      .filter(({ maintenance }) => maintenance > 0)
      .map(({ account }) => indexOf(account)),
  );
  const demands = demandsOf.map(({ account, stage, rank, need, health }, i): Demand => {
    const column = build.column(need / scale, null);
    build.entry(demandRows[i] ?? 0, 1);
    const danger =
      stage === 'survive' ? -1 : demandsOf.findIndex((one) => one.stage === 'survive' && one.account === account);
    const isMore = danger >= 0 && !raised.has(account) && (demandsOf[danger]?.health ?? 0) <= health;
    return { account, stage, rank, column, need: need / scale, after: isMore ? danger : null };
  });
  const keeps = wallet.flatMap(({ symbol, balance, keep, price }, i) => {
    const upper = (Math.min(Math.max(0, keep), Math.max(0, balance)) * price) / scale;
    if (upper === 0) return [];
    const column = build.column(upper, null);
    build.entry(tokenRows[i] ?? 0, -1);
    build.entry(keepRow, 1);
    return [{ symbol, column, upper, price }];
  });

  let steepest = slopes.reduce((most, slope) => Math.max(most, Math.abs(slope)), 0);
  for (const { usdFixed, upper } of drafts) if (upper > 0) steepest = Math.max(steepest, usdFixed / (upper * scale));
  const costScale = 1 / powerOfTwo(steepest / 1024);
  const moves = drafts.map(({ usdFixed, switched, id, kind, index, upper, least }, i): Move => {
    const fixed = (usdFixed / scale) * costScale;
    const on = switched === null ? null : build.on(switched);
    return { id, kind, index, first: firsts[i] ?? 0, end: firsts[i + 1] ?? moved, upper, least, fixed, on };
  });
  const linear = build.done(whole);
  const counting = (columns: readonly number[]): Float64Array | null => {
    if (columns.length === 0) return null;
    const costs = new Float64Array(linear.costs.length);
    for (const column of columns) costs[column] = 1;
    return costs;
  };
  const costsOf = {
    keep: counting(keeps.map(({ column }) => column)),
    reduced: counting(moves.flatMap(({ kind, upper, first }) => (kind === 'reduction' && upper > 0 ? [first] : []))),
  };
  const scaled = Float64Array.from(slopes, (slope) => slope * costScale);
  return {
    linear,
    scale,
    costScale,
    moves,
    moved,
    slopes: scaled,
    gives: Float64Array.from(gives),
    demands,
    keeps,
    keepRow,
    reducedRow,
    costsOf,
  };
}

/** What cannot be done by its least size cannot be done. */
const orNone = (most: number, least: number): number => (most < least ? 0 : Math.max(0, most));

/** The power of two at or below `value`; 1 where there is none. */
const powerOfTwo = (value: number): number =>
  value > 0 && Number.isFinite(value) ? 2 ** Math.floor(Math.log2(value)) : 1;

/** Slopes that never rise, and losses that never fall: more in never counts on a better price than less in did. */
function concavePieces(
  points: readonly SwapPoint[],
  from: number,
  to: number,
): { width: number; slope: number; loss: number }[] {
  const pieces: { width: number; slope: number; loss: number }[] = [];
  let before = { in: 0, out: 0, loss: 0 };
  let [slope, loss] = [Number.POSITIVE_INFINITY, 0];
  for (const point of points) {
    const width = point.in - before.in;
    if (!(width > 0)) continue;
    const lost = point.loss ?? point.in * from - point.out * to;
    slope = Math.max(0, Math.min(slope, (point.out - before.out) / width));
    loss = Math.max(loss, (lost - before.loss) / width);
    pieces.push({ width, slope, loss });
    before = { in: point.in, out: point.out, loss: lost };
  }
  return pieces;
}

/**
 * Whole tokens: more by this way helps nobody. It makes the bounds tight, from which the price of a fixed cost is judged; told only
 * where it is certain: an account from which something else is taken may need more put in.
 */
function usefulMost(
  problem: CollateralProblem,
  demands: readonly { account: number; health: number; need: number }[],
  slackOf: readonly number[],
  indexOf: (id: string) => number,
): (way: CollateralProblem['ways'][number]) => number {
  const gives = new Set<number>();
  const inflow = new Set<string>(problem.swaps.map(({ to }) => to));
  for (const { kind, account, token } of problem.ways) {
    if (kind === 'addCollateral' || kind === 'repay') continue;
    const at = indexOf(account);
    if ((slackOf[at] ?? 0) < 0) continue;
    gives.add(at);
    inflow.add(token);
  }
  const demandsAt = new Map<number, { health: number; need: number }[]>();
  for (const demand of demands) demandsAt.set(demand.account, [...(demandsAt.get(demand.account) ?? []), demand]);
  const balances = new Map(problem.wallet.map(({ symbol, balance }) => [symbol, Math.max(0, balance)]));
  return ({ kind, account, token, equity, maintenance, variable, least }) => {
    if (kind !== 'addCollateral' && kind !== 'repay') return Number.POSITIVE_INFINITY;
    const held = inflow.has(token) ? Number.POSITIVE_INFINITY : (balances.get(token) ?? 0);
    const at = indexOf(account);
    if (gives.has(at) || variable < 0) return held;
    const helps = (demandsAt.get(at) ?? [])
      .map(({ health, need }) => need / (equity - health * maintenance))
      .filter((amount) => amount > 0);
    return helps.length === 0 ? 0 : Math.min(held, Math.max(least, ...helps));
  };
}

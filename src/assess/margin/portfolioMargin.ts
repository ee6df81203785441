import type { Holdings } from '../../model/holdings.js';
import type { PortfolioMargin, PortfolioMarginPart } from '../../model/portfolioMargin.js';
import type { PortfolioMarginRule } from '../../model/riskSettings.js';
import type { Scenarios } from '../../model/scenarios.js';
import { ofAccount } from '../holdings/ofAccount.js';
import type { Valuer } from '../revalue/valuer.js';

/**
 * What a scenario-based rule would ask: for each underlying the worst loss over prices and vols that move within the rule's
 * range at once, and at least a share of the price for each option that is short; underlyings are added up, none hedges
 * another. After OCC's TIMS, whose theoretical intermarket values are such a grid with a minimum for short contracts.
 *
 * For each margin account, beside what its protocol asks, and for everything as if it were one account. What is `unpriced` is
 * in neither.
 */
export function portfolioMargin(holdings: Holdings, rule: PortfolioMarginRule, valuer: Valuer): PortfolioMargin {
  const grid = gridOf(rule, holdings.underlyings.length);
  const partsOf = (held: Holdings) => requirementParts(held, rule, grid, valuer);
  const accounts = holdings.margins.map(({ marginAccount, equity, maintenance }) => {
    const parts = partsOf(ofAccount(holdings, marginAccount));
    return { marginAccount, equity, maintenance, required: total(parts), parts };
  });
  const parts = partsOf(holdings);
  const maintenance = accounts.reduce((sum, account) => sum + account.maintenance, 0);
  return { accounts, book: { maintenance, required: total(parts), parts } };
}

const total = (parts: readonly PortfolioMarginPart[]): number => parts.reduce((sum, { required }) => sum + required, 0);

interface Cell {
  /** Relative. */
  move: number;
  volFactor: number;
}

interface Grid {
  cells: readonly Cell[];
  scenarios: Scenarios;
}

/** Every price step with vols down, as they are, and up. */
function gridOf({ spotRange, spotSteps, volRange }: PortfolioMarginRule, underlyings: number): Grid {
  const last = spotSteps - 1;
  const moves = Array.from({ length: spotSteps }, (_, step) => (last === 0 ? 0 : spotRange * ((2 * step) / last - 1)));
  const factors = [...new Set([1 - volRange, 1, 1 + volRange])];
  const cells = factors.flatMap((volFactor) => moves.map((move) => ({ move, volFactor })));
  const column = (of: (cell: Cell) => number) => Float64Array.from(cells, of);
  const [spot, vol] = [column(({ move }) => Math.log1p(move)), column(({ volFactor }) => volFactor)];
  const each = (one: Float64Array) => Array.from({ length: underlyings }, () => one);
  const count = cells.length;
  return { cells, scenarios: { count, spot: each(spot), vol: each(vol), years: new Float64Array(count) } };
}

function requirementParts(
  held: Holdings,
  { shortMinimum: share }: PortfolioMarginRule,
  { cells, scenarios }: Grid,
  valuer: Valuer,
): PortfolioMarginPart[] {
  const positions = [...held.options, ...held.linear, ...held.liquidity];
  if (positions.length === 0) return [];
  const pnls = valuer(held)(scenarios);
  return held.underlyings.flatMap(({ name, price }, u) => {
    if (!positions.some(({ underlying }) => underlying === name)) return [];
    const { loss, cell } = worstOf(pnls[u] ?? new Float64Array(0), cells);
    const short = held.options.reduce(
      (sum, { underlying, quantity }) => sum + (underlying === name ? Math.max(0, -quantity) : 0),
      0,
    );
    const shortMinimum = short * price * share;
    return [{ underlying: name, required: Math.max(loss, shortMinimum), worstLoss: loss, worst: cell, shortMinimum }];
  });
}

/** NaN as soon as one cell is: a loss that is not known may be the worst. */
function worstOf(pnl: Float64Array, cells: readonly Cell[]): { loss: number; cell: Cell | null } {
  let [loss, cell]: [number, Cell | null] = [0, null];
  for (const [index, value] of pnl.entries()) {
    if (Number.isNaN(value)) return { loss: Number.NaN, cell: null };
    if (-value > loss) [loss, cell] = [-value, cells[index] ?? null];
  }
  return { loss, cell };
}

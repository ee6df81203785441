import { sayBps } from '../../assess/sayNumber.js';
import { notionalOf } from '../../guard/notional.js';
import type { CollateralWay } from '../../model/collateralWay.js';
import type { Spot, VenueId } from '../../model/instrument.js';
import type { MarginAccount, MarginAccountId } from '../../model/marginAccount.js';
import { isPaidIn, type Side, type TradeTerms } from '../../model/order.js';
import type { Snapshot, VenueReading } from '../../model/snapshot.js';
import type { AccountSelector, RebalanceRule } from '../../model/strategy.js';
import { secondsPerYear } from '../../model/time.js';
import { amountToFloat, type TokenAmount, toFloat, tokenAmount, wei, weiToFloat } from '../../model/units.js';
import { type Venue, VenueRefusal } from '../../venues/venue.js';
import { costOf } from '../cost/costOf.js';
import type { GasPrices } from '../cost/gasPrices.js';
import type { CollateralProblem, ProblemAccount, ProblemReduction, ProblemSwap, ProblemWay } from './problem.js';
import { swapPoints } from './swapPoints.js';
import { inWallet, type KnownToken, pairOf, tokensOf } from './tokensOf.js';

/** An account that the rule's condition holds for. */
export interface Need {
  marginAccount: MarginAccountId;
  orderClass: 'survive' | 'margin';
}

/** What came out of a margin account for a row that did not get to its end, and lies in the wallet. */
export interface LooseToken {
  token: string;
  amount: TokenAmount;
  marginAccount: MarginAccountId;
}

export interface RebalanceInput {
  rule: RebalanceRule;
  /** The portfolio as it will be when orders in flight fill. */
  snapshot: Snapshot;
  venues: ReadonlyMap<VenueId, Venue>;
  /** Nearest to its liquidation first. */
  needs: readonly Need[];
  /** What survival is content with where the rule's target is out of reach. */
  surviveBelow: number;
  loose: readonly LooseToken[];
  prices: GasPrices;
  /** Health that other rules want of an account, where it is more than this one does: what is taken there leaves it that. */
  floors?: ReadonlyMap<MarginAccountId, number>;
  /** Furthest that a pair may stand from its index, basis points: nobody sells into a pool that was pushed, not even to survive. */
  priceDeviation?: number;
}

/** A problem, with what its movements are in the world. */
export interface StatedProblem {
  problem: CollateralProblem;
  ways: ReadonlyMap<string, CollateralWay>;
  swaps: ReadonlyMap<string, SwapMeans>;
  reductions: ReadonlyMap<string, TradeTerms>;
  tokens: ReadonlyMap<string, KnownToken>;
  accounts: ReadonlyMap<MarginAccountId, MarginAccount>;
  /** What could not be counted, and why, in sentences. */
  says: readonly string[];
}

export interface SwapMeans {
  spot: Spot;
  side: Side;
  /** Units of the base for so much in, along the points of the problem. */
  quantityOf(amountIn: number): number;
}

/** @param caps - What movements may come to at most, by id, where a venue took less than it said; 0 bars one. */
export function problemOf(input: RebalanceInput, caps: ReadonlyMap<string, number>): StatedProblem {
  const { rule, snapshot, venues, needs, prices } = input;
  const says: string[] = [];
  const tokens = tokensOf(snapshot, venues);
  const priceOf = (symbol: string) => tokens.get(symbol)?.price ?? Number.NaN;
  const hasPrice = (symbol: string) => priceOf(symbol) > 0;
  const accounts = new Map(snapshot.readings.flatMap((reading) => reading.marginAccounts.map((one) => [one.id, one])));
  const rankOf = new Map(needs.map(({ marginAccount }, i) => [marginAccount, i]));
  const hold = rule.hold / 1_000 / secondsPerYear;
  const usdOfGas = (gas: bigint, keeper: bigint | undefined): number => {
    const price = prices.baseFee + (keeper === undefined ? prices.tip : 0n);
    const usd = weiToFloat(wei(gas * price + (keeper ?? 0n))) * prices.gasTokenUsd;
    return Number.isFinite(usd) ? usd : 0;
  };
  if (Number.isNaN(prices.gasTokenUsd)) says.push('gas has no price here: it is not counted in what is chosen');

  const problemAccounts = [...accounts.values()].map((account): ProblemAccount => {
    const rank = rankOf.get(account.id);
    const need = rank === undefined ? undefined : needs[rank];
    return {
      id: account.id,
      equity: toFloat(account.equity),
      maintenance: toFloat(account.maintenance),
      floor: Math.max(rule.to, input.floors?.get(account.id) ?? 0),
      rank: rank ?? needs.length,
      survive: need?.orderClass === 'survive' ? Math.min(input.surviveBelow, rule.to) : null,
      target: need ? rule.to : null,
    };
  });

  const open = waysOf(snapshot, venues).filter((way) => {
    const isNeeded = isPaidIn(way)
      ? rankOf.has(way.marginAccount)
      : rule.from.some((source) => 'accounts' in source && isSelected(source.accounts, way));
    if (!isNeeded || caps.get(wayId(way)) === 0) return false;
    if (way.closed !== null) says.push(`${sayWay(way)}: ${way.closed}`);
    return way.closed === null && way.most > 0n && hasPrice(way.token.symbol);
  });
  // Carry tells which of two ways is cheaper; it is no reason to move more than is needed, so none is counted as a gain.
  const gains = Math.max(0, ...open.map((way) => way.carry / priceOf(way.token.symbol)).filter(Number.isFinite));
  const ways = new Map(open.map((way) => [wayId(way), way]));
  const problemWays = open.map((way): ProblemWay => {
    const price = priceOf(way.token.symbol);
    const isUrgent = needs[rankOf.get(way.marginAccount) ?? -1]?.orderClass === 'survive';
    const carry = Number.isFinite(way.carry) ? way.carry : 0;
    return {
      id: wayId(way),
      account: way.marginAccount,
      token: way.token.symbol,
      kind: way.kind,
      most: Math.min(amountToFloat(way.most, way.token.decimals), caps.get(wayId(way)) ?? Number.MAX_SAFE_INTEGER),
      least: isPaidIn(way) && !isUrgent ? rule.minimum / price : 0,
      equity: way.equity,
      maintenance: way.maintenance,
      variable: isPaidIn(way) ? (gains * price - carry) * hold : Math.max(0, -carry) * hold,
      fixed: usdOfGas(way.gas, way.keeper),
    };
  });

  const swaps = new Map<string, SwapMeans>();
  const problemSwaps: ProblemSwap[] = [];
  const outs = new Set(problemWays.filter(({ kind }) => !isPaidIn({ kind })).map(({ token }) => token));
  for (const id of rule.swap) {
    const pair = pairOf(snapshot, id);
    const venue = pair ? venues.get(pair.spot.venue) : undefined;
    const reading = pair ? readingOf(snapshot, pair.spot.venue) : undefined;
    if (!pair || !venue || !reading) {
      says.push(`${id} was not read`);
      continue;
    }
    if (pair.market.closed !== null) {
      says.push(`${id} cannot be traded: ${pair.market.closed}`);
      continue;
    }
    const apart = Math.abs(toFloat(pair.market.last) / toFloat(pair.market.index) - 1) * 10_000;
    // Not `>`: a price that is not a number is no price to trade at either.
    if (!(apart <= (input.priceDeviation ?? Number.POSITIVE_INFINITY))) {
      says.push(`${id} is left out: its price is ${sayBps(apart)} from the index`);
      continue;
    }
    const { spot } = pair;
    for (const side of ['Sell', 'Buy'] as const) {
      const [from, to] =
        side === 'Sell' ? [spot.base.symbol, spot.quote.symbol] : [spot.quote.symbol, spot.base.symbol];
      const held = tokens.get(from);
      const swapId = `${side} ${id}`;
      if (!held || !hasPrice(from) || !hasPrice(to) || caps.get(swapId) === 0) continue;
      const withdrawn = outs.has(from)
        ? problemWays.reduce((sum, way) => (way.token === from && !isPaidIn(way) ? sum + way.most : sum), 0)
        : 0;
      const mostIn = inWallet(held) + withdrawn;
      const most = side === 'Sell' ? mostIn : (mostIn * priceOf(from)) / priceOf(to);
      const curve = swapPoints(venue, reading, pair, side, most, rule.maxSlippage, priceOf);
      if (curve.points.length === 0) continue;
      const { points, quantities } = curve;
      problemSwaps.push({ id: swapId, from, to, points, least: 0, fixed: usdOfGas(curve.gas ?? 0n, undefined) });
      swaps.set(swapId, { spot, side, quantityOf: (amountIn) => along(points, quantities, amountIn) });
    }
  }

  const reductions = new Map<string, TradeTerms>();
  const problemReductions: ProblemReduction[] = [];
  for (const { marginAccount, orderClass } of rule.reduce ? needs : []) {
    const stated = reductionOf(input, accounts.get(marginAccount));
    if (stated === null || caps.get(stated.reduction.id) === 0) continue;
    problemReductions.push({ ...stated.reduction, least: orderClass === 'survive' ? 0 : stated.reduction.least });
    reductions.set(stated.reduction.id, stated.terms);
  }

  const named = new Set([
    ...problemWays.map(({ token }) => token),
    ...problemSwaps.flatMap(({ from, to }) => [from, to]),
  ]);
  const wallet = [...named].sort().map((symbol) => {
    const token = tokens.get(symbol);
    const balance = token ? inWallet(token) : 0;
    const loose = Math.min(balance, looseOf(input, symbol, token?.decimals ?? 18));
    const isSource = rule.from.some((source) => 'token' in source && source.token === symbol);
    return {
      symbol,
      balance: isSource ? balance : loose,
      // What lies loose is nobody's reserve.
      keep: isSource ? Math.min(rule.keep[symbol] ?? 0, balance - loose) : 0,
      price: priceOf(symbol),
    };
  });
  const problem = {
    accounts: problemAccounts,
    wallet,
    ways: problemWays,
    swaps: problemSwaps,
    reductions: problemReductions,
  };
  return { problem, ways, swaps, reductions, tokens, accounts, says };
}

export const wayId = ({ kind, marginAccount, token }: CollateralWay): string =>
  `${kind} ${token.symbol} ${marginAccount}`;

export const sayWay = ({ kind, marginAccount, token }: CollateralWay): string => {
  const verbs = { addCollateral: 'add', removeCollateral: 'take', borrow: 'borrow', repay: 'repay' };
  return `${verbs[kind]} ${token.symbol} ${kind === 'addCollateral' ? 'to' : 'at'} ${marginAccount}`;
};

export const readingOf = (snapshot: Snapshot, venue: VenueId): VenueReading | undefined =>
  snapshot.readings.find((reading) => reading.venue === venue);

export const isSelected = (
  { venue, name }: AccountSelector,
  { marginAccount }: Pick<CollateralWay, 'marginAccount'>,
): boolean => (name === '*' ? marginAccount.startsWith(`${venue} `) : marginAccount === `${venue} ${name}`);

/** What venues offer; of one that does not say, that each account takes its own collateral, whose gas is not known. */
export function waysOf(snapshot: Snapshot, venues: ReadonlyMap<VenueId, Venue>): CollateralWay[] {
  return snapshot.readings.flatMap((reading) => {
    const venue = venues.get(reading.venue);
    if (venue?.ways) return venue.ways(reading);
    return reading.marginAccounts.map(
      (account): CollateralWay => ({
        kind: 'addCollateral',
        venue: reading.venue,
        marginAccount: account.id,
        token: account.collateral,
        most: tokenAmount(2n ** 96n),
        equity: toFloat(account.collateral.price),
        maintenance: 0,
        carry: 0,
        gas: 0n,
        closed: null,
      }),
    );
  });
}

function looseOf({ loose }: RebalanceInput, symbol: string, decimals: number): number {
  const amount = loose.reduce((sum, one) => (one.token === symbol ? sum + one.amount : sum), 0n);
  return amountToFloat(tokenAmount(amount), decimals);
}

/** What a reduction to the target without any collateral would do, and each dollar of it. */
function reductionOf(
  { rule, snapshot, venues, prices }: RebalanceInput,
  account: MarginAccount | undefined,
): { reduction: ProblemReduction; terms: TradeTerms } | null {
  const venue = account ? venues.get(account.venue) : undefined;
  const reading = account ? readingOf(snapshot, account.venue) : undefined;
  if (!account || !venue || !reading) return null;
  try {
    const terms = venue.reductionFor(reading, account, rule.to, rule.maxSlippage);
    const most = terms === null ? 0 : notionalOf(snapshot, terms);
    if (terms === null || !(most > 0)) return null;
    const after = venue.after(reading, terms).marginAccounts.find(({ id }) => id === account.id);
    const [equity, maintenance] = [toFloat(account.equity), toFloat(account.maintenance)];
    const cost = costOf({ venue, reading, terms, prices, hold: rule.hold });
    const fixed = known(cost.gas) + known(cost.keeper);
    return {
      terms,
      reduction: {
        id: `reduce ${account.id}`,
        account: account.id,
        most,
        least: rule.minimum,
        // Of an account that is closed altogether nothing is left that needs anything.
        equity: after ? (toFloat(after.equity) - equity) / most : 0,
        maintenance: after ? (toFloat(after.maintenance) - maintenance) / most : -maintenance / most,
        variable: Math.max(0, known(cost.fee) + known(cost.impact)) / most,
        fixed,
      },
    };
  } catch (error) {
    if (error instanceof VenueRefusal) return null;
    throw error;
  }
}

const known = (value: number): number => (Number.isFinite(value) ? value : 0);

function along(points: readonly { in: number }[], quantities: readonly number[], amountIn: number): number {
  let [before, reached] = [0, 0];
  for (const [i, point] of points.entries()) {
    const quantity = quantities[i] ?? 0;
    if (amountIn <= point.in) {
      return reached + ((amountIn - before) * (quantity - reached)) / Math.max(point.in - before, Number.MIN_VALUE);
    }
    [before, reached] = [point.in, quantity];
  }
  return reached;
}

import type { MarginAccountId } from '../../model/marginAccount.js';
import { type CollateralTerms, isPaidIn, type OrderTerms, type TradeTerms } from '../../model/order.js';
import {
  amountFromFloat,
  type Bps,
  smallest,
  type TokenAmount,
  tokenAmount,
  type Wad,
  wad,
} from '../../model/units.js';
import type { CollateralSolution } from './problem.js';
import type { StatedProblem } from './problemOf.js';
import { swapTerms } from './swapPoints.js';

/** One movement of a solution as an order, in its place among the others. */
export interface CollateralStep {
  /** Of the movement, in the problem. */
  id: string;
  kind: 'take' | 'swap' | 'put' | 'reduce';
  terms: OrderTerms;
  /** Whose margin it is about; of a swap, whose it is for. */
  marginAccount: MarginAccountId;
  /** Indexes of the steps that must be done before it. */
  needs: readonly number[];
  /** What it puts into the wallet at worst, and takes out of it at most. Base units. */
  gives: Flow | null;
  takes: Flow | null;
}

export interface Flow {
  token: string;
  amount: TokenAmount;
}

/**
 * The order in which a solution can be done: first what the wallet can pay at once, the most urgent first; then what is taken out and
 * drawn, what is swapped, what is put in and paid back by that, and at last what is reduced. An approval is its venue's own.
 *
 * What is put in and taken out is rounded up to base units, what a swap gives down to its worst; and nothing takes more out of the
 * wallet than will be there, so that a target can be missed by a base unit and the wallet never falls below zero.
 */
export function stepsOf(solution: CollateralSolution, stated: StatedProblem, maxSlippage: Bps): CollateralStep[] {
  const { ways, swaps, reductions, problem } = stated;
  const wallet = new Map([...stated.tokens.values()].map(({ symbol, balance }) => [symbol, BigInt(balance)]));
  const rankOf = new Map(problem.accounts.map(({ id, rank }) => [id, rank]));
  const steps: CollateralStep[] = [];
  const givers = new Map<string, number[]>();
  const held = (token: string) => tokenAmount(wallet.get(token) ?? 0n);
  const add = (step: Omit<CollateralStep, 'needs'>): void => {
    const { gives, takes } = step;
    const needs = takes ? (givers.get(takes.token) ?? []) : [];
    if (takes) wallet.set(takes.token, held(takes.token) - takes.amount);
    if (gives) {
      wallet.set(gives.token, held(gives.token) + gives.amount);
      givers.set(gives.token, [...(givers.get(gives.token) ?? []), steps.length]);
    }
    steps.push({ ...step, needs });
  };
  const moved = solution.ways.flatMap(({ id, amount }) => {
    const way = ways.get(id);
    if (!way) return [];
    // One unit more than the float says, since the last digits of a float are not base units.
    const wanted = tokenAmount(amountFromFloat(amount, way.token.decimals, 'up'));
    return [{ id, way, wanted: smallest(wanted, way.most) }];
  });
  const urgency = (account: MarginAccountId) => rankOf.get(account) ?? Number.POSITIVE_INFINITY;
  const puts = moved
    .filter(({ way }) => isPaidIn(way))
    .sort((a, b) => urgency(a.way.marginAccount) - urgency(b.way.marginAccount) || (a.id < b.id ? -1 : 1));
  const takes = moved.filter(({ way }) => !isPaidIn(way)).sort((a, b) => (a.id < b.id ? -1 : 1));
  const trades = swaps.size === 0 ? [] : inTurn(tradesOf(solution, stated, maxSlippage));
  const mostUrgent = puts[0]?.way.marginAccount ?? '';

  const put = ({ id, way, wanted }: (typeof puts)[number]): void => {
    const amount = smallest(wanted, held(way.token.symbol));
    if (amount <= 0n) return;
    const { symbol, decimals } = way.token;
    const { kind, venue, marginAccount } = way;
    const terms: CollateralTerms = { kind, venue, marginAccount, token: symbol, decimals, amount };
    add({ id, kind: 'put', terms, marginAccount, gives: null, takes: { token: symbol, amount } });
  };
  // What swaps need of the wallet's own tokens is not there for anybody else.
  const spoken = new Map<string, bigint>();
  for (const { takes: paid } of trades) spoken.set(paid.token, (spoken.get(paid.token) ?? 0n) + paid.amount);
  const later: typeof puts = [];
  for (const one of puts) {
    const { symbol } = one.way.token;
    if (one.wanted <= held(symbol) - (spoken.get(symbol) ?? 0n)) put(one);
    else later.push(one);
  }
  for (const { id, way, wanted } of takes) {
    const { kind, venue, marginAccount, token } = way;
    const terms: CollateralTerms = {
      kind,
      venue,
      marginAccount,
      token: token.symbol,
      decimals: token.decimals,
      amount: wanted,
    };
    add({ id, kind: 'take', terms, marginAccount, gives: { token: token.symbol, amount: wanted }, takes: null });
  }
  for (const trade of trades) {
    const fit = trade.fittingIn(held(trade.takes.token));
    if (fit !== null) add({ ...fit, marginAccount: mostUrgent });
  }
  for (const one of later) put(one);
  for (const { id } of solution.reductions) {
    const terms = reductions.get(id);
    const marginAccount = problem.reductions.find((one) => one.id === id)?.account ?? '';
    if (terms) add({ id, kind: 'reduce', terms, marginAccount, gives: null, takes: null });
  }
  return steps;
}

interface Trade {
  id: string;
  gives: Flow;
  takes: Flow;
  /** The same, for no more than there is to pay with; null when there is nothing. */
  fittingIn(held: TokenAmount): (Omit<CollateralStep, 'needs' | 'marginAccount'> & { terms: TradeTerms }) | null;
}

function tradesOf(solution: CollateralSolution, { swaps }: StatedProblem, maxSlippage: Bps): Trade[] {
  return solution.swaps.flatMap(({ id, in: amountIn, out }) => {
    const means = swaps.get(id);
    if (!means) return [];
    const { spot, side, quantityOf } = means;
    const [from, to] = side === 'Sell' ? [spot.base, spot.quote] : [spot.quote, spot.base];
    const sized = (share: number) => {
      const quantity = quantityOf(amountIn * share);
      const terms = { ...swapTerms(spot, side, quantity, maxSlippage) };
      terms.quantity = wholeUnits(terms.quantity, spot.base.decimals);
      const paid = amountFromFloat(amountIn * share, from.decimals, 'up');
      const got = amountFromFloat(out * share, to.decimals, 'down');
      return { terms, takes: { token: from.symbol, amount: paid }, gives: { token: to.symbol, amount: got } };
    };
    const { takes, gives } = sized(1);
    const fittingIn = (held: TokenAmount) => {
      if (takes.amount <= held) return { id, kind: 'swap' as const, ...sized(1) };
      const share = Number(held) / Number(takes.amount);
      const fit = sized(share * (1 - 1e-12));
      return fit.terms.quantity > 0n && fit.takes.amount <= held ? { id, kind: 'swap' as const, ...fit } : null;
    };
    return [{ id, takes, gives, fittingIn }];
  });
}

/** Up to a whole base unit of the token. */
function wholeUnits(quantity: Wad, decimals: number): Wad {
  const unit = 10n ** BigInt(Math.max(0, 18 - decimals));
  return wad(((quantity + unit - 1n) / unit) * unit);
}

/** What gives a token comes before what takes it; otherwise by name. */
function inTurn(trades: readonly Trade[]): Trade[] {
  const left = [...trades].sort((a, b) => (a.id < b.id ? -1 : 1));
  const sorted: Trade[] = [];
  while (left.length > 0) {
    const ready = left.findIndex(({ takes }) => !left.some(({ gives }) => gives.token === takes.token));
    sorted.push(...left.splice(Math.max(0, ready), 1));
  }
  return sorted;
}

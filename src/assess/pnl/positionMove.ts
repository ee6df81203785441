import type { Option } from '../../model/instrument.js';
import type { PnlParts } from '../../model/pnl.js';
import type { Position } from '../../model/position.js';
import { secondsPerYear } from '../../model/time.js';
import { toFloat, type UnixSeconds } from '../../model/units.js';
import { between, type MarketParts, type OptionState, type OptionTerms, optionMove, priceAt } from './optionMove.js';
import type { Pair } from './pairs.js';
import type { PnlSide } from './pnlSide.js';

/** One unit of a position on its way from one side to the other. */
export interface UnitMove {
  /** USD per unit, at the end. */
  mark: number;
  /** USD per unit at a share of the way: the model's, and what the mark was off it. */
  markAt(share: number): number;
  /** Why the mark changed from a share of the way to the end, by Greeks. */
  partsFrom(share: number): Partial<PnlParts>;
}

/**
 * null: an option that cannot be priced at either end.
 * @param settledAt - USD: the price that an option was settled at which expired in between, where that is known.
 */
export function unitMove(
  { before, after }: Pair,
  start: PnlSide,
  end: PnlSide,
  settledAt: number | undefined,
): UnitMove | null {
  const instrument = (before ?? after)?.instrument;
  if (instrument?.kind !== 'option') return straight(...marksOf(before, after, start, end));
  const isSettled = after !== null && after.instrument.kind !== 'option';
  const isOver = end.at >= instrument.expiry && (after === null || isSettled);
  const states = statesOf(instrument, before, isSettled ? null : after, start, end);
  if (!states) return null;
  const terms: OptionTerms = { strike: toFloat(instrument.strike), right: instrument.right };
  if (!isOver) return alongModel(terms, states.from, states.to, before, isSettled ? null : after);
  const passing = passingSpot(instrument, states, start.at, end.at);
  const paid = isSettled ? payoffOf(before, after, start) : null;
  return untilExpiry(terms, states, {
    spot: settledAt ?? (paid === null ? passing : settlementPrice(terms, paid, passing)),
    share: shareAt(instrument.expiry, start.at, end.at),
  });
}

/** USD: where the line between both sides passes the expiry; null for what is not priced. */
export function spotAtExpiry({ before, after }: Pair, start: PnlSide, end: PnlSide): number | null {
  if (before?.instrument.kind !== 'option') return null;
  const states = statesOf(before.instrument, before, after?.pricing ? after : null, start, end);
  return states && passingSpot(before.instrument, states, start.at, end.at);
}

const passingSpot = ({ expiry }: Option, { from, to }: States, startAt: UnixSeconds, endAt: UnixSeconds): number =>
  between(from, to, shareAt(expiry, startAt, endAt)).spot;

const shareAt = (expiry: UnixSeconds, startAt: UnixSeconds, endAt: UnixSeconds): number =>
  endAt > startAt ? Math.min(1, Math.max(0, (expiry - startAt) / (endAt - startAt))) : 0;

/** What moves one for one with its own mark. */
function straight(from: number, to: number): UnitMove {
  const markAt = (share: number) => from + share * (to - from);
  return { mark: to, markAt, partsFrom: (share) => ({ delta: to - markAt(share) }) };
}

/** A side that does not hold it is given the other's mark, moved with the price of the underlying. */
function marksOf(before: Position | null, after: Position | null, start: PnlSide, end: PnlSide): [number, number] {
  const underlying = (before ?? after)?.instrument.underlying ?? null;
  const growth = underlying === null ? 1 : ratio(end.prices[underlying], start.prices[underlying]);
  const from = before ? toFloat(before.mark) : toFloat((after as Position).mark) / growth;
  const to = after ? toFloat(after.mark) : from * growth;
  return [from, to];
}

const ratio = (a: number | undefined, b: number | undefined): number =>
  a !== undefined && b !== undefined && a > 0 && b > 0 ? a / b : 1;

interface States {
  from: OptionState;
  to: OptionState;
}

/** A side that does not hold it is given the other's vol and rate, and its own spot. */
function statesOf(
  { underlying, expiry }: Option,
  before: Position | null,
  after: Position | null,
  start: PnlSide,
  end: PnlSide,
): States | null {
  const known = before?.pricing ?? after?.pricing;
  if (!known) return null;
  const growth = ratio(end.prices[underlying], start.prices[underlying]);
  const from = before?.pricing ?? { ...known, spot: known.spot / growth };
  const to = after?.pricing ?? { ...known, spot: from.spot * growth };
  const yearsAt = (at: UnixSeconds) => (expiry - at) / secondsPerYear;
  return { from: { ...from, years: yearsAt(start.at) }, to: { ...to, years: yearsAt(end.at) } };
}

function alongModel(
  terms: OptionTerms,
  from: OptionState,
  to: OptionState,
  before: Position | null,
  after: Position | null,
): UnitMove {
  // What marks are off the model by; a venue that marks otherwise keeps its difference, which Greeks do not explain.
  const endOff = after ? toFloat(after.mark) - priceAt(terms, to) : 0;
  const startOff = before ? toFloat(before.mark) - priceAt(terms, from) : endOff;
  const finalOff = after ? endOff : startOff;
  const markAt = (share: number) => priceAt(terms, between(from, to, share)) + startOff + share * (finalOff - startOff);
  return {
    mark: markAt(1),
    markAt,
    partsFrom: (share): MarketParts => optionMove(terms, between(from, to, share), to),
  };
}

/** It expired on the way: the line ends there, at the price it was settled at. */
function untilExpiry(terms: OptionTerms, { from }: States, expiry: { spot: number; share: number }): UnitMove {
  const last: OptionState = { spot: expiry.spot, vol: from.vol, rate: from.rate, years: 0 };
  const along = (at: number) => between(from, last, expiry.share > 0 ? Math.min(1, at / expiry.share) : 1);
  return {
    mark: priceAt(terms, last),
    markAt: (at) => priceAt(terms, along(at)),
    partsFrom: (at): MarketParts => optionMove(terms, along(at), last),
  };
}

/** USD per unit that a claim in dollars says; null where it says nothing. */
function payoffOf(before: Position | null, after: Position | null, start: PnlSide): number | null {
  if (!before || !after || after.instrument.underlying !== null || before.quantity === 0n) return null;
  const claim = toFloat(after.value);
  const quantity = toFloat(before.quantity);
  if (quantity > 0) return claim / quantity;
  const account = start.marginAccounts.find(({ id }) => id === before.marginAccount);
  return account ? Math.max(0, toFloat(account.equity) - claim) / -quantity : null;
}

/** Worthless, any price on its far side of the strike will do: the nearest to where the line passes. */
function settlementPrice({ strike, right }: OptionTerms, payoff: number, passing: number): number {
  if (payoff > 0) return right === 'call' ? strike + payoff : strike - payoff;
  return right === 'call' ? Math.min(strike, passing) : Math.max(strike, passing);
}

import type { Address } from 'viem';
import type { Token } from '../../model/instrument.js';
import { healthOf, type MarginAccount } from '../../model/marginAccount.js';
import type { Funding, Market } from '../../model/market.js';
import type { OptionPricing, Position } from '../../model/position.js';
import type { VenueReading } from '../../model/snapshot.js';
import { absolute, bps, multiplyWad, toFloat, type UnixSeconds, type Wad, wad } from '../../model/units.js';
import { marginOf, tokenOf, wadOf } from './collateral.js';
import { smaller } from './extremes.js';
import { type Holding, type Listing, listingOf } from './find.js';
import { LYRA, optionOf, positionIdOf } from './naming.js';
import { type CollateralKind, collateralOf, isLong, rightOf } from './optionType.js';
import { closedReason } from './route.js';
import { settlementOf } from './settlement.js';
import type { LyraDetail, MarketState } from './state.js';
import { isOver, markOf, strikeVol } from './value.js';

/** The reading that a detail amounts to. A pure function of it, so that what is read and what is expected look alike. */
export function readingOf(account: Address, detail: LyraDetail): VenueReading<LyraDetail> {
  const { timestamp: now, markets } = detail;
  const holdings = markets.flatMap((market) =>
    market.options.map((option): Holding => ({ market, option, ...listingOf(market, option.strikeId) })),
  );
  const open = holdings.filter(({ board }) => board.settledAt === null);
  return {
    venue: LYRA,
    positions: holdings.flatMap((holding) => positionsOf(holding, account, now)),
    marginAccounts: open
      .filter(({ option }) => !isLong(option.type))
      .map((holding) => marginAccountOf(holding, account, now)),
    markets: markets.flatMap((market) => marketsOf(market, now)),
    funding: markets.flatMap((market) => [fundingOf(market, 'quote'), fundingOf(market, 'base')]),
    prices: Object.fromEntries(markets.map((market) => [market.contracts.underlying, market.spot])),
    detail,
  };
}

function positionsOf(holding: Holding, account: Address, now: UnixSeconds): Position[] {
  const { market, option, board } = holding;
  if (board.settledAt !== null) return [claimOf(holding, account)];
  const short = !isLong(option.type);
  const right = rightOf(option.type);
  const mark = markOf(market, holding, right, now);
  const worth = multiplyWad(mark, option.amount, short ? 'up' : 'down');
  const id = positionIdOf(market.contracts, option);
  // After expiry a short owes no more than its collateral.
  const owed = short && isOver(holding, now) ? smaller(worth, marginOf(holding, now).equity) : worth;
  const position: Position = {
    id,
    venue: LYRA,
    account,
    instrument: optionOf(market.contracts, board, holding.strike, right),
    quantity: wad(short ? -option.amount : option.amount),
    mark,
    value: wad(short ? -owed : worth),
    marginAccount: short ? id : null,
    pricing: pricingOf(market, holding),
  };
  return collateralOf(option.type) === 'base' ? [position, baseCollateral(holding, account)] : [position];
}

/**
 * Base held as collateral moves with the underlying like any other, and a hedge must see it. Its worth is inside the
 * margin account's equity already. It is not among the account's `positions`, whose notional is the option's alone.
 */
function baseCollateral({ market, option }: Holding, account: Address): Position {
  return {
    id: `${positionIdOf(market.contracts, option)} collateral`,
    venue: LYRA,
    account,
    instrument: tokenInstrument(market, 'base'),
    quantity: wadOf(option.collateral),
    mark: market.spot,
    value: wad(0n),
    marginAccount: positionIdOf(market.contracts, option),
    pricing: null,
  };
}

/** A settled option is a claim on tokens, whatever the market does: it waits for ShortCollateral.settleOptions. */
function claimOf(holding: Holding, account: Address): Position {
  const { market, option } = holding;
  const { kind, amount } = settlementOf(holding);
  const { price } = tokenOf(market, kind);
  return {
    id: positionIdOf(market.contracts, option),
    venue: LYRA,
    account,
    instrument: tokenInstrument(market, kind),
    quantity: wadOf(amount),
    mark: price,
    value: multiplyWad(wadOf(amount), price, 'down'),
    marginAccount: null,
    pricing: null,
  };
}

function tokenInstrument(market: MarketState, kind: CollateralKind): Token {
  const { symbol, address, decimals } = tokenOf(market, kind);
  const underlying = kind === 'base' ? market.contracts.underlying : null;
  return { id: `${LYRA} ${symbol}`, venue: LYRA, kind: 'token', symbol, address, decimals, underlying };
}

function marginAccountOf(holding: Holding, account: Address, now: UnixSeconds): MarginAccount {
  const { market, option } = holding;
  const { equity, maintenance } = marginOf(holding, now);
  const id = positionIdOf(market.contracts, option);
  const mark = markOf(market, holding, rightOf(option.type), now);
  return {
    id,
    venue: LYRA,
    account,
    positions: [id],
    underlyings: [market.contracts.underlying],
    equity,
    maintenance,
    health: healthOf(equity, maintenance),
    notional: multiplyWad(mark, absolute(option.amount), 'down'),
    collateral: tokenOf(market, collateralOf(option.type) ?? 'quote'),
    collateralAmount: option.collateral,
  };
}

const marketsOf = (market: MarketState, now: UnixSeconds): Market[] =>
  market.boards
    .filter((board) => board.settledAt === null)
    .flatMap((board) =>
      board.strikes.flatMap((strike) => [
        marketOf(market, { board, strike }, 'call', now),
        marketOf(market, { board, strike }, 'put', now),
      ]),
    );

function marketOf(market: MarketState, listing: Listing, right: 'call' | 'put', now: UnixSeconds): Market {
  const mark = markOf(market, listing, right, now);
  return {
    instrument: optionOf(market.contracts, listing.board, listing.strike, right),
    mark,
    last: mark,
    index: market.spot,
    openInterest: listing.strike.opened[right],
    fee: bps(proportionalFee(market, mark)),
    closed: closedReason({ market, board: listing.board, now }),
    pricing: pricingOf(market, listing),
  };
}

const pricingOf = (market: MarketState, listing: Listing): OptionPricing => ({
  vol: toFloat(strikeVol(listing)),
  spot: toFloat(market.spot),
  rate: toFloat(market.parameters.rateAndCarry),
});

/**
 * Of the mark: the fees on premium and on spot of a small trade that expires soon. What grows with time, vega and
 * variance is told by the estimate of a trade. 0 for a worthless option.
 */
function proportionalFee(market: MarketState, mark: Wad): number {
  const { optionPriceFeeCoefficient, spotPriceFeeCoefficient } = market.parameters.pricing;
  if (mark === 0n) return 0;
  const ofSpot = (toFloat(wad(spotPriceFeeCoefficient)) * toFloat(market.spot)) / toFloat(mark);
  return 10_000 * (toFloat(wad(optionPriceFeeCoefficient)) + ofSpot);
}

function fundingOf(market: MarketState, kind: CollateralKind): Funding {
  const { balance, allowance } = market.wallet[kind];
  return { token: tokenOf(market, kind), balance, spender: market.contracts.optionMarket, allowance };
}

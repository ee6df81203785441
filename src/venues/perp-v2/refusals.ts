import type { Side, TradeTerms } from '../../model/order.js';
import type { VenueReading } from '../../model/snapshot.js';
import { VenueRefusal } from '../venue.js';
import { closedReason } from './closed.js';
import { instrumentOf } from './describe.js';
import { magnitude } from './fixedPoint.js';
import { staysInBand, staysInTicks } from './limits.js';
import { freeCollateralByRatio, sizeOf } from './margin.js';
import { poolPrice } from './pool.js';
import { showPrice, showQuantity, showShort } from './show.js';
import type { MarketState, PerpV2Detail } from './state.js';
import type { ExpectedTrade } from './trade.js';
import { applyTrade, closesAll, expectTrade, opposes } from './trade.js';

/** The market an order is for. @throws VenueRefusal when it was not read */
export function marketFor(reading: VenueReading<PerpV2Detail>, terms: TradeTerms): MarketState {
  const found = Object.values(reading.detail.markets).find(
    (market) => instrumentOf(market.underlying).id === terms.instrument,
  );
  if (found) return found;
  throw new VenueRefusal(`${terms.instrument} is not watched`, {
    mend: 'add it under watch: in the strategy, and under venues: perp-v2: markets: in ballast.yaml',
  });
}

/** What the pool would do with a trade. @throws VenueRefusal when there is nothing to trade, or the pool cannot */
export function expectOrRefuse(market: MarketState, side: Side, quantity: bigint): ExpectedTrade {
  if (quantity <= 0n) throw new VenueRefusal('a trade needs a quantity above 0', { facts: [`quantity ${quantity}`] });
  const trade = expectTrade(market, side, quantity);
  if (trade && trade.notional > 0n) return trade;
  throw new VenueRefusal(
    `the ${market.underlying} pool cannot fill ${showShort(quantity)} ${market.underlying} at its price`,
    {
      facts: ['its liquidity within the current tick range is too small, or the amount is dust'],
      mend: 'trade less at once',
      retryable: true,
    },
  );
}

/** @throws VenueRefusal for every reason the ClearingHouse would revert with at this block. */
export function refuseTrade(detail: PerpV2Detail, market: MarketState, terms: TradeTerms, decimals: number): void {
  const { side, quantity } = terms;
  const closed = closedReason(detail, market);
  if (closed) throw new VenueRefusal(`perp-v2 ${market.underlying} cannot be traded: ${closed}`, { retryable: true });
  const trade = expectOrRefuse(market, side, quantity);
  if (terms.reduceOnly) refuseGrowth(market, side, quantity);
  refuseOutOfBand(market, side, quantity, trade);
  refuseTooManyTicks(market, side, quantity, trade);
  refuseNewMarket(detail, market);
  refuseUnfunded(detail, market, side, quantity, decimals);
}

function refuseGrowth(market: MarketState, side: Side, quantity: bigint): void {
  const size = sizeOf(market);
  if (opposes(market, side) && quantity <= magnitude(size)) return;
  throw new VenueRefusal('a reduce-only trade must shrink the position and not pass zero', {
    facts: [`position ${showQuantity(size)} ${market.underlying}`, `${side} ${showQuantity(quantity)}`],
  });
}

/** `EX_OPB`: the trade leads the pool out of the band around the oracle, or further out of it. */
function refuseOutOfBand(market: MarketState, side: Side, quantity: bigint, trade: ExpectedTrade): void {
  if (staysInBand(market, side, quantity, trade)) return;
  throw new VenueRefusal(
    `the ${market.underlying} pool is, or would be, too far from its oracle to ${side.toLowerCase()} ${showShort(quantity)} ${market.underlying}`,
    {
      facts: [
        `pool ${showPrice(poolPrice(market.sqrtPriceX96))}, after it ${showPrice(poolPrice(trade.sqrtPriceAfterX96))}, oracle ${showPrice(market.index)}`,
        `at most ${market.maxPriceSpreadRatio / 10_000} % apart`,
      ],
      mend: 'trade less at once, or wait until the pool and its oracle agree',
      retryable: true,
    },
  );
}

/** `EX_OPLAS`. A close is no matter of it: the Exchange closes as much as the limit allows. */
function refuseTooManyTicks(market: MarketState, side: Side, quantity: bigint, trade: ExpectedTrade): void {
  if (closesAll(market, side, quantity) || staysInTicks(market, trade)) return;
  throw new VenueRefusal(
    `${showShort(quantity)} ${market.underlying} would move the ${market.underlying} pool further than perp-v2 allows at once`,
    {
      facts: [
        `pool ${showPrice(poolPrice(market.sqrtPriceX96))}, after it ${showPrice(poolPrice(trade.sqrtPriceAfterX96))}`,
        `at most ${market.maxTicksWithinBlock} ticks of 0.01 % within 15 seconds`,
      ],
      mend: 'trade less at once',
      retryable: true,
    },
  );
}

/** `AB_MNE`. */
function refuseNewMarket(detail: PerpV2Detail, market: MarketState): void {
  const held = Object.values(detail.markets).filter((one) => sizeOf(one) !== 0n);
  if (held.includes(market) || held.length < detail.maxMarketsPerAccount) return;
  throw new VenueRefusal(`the account is in ${held.length} markets, which is the most perp-v2 allows`);
}

/** `CH_NEFCI` when the position grows or flips, `CH_NEFCM` when it shrinks: the margin that must remain afterwards. */
function refuseUnfunded(
  detail: PerpV2Detail,
  market: MarketState,
  side: Side,
  quantity: bigint,
  decimals: number,
): void {
  const trade = expectOrRefuse(market, side, quantity);
  const shrinks = opposes(market, side) && quantity <= magnitude(sizeOf(market));
  const ratio = shrinks ? detail.mmRatio : detail.imRatio;
  const left = freeCollateralByRatio(applyTrade(detail, market, side, quantity, trade), decimals, ratio);
  if (left >= 0n) return;
  throw new VenueRefusal(
    `not enough free collateral on perp-v2 to ${side.toLowerCase()} ${showShort(quantity)} ${market.underlying}`,
    {
      facts: [
        `${ratio / 10_000} % of margin is required after it, ${showPrice(-left * 10n ** BigInt(18 - decimals))} USD is missing`,
      ],
      mend: 'add collateral first, or trade less',
    },
  );
}

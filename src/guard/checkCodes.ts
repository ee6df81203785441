import type { CheckCode } from './check.js';
import { endpointsAgree, endpointsDiffer } from './checks/agreement.js';
import { gasPerDay, maxOrderUsd, ordersPerDay, ordersPerHour, turnoverPerDay } from './checks/budgets.js';
import { priceCollar } from './checks/collar.js';
import { expiryShare, protocolShare, underlyingShare, venueShare } from './checks/concentration.js';
import { duplicate, lossPerDay, selfCross } from './checks/conduct.js';
import { greekLimit, grossExposure, maxLeverage, maxPosition, netExposure } from './checks/exposures.js';
import { funds } from './checks/funds.js';
import { headAge } from './checks/headAge.js';
import { healthAfter } from './checks/healthAfter.js';
import { unknownOrder, unreadVenue } from './checks/knowledge.js';
import { stressLoss, valueAtRisk } from './checks/losses.js';
import { depthShare, openInterestShare } from './checks/marketShare.js';
import { marketState } from './checks/marketState.js';
import { maxSlippage } from './checks/maxSlippage.js';
import { openBreak } from './checks/openBreak.js';
import { oracleAge, sequencer } from './checks/oracle.js';
import { priceSanity } from './checks/priceSanity.js';
import { reduceOnly } from './checks/reduceOnly.js';
import { restricted } from './checks/restricted.js';
import { marginRunway } from './checks/runway.js';
import { ordersPerMinute } from './checks/throttle.js';
import { tradingStateCheck } from './checks/tradingState.js';
import { venueLimit } from './checks/venueLimit.js';

/** Everything but survival. */
const all = ['margin', 'delta', 'cost'] as const;
/** What may add risk. */
const risky = ['delta', 'cost'] as const;

/**
 * Every pre-trade check, in the order they are made: first may we at all, then how much, and last what it would leave
 * behind, so that what shrinks an order comes before what judges the result. The docs are made from this table.
 *
 * No entry can name `survive`: the type does not have it. Sizing alone makes sure that a survival order reduces and
 * can be paid for (`src/plan/sizeTopUp.ts`, `sizeDeleverage.ts`), and the operator's halt is decided in `checkAction`.
 */
export const checkCodes: readonly CheckCode[] = [
  {
    code: 'TRADING_STATE',
    describe:
      'trading is active; while reducing, only what lowers risk passes; while halted nothing does, survival included',
    mayStop: all,
    judge: tradingStateCheck,
  },
  {
    code: 'ENDPOINTS_DIFFER',
    describe: 'the endpoints that were asked say the same about the block, or most of them do, and those are believed',
    mayStop: all,
    judge: endpointsDiffer,
  },
  {
    code: 'HEAD_AGE',
    describe:
      "the block is not older than the chain's headAge by the machine's clock: what is newer may be kept from us",
    mayStop: risky,
    judge: headAge,
  },
  {
    code: 'MARKET_STATE',
    describe:
      'the venue says nothing against new risk in the market now, or the order is cut to what only reduces a position',
    mayStop: all,
    judge: marketState,
  },
  {
    code: 'UNREAD_VENUE',
    describe: 'every venue that may hold the underlying was read at this block',
    mayStop: risky,
    judge: unreadVenue,
  },
  {
    code: 'UNKNOWN_ORDER',
    describe: 'no order on the venue is unaccounted for, unless this one only reduces',
    mayStop: risky,
    judge: unknownOrder,
  },
  {
    code: 'OPEN_BREAK',
    describe: 'what is held there is what it should be, or this one only reduces, or is cut to what does',
    mayStop: risky,
    judge: openBreak,
  },
  {
    code: 'PRICE_SANITY',
    describe: "the price to trade at and other venues' oracles agree with the index within limits.priceDeviation",
    mayStop: risky,
    judge: priceSanity,
  },
  {
    code: 'ORACLE_AGE',
    describe: 'the oracle of the market was written within limits.oracleAge, where the venue tells when it was',
    mayStop: risky,
    judge: oracleAge,
  },
  {
    code: 'SEQUENCER',
    describe:
      "the chain's sequencer is up, and has been for the grace of chains.<name>.sequencer, where the chain declares a feed that says so",
    mayStop: risky,
    judge: sequencer,
  },
  {
    code: 'RESTRICTED',
    describe: 'the instrument is on no list of limits.restricted, or the order is cut to what only reduces a position',
    mayStop: risky,
    judge: restricted,
  },
  {
    code: 'DUPLICATE',
    describe: 'the same instrument, side and quantity was not ordered within limits.duplicates',
    mayStop: risky,
    judge: duplicate,
  },
  {
    code: 'SELF_CROSS',
    describe:
      'no order of ours, in this book or another, is open on the other side of the instrument, and no hedge would undo it at once, where limits.crossing says so',
    mayStop: risky,
    judge: selfCross,
  },
  {
    code: 'LOSS_PER_DAY',
    describe: 'less was lost in the last 24 h than limits.day.loss, or it cannot add risk',
    mayStop: risky,
    judge: lossPerDay,
  },
  {
    code: 'ORDERS_PER_MINUTE',
    describe: 'fewer orders in the last 60 seconds than limits.minute.orders',
    mayStop: all,
    judge: ordersPerMinute,
  },
  { code: 'ORDERS_PER_HOUR', describe: 'fewer orders than limits.hour.orders', mayStop: all, judge: ordersPerHour },
  { code: 'ORDERS_PER_DAY', describe: 'fewer orders than limits.day.orders', mayStop: all, judge: ordersPerDay },
  { code: 'GAS_PER_DAY', describe: 'less gas paid than limits.day.gas', mayStop: all, judge: gasPerDay },
  { code: 'MAX_ORDER_USD', describe: 'the order fits limits.order, or is cut to it', mayStop: all, judge: maxOrderUsd },
  {
    code: 'TURNOVER_PER_DAY',
    describe: 'trades fit limits.day.turnover, or are cut to what is left of it',
    mayStop: all,
    judge: turnoverPerDay,
  },
  {
    code: 'MAX_SLIPPAGE',
    describe:
      'the bound is within limits.slippage, or tightened to it; a hedge is expected to execute within it, or is cut to fit',
    mayStop: all,
    judge: maxSlippage,
  },
  {
    code: 'PRICE_COLLAR',
    describe:
      "the order's limit and the price to be expected are within limits.collar of the index, or the order is cut; better is never too far",
    mayStop: risky,
    judge: priceCollar,
  },
  {
    code: 'DEPTH_SHARE',
    describe: 'the order is within limits.depth of what can be traded before the price is 1 % worse, or is cut',
    mayStop: risky,
    judge: depthShare,
  },
  {
    code: 'OPEN_INTEREST_SHARE',
    describe:
      'the position is within limits.openInterest of all that is open on its side, or the order is cut, where the venue tells it',
    mayStop: risky,
    judge: openInterestShare,
  },
  {
    code: 'MAX_POSITION_USD',
    describe:
      'what is held of the instrument is worth no more than limits.position and limits.positions, or the order is cut',
    mayStop: risky,
    judge: maxPosition,
  },
  {
    code: 'GROSS_EXPOSURE',
    describe: 'the sum of |delta × price| over all positions is within limits.gross, or the order is cut',
    mayStop: risky,
    judge: grossExposure,
  },
  {
    code: 'NET_EXPOSURE',
    describe:
      'the sum of delta × price over all positions, without its sign, is within limits.net, or the order is cut',
    mayStop: risky,
    judge: netExposure,
  },
  {
    code: 'LEVERAGE',
    describe: 'notional of perpetuals and options by equity is within limits.leverage, or the order is cut',
    mayStop: risky,
    judge: maxLeverage,
  },
  {
    code: 'DELTA_LIMIT',
    describe: 'the delta of the underlying is within limits.greeks, or the order is cut',
    mayStop: risky,
    judge: greekLimit('delta'),
  },
  {
    code: 'GAMMA_LIMIT',
    describe: 'the gamma of the underlying is within limits.greeks, or the order is cut',
    mayStop: risky,
    judge: greekLimit('gamma'),
  },
  {
    code: 'VEGA_LIMIT',
    describe: 'the vega of the underlying is within limits.greeks, or the order is cut',
    mayStop: risky,
    judge: greekLimit('vega'),
  },
  {
    code: 'UNDERLYING_SHARE',
    describe:
      'one underlying is within limits.concentration.underlying of the gross exposure (of the equity while that is more), or the order is cut',
    mayStop: risky,
    judge: underlyingShare,
  },
  {
    code: 'VENUE_SHARE',
    describe:
      'one venue is within limits.concentration.venue of the gross exposure (of the equity while that is more), or the order is cut',
    mayStop: risky,
    judge: venueShare,
  },
  {
    code: 'EXPIRY_SHARE',
    describe:
      "one expiry is within limits.concentration.expiry of the options' notional (of the equity while that is more), or the order is cut",
    mayStop: risky,
    judge: expiryShare,
  },
  {
    code: 'PROTOCOL_SHARE',
    describe:
      'what lies with one protocol is within limits.concentration.protocol of the equity (of none, or less, nothing may be added), or the order is cut',
    mayStop: risky,
    judge: protocolShare,
  },
  {
    code: 'STRESS_LOSS',
    describe: 'the worst shock would cost no more than limits.stress, liquidations not counted, or the order is cut',
    mayStop: risky,
    judge: stressLoss,
  },
  {
    code: 'VALUE_AT_RISK',
    describe: 'a day would cost no more than limits.valueAtRisk in 99 of 100 cases, or the order is cut',
    mayStop: risky,
    judge: valueAtRisk,
  },
  {
    code: 'REDUCE_ONLY',
    describe: 'what must reduce a position does, and does not flip it',
    mayStop: all,
    judge: reduceOnly,
  },
  {
    code: 'FUNDS',
    describe: 'the wallet holds what the order takes, and gas token; a trade is cut to what it can back',
    mayStop: all,
    judge: funds,
  },
  {
    code: 'VENUE_LIMIT',
    describe: "the venue would take the order, or it is cut to what the venue's own margin rules leave room for",
    mayStop: risky,
    judge: venueLimit,
  },
  {
    code: 'HEALTH_AFTER',
    describe: 'no margin account is left below limits.health and worse than before, or the order is cut to fit',
    mayStop: risky,
    judge: healthAfter,
  },
  {
    code: 'RUNWAY',
    describe: 'margin lasts as long as limits.runway once the order has filled, or no shorter than before',
    mayStop: risky,
    judge: marginRunway,
  },
  {
    // Last, since what is asked for goes by the size that is left.
    code: 'ENDPOINTS_AGREE',
    describe:
      "as many endpoints say the same about the block as the strategy's atStake asks for at the order's size, or it only takes back another",
    mayStop: risky,
    judge: endpointsAgree,
  },
];

import type { TradeTerms } from '../../model/order.js';
import type { VenueReading } from '../../model/snapshot.js';
import { wad } from '../../model/units.js';
import type { Estimate } from '../venue.js';
import { mulDiv, ONE } from './fixedPoint.js';
import { expectOrRefuse, marketFor } from './refusals.js';
import type { PerpV2Detail } from './state.js';
import { tradeGas } from './tradeGas.js';

/**
 * What the pool of this block would give, within its current tick range (see `sellBase`); exact until an initialised
 * tick is crossed. @throws VenueRefusal when the range cannot fill the trade, or the market is not watched
 */
export function estimate(reading: VenueReading<PerpV2Detail>, terms: TradeTerms): Estimate {
  const market = marketFor(reading, terms);
  const { side, quantity } = terms;
  const trade = expectOrRefuse(market, side, quantity);
  const atMark = mulDiv(quantity, market.mark, ONE);
  return {
    price: wad(mulDiv(trade.notional, ONE, quantity)),
    fee: wad(trade.fee),
    impact: wad(side === 'Buy' ? trade.notional - atMark : atMark - trade.notional),
    gas: tradeGas(market, side, quantity),
  };
}

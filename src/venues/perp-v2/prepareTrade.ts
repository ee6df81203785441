import { encodeFunctionData, zeroHash } from 'viem';
import { clearingHouseAbi } from '../../../abis/perp-v2.js';
import type { TradeTerms, TransactionRequest } from '../../model/order.js';
import type { VenueReading } from '../../model/snapshot.js';
import type { UnixSeconds } from '../../model/units.js';
import { wei } from '../../model/units.js';
import { magnitude } from './fixedPoint.js';
import { sizeOf } from './margin.js';
import { marketFor, refuseTrade } from './refusals.js';
import { showPrice, showQuantity } from './show.js';
import { oppositeAmountBound, worstPrice } from './slippage.js';
import type { PerpV2Contracts, PerpV2Detail } from './state.js';
import { closesAll } from './trade.js';

/**
 * One transaction. The quantity is always the base, exactly: input when selling, output when buying. A trade that takes
 * the whole position is a `closePosition`, so that no dust stays behind; should the block limit stop it half way, the
 * ClearingHouse scales the bound to the part that was closed. `openPosition` knows no reduce-only: that is checked
 * here, against the position of the reading. @throws VenueRefusal
 */
export function prepareTrade(
  contracts: PerpV2Contracts,
  reading: VenueReading<PerpV2Detail>,
  terms: TradeTerms,
  deadline: UnixSeconds,
): TransactionRequest {
  const market = marketFor(reading, terms);
  refuseTrade(reading.detail, market, terms, contracts.settlementToken.decimals);
  const { side, maxSlippage, worstPrice: worst } = terms;
  const closes = closesAll(market, side, terms.quantity);
  const quantity = closes ? magnitude(sizeOf(market)) : terms.quantity;
  const common = {
    baseToken: market.baseToken,
    oppositeAmountBound: oppositeAmountBound(market, side, quantity, maxSlippage, worst),
    deadline: BigInt(deadline),
    // A price limit would fill in part without a word; the bound above reverts instead.
    sqrtPriceLimitX96: 0n,
    referralCode: zeroHash,
  };
  const sells = side === 'Sell';
  const data = closes
    ? encodeFunctionData({ abi: clearingHouseAbi, functionName: 'closePosition', args: [common] })
    : encodeFunctionData({
        abi: clearingHouseAbi,
        functionName: 'openPosition',
        args: [{ ...common, isBaseToQuote: sells, isExactInput: sells, amount: quantity }],
      });
  const what = `${side.toLowerCase()} ${showQuantity(quantity)} ${market.underlying} on perp-v2`;
  return {
    purpose: 'trade',
    describe: `${what}${closes ? ', closing the position' : ''}, at ${showPrice(worstPrice(market, side, maxSlippage, worst))} or better`,
    to: contracts.clearingHouse,
    data,
    value: wei(0n),
    approval: null,
  };
}

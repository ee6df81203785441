import type { TradeTerms } from '../../model/order.js';
import { wad, ZERO } from '../../model/units.js';
import type { Estimate } from '../venue.js';
import type { Binding } from './binding.js';
import { priceToWad, usdToWad } from './convert.js';
import type { GmxDetail } from './detail.js';
import { contextOf } from './detail.js';
import { midPrice } from './math/prices.js';
import type { Part } from './parts.js';
import { keptByKeepers, requestGas } from './requestGas.js';
import { marketNamed, tradeParts } from './tradeParts.js';

/**
 * What a trade would cost at this block: its average execution price, the position fee less discounts (what is pending of
 * borrowing and funding is owed anyway), and what it loses against the middle of the index price. An impact of opening
 * is settled on the way out, and counted here. @throws VenueRefusal when GMX would cancel it
 */
export function estimate(binding: Binding, detail: GmxDetail, terms: TradeTerms): Estimate {
  const { props } = marketNamed(detail, terms.instrument);
  const { parts } = tradeParts(binding, detail, terms);
  const context = contextOf(detail, props.marketToken);
  const tokens = sum(parts, ({ fill }) => fill.sizeDeltaInTokens);
  if (tokens === 0n) return { price: ZERO, fee: ZERO, impact: ZERO };
  const requests = parts.map(({ request }) => request);
  const paid = sum(parts, ({ fill }) => fill.executionPrice * fill.sizeDeltaInTokens);
  const fee = sum(parts, feeUsd);
  const atMid = midPrice(context.prices.index) * tokens;
  return {
    price: priceToWad(paid / tokens, props.indexTokenDecimals, 'down'),
    fee: usdToWad(fee, 'up'),
    impact: wad(usdToWad(terms.side === 'Buy' ? paid - atMid : atMid - paid, 'down')),
    gas: requestGas(binding, detail, requests),
    keeper: keptByKeepers(detail, requests),
  };
}

const sum = (parts: readonly Part[], of: (part: Part) => bigint): bigint =>
  parts.reduce((total, part) => total + of(part), 0n);

const feeUsd = ({ fill: { fees } }: Part): bigint =>
  (fees.positionFeeAmount - fees.totalDiscountAmount) * fees.collateralPrice.min;

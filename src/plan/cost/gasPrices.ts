import { gasTokenOf } from '../../model/gasToken.js';
import { priceOf, type Snapshot } from '../../model/snapshot.js';
import { toFloat, type Wei, wei } from '../../model/units.js';

/** What gas costs, as the cost model takes it. */
export interface GasPrices {
  /** Wei per gas, the block's base fee. */
  baseFee: Wei;
  /** Wei per gas on top; not paid where a venue's keepers are, who are paid at the same price. */
  tip: Wei;
  /** USD per whole gas token; NaN where nobody states it. */
  gasTokenUsd: number;
}

/**
 * Gas at the block's base fee and so much of a tip (wei per gas), its token at the price of the first venue that states one. A
 * node's tip is asked for when a transaction is signed; a plan may not ask, so it is 0 unless told (`recentTip`).
 */
export function gasPricesOf(snapshot: Snapshot, tip: Wei = wei(0n)): GasPrices {
  const price = priceOf(snapshot, gasTokenOf(snapshot.chainId));
  return {
    baseFee: snapshot.block.baseFee,
    tip,
    gasTokenUsd: price === undefined || price <= 0n ? Number.NaN : toFloat(price),
  };
}

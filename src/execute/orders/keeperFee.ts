import { BallastError } from '../../model/error.js';
import type { TransactionRequest } from '../../model/order.js';
import { smallest, type Wei, wei } from '../../model/units.js';
import type { Venue } from '../../venues/venue.js';
import { type FeesOptions, feesFor } from '../transactions/fees.js';

/** What a transaction would be signed at, wei per gas, as far as the newest known base fee tells: without a tip. */
export const expectedGasPrice = (baseFee: Wei): Wei => feesFor({ baseFee, priorityFee: wei(0n) }).maxFeePerGas;

/**
 * Keepers are paid at the price that is signed, tip included, and where they are, chains drop tips: none without need, and
 * never more than the base fee, so that a node's suggestion cannot make a rescue too dear.
 */
export const tipBesideKeepers = (fees: Pick<FeesOptions, 'baseFee' | 'priorityFee'>, urgent: boolean): Wei =>
  urgent ? smallest(fees.priorityFee, fees.baseFee) : wei(0n);

/** The request with what it pays a venue's keepers sized on a gas price; as it is where it pays none. */
export function payingKeepers(venue: Venue, request: TransactionRequest, gasPrice: Wei): TransactionRequest {
  if (!request.keeperGas) return request;
  if (!venue.requote) throw new BallastError(`${venue.id} pays keepers and cannot say how much at another gas price`);
  return venue.requote(request, gasPrice);
}

/** Wei that a request pays keepers at a gas price: gas like its own, though some of it may come back. */
export const keeperCost = ({ keeperGas = [] }: Pick<TransactionRequest, 'keeperGas'>, gasPrice: Wei): Wei =>
  wei(keeperGas.reduce((sum, { gas, paid }) => (gas * gasPrice > paid ? sum + gas * gasPrice - paid : sum), 0n));

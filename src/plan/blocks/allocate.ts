import type { Id } from '../../model/order.js';
import { multiplyWad, type TokenAmount, tokenAmount, WAD, type Wad, wad } from '../../model/units.js';
import { type Claim, largestRemainder } from './largestRemainder.js';

/** What a member wants of a block. */
export interface AllocationClaim {
  /** Its order. */
  parent: Id;
  /** Units of the instrument that it has in the block. */
  quantity: Wad;
}

/** What a block has traded. */
export interface BlockFill {
  quantity: Wad;
  /** USD per unit. */
  price: Wad;
  /** USD. */
  fee: Wad;
  /** To the unit of the token it is paid in: what a purchase has cost or a sale has brought, its fee included. */
  cash: TokenAmount;
}

/** One member's share. */
export interface Share {
  parent: Id;
  quantity: Wad;
  /** USD. */
  grossTradeAmt: Wad;
  /** USD. */
  fee: Wad;
  cash: TokenAmount;
}

export interface Allocated {
  /** Of all, USD per unit, rounded down: FIX AvgPx. 0 where nothing was traded. */
  avgPx: Wad;
  quantity: Wad;
  grossTradeAmt: Wad;
  fee: Wad;
  cash: TokenAmount;
  /** In the order of the members; quantities, gross amounts, fees and cash each sum to exactly those of the whole. */
  shares: readonly Share[];
}

/**
 * Splits what a block has traded among its members, each by what it ordered: largest remainders, equal ones by id. Nobody gets more
 * than it ordered. Money follows the quantities that were given, so that all have traded at one price, to the unit.
 *
 * @param lot - The least of the instrument that can be given, Wad. What was traded and makes no whole lot stays together.
 * @throws RangeError when more was traded than the members have ordered
 */
export function allocate(fills: readonly BlockFill[], members: readonly AllocationClaim[], lot: Wad): Allocated {
  const sum = (of: (fill: BlockFill) => bigint) => fills.reduce((all, fill) => all + of(fill), 0n);
  const whole = {
    quantity: wad(sum(({ quantity }) => quantity)),
    grossTradeAmt: wad(sum(({ quantity, price }) => multiplyWad(quantity, price, 'down'))),
    fee: wad(sum(({ fee }) => fee)),
    cash: tokenAmount(sum(({ cash }) => cash)),
  };
  const ordered = members.map(({ parent, quantity }): Claim => ({ id: parent, weight: quantity, most: quantity }));
  const quantities = largestRemainder(whole.quantity, ordered, lot);
  const weights = [...quantities].map(([id, weight]): Claim => ({ id, weight }));
  const split = (amount: bigint) => largestRemainder(amount, weights);
  const [gross, fees, cash] = [split(whole.grossTradeAmt), split(whole.fee), split(whole.cash)];
  return {
    ...whole,
    avgPx: wad(whole.quantity === 0n ? 0n : (whole.grossTradeAmt * WAD) / whole.quantity),
    shares: members.map(({ parent }) => ({
      parent,
      quantity: wad(quantities.get(parent) ?? 0n),
      grossTradeAmt: wad(gross.get(parent) ?? 0n),
      fee: wad(fees.get(parent) ?? 0n),
      cash: tokenAmount(cash.get(parent) ?? 0n),
    })),
  };
}

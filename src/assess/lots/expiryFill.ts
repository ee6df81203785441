import type { Option } from '../../model/instrument.js';
import { type UnixMillis, unixMillis, type Wad, wad } from '../../model/units.js';
import type { LotFill } from './reckonLots.js';

/** An option that expired, as the fill that closed it: at its intrinsic value, and without a fee. */
export function expiryFill(
  { id, expiry, strike, right }: Pick<Option, 'id' | 'expiry' | 'strike' | 'right'>,
  /** Signed. */
  quantity: Wad,
  /** USD per unit of the underlying that it was settled at. */
  settledAt: Wad,
): LotFill | null {
  if (quantity === 0n) return null;
  const difference = right === 'call' ? settledAt - strike : strike - settledAt;
  const at: UnixMillis = unixMillis(expiry * 1_000);
  return {
    ...{ id: `${id} expired`, at, side: quantity > 0n ? 'Sell' : 'Buy' },
    quantity: wad(quantity < 0n ? -quantity : quantity),
    ...{ price: wad(difference > 0n ? difference : 0n), fee: wad(0n) },
  };
}

import type { Side } from '../../model/order.js';
import { divide, type Wad, wad } from '../../model/units.js';
import type { PoolState } from '../uniswapMath/poolState.js';
import { swap } from '../uniswapMath/swap.js';
import type { PoolContracts, PoolReading } from './state.js';

/** A trade as the pool of this block would fill it. Base units. */
export interface ExpectedTrade {
  base: bigint;
  /** Paid for a purchase, received for a sale; the fee is taken out of it or of the base already. */
  quote: bigint;
  /** Of the base: what the pool cannot fill as far as it was read. */
  left: bigint;
  /** Ticks that the price goes through, each of which takes gas. */
  crossed: number;
  pool: PoolState;
}

/** The base is exact on both sides: what goes in when selling, what comes out when buying. */
export function expectTrade(
  { baseIsToken0 }: Pick<PoolContracts, 'baseIsToken0'>,
  state: PoolReading,
  side: Side,
  base: bigint,
): ExpectedTrade {
  const sells = side === 'Sell';
  const outcome = swap(state, {
    tokenIn: sells === baseIsToken0 ? 0 : 1,
    exact: sells ? 'in' : 'out',
    amount: base,
  });
  const { left, crossed, pool, amountIn, amountOut } = outcome;
  return { base: sells ? amountIn : amountOut, quote: sells ? amountOut : amountIn, left, crossed, pool };
}

/** Units of the underlying → base units of the token, rounded down where it has fewer decimals than 18. */
export const baseAmount = ({ base }: Pick<PoolContracts, 'base'>, quantity: Wad): bigint =>
  divide(quantity * 10n ** BigInt(base.decimals), 10n ** 18n, 'down');

export const quantityOf = ({ base }: Pick<PoolContracts, 'base'>, amount: bigint): Wad =>
  wad((amount * 10n ** 18n) / 10n ** BigInt(base.decimals));

/** A dollar token's base units → USD, 18 decimals. */
const inDollars = ({ quote }: Pick<PoolContracts, 'quote'>, amount: bigint): bigint =>
  (amount * 10n ** 18n) / 10n ** BigInt(quote.decimals);

const FEE_ONE = 1_000_000n;

/**
 * What amounts that changed hands say of price and fee: the pool keeps its fee out of what goes in, the base when it is sold and
 * dollars when it is bought. Price and fee towards zero; a fee in the base is told in USD at that price.
 */
export function priceAndFee(
  pool: Pick<PoolContracts, 'base' | 'quote' | 'fee'>,
  side: Side,
  base: bigint,
  quote: bigint,
): { price: Wad; fee: Wad } {
  const kept = FEE_ONE - BigInt(pool.fee);
  const moved = inDollars(pool, quote);
  const gross = side === 'Sell' ? (moved * FEE_ONE) / kept : (moved * kept) / FEE_ONE;
  const price = (gross * 10n ** BigInt(pool.base.decimals)) / base;
  return { price: wad(price), fee: wad(side === 'Sell' ? gross - moved : moved - gross) };
}

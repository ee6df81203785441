import type { CollateralToken } from '../../model/marginAccount.js';
import { type TokenAmount, tokenAmount, type UnixSeconds, WAD, type Wad, wad, worthOf } from '../../model/units.js';
import type { Holding } from './find.js';
import { type MinimumCollateral, minimumCollateral } from './minimumCollateral.js';
import { type CollateralKind, collateralOf, type OptionType } from './optionType.js';
import type { MarketState } from './state.js';
import { isOver } from './value.js';

/** Avalon counts every token in 18 decimals. */
export const DECIMALS = 18;

/** Lyra takes its quote asset for a US dollar. */
export const tokenOf = (market: MarketState, kind: CollateralKind): CollateralToken => ({
  ...market.contracts.tokens[kind],
  decimals: DECIMALS,
  price: kind === 'quote' ? WAD : market.spot,
});

/** In base units of the collateral token; of a type of option at a strike. `spot` other than the market's for stress. */
export const minimumOf = (
  { market, board, strike }: Omit<Holding, 'option'>,
  type: OptionType,
  now: UnixSeconds,
  spot: Wad = market.spot,
): MinimumCollateral =>
  minimumCollateral({ parameters: market.parameters, type, strike: strike.price, expiry: board.expiry, now, spot });

export interface Margin {
  /** USD, rounded down. */
  equity: Wad;
  /** USD, rounded up: base collateral makes one wei of difference, and it should err on the safe side. */
  maintenance: Wad;
}

/**
 * A short's collateral against its minimum. Once the board has expired nothing can be liquidated any more and nothing
 * is required: what is owed then is settled out of the collateral and never beyond it.
 */
export function marginOf(holding: Holding, now: UnixSeconds, spot: Wad = holding.market.spot): Margin {
  const { option } = holding;
  const price = collateralOf(option.type) === 'base' ? spot : WAD;
  const required = isOver(holding, now) ? wad(0n) : minimumOf(holding, option.type, now, spot).of(option.amount);
  return {
    equity: worthOf(option.collateral, DECIMALS, price, 'down'),
    maintenance: worthOf(amountOf(required), DECIMALS, price, 'up'),
  };
}

/** Both have 18 decimals here. */
export const amountOf = (value: Wad): TokenAmount => tokenAmount(value);
export const wadOf = (amount: TokenAmount): Wad => wad(amount);

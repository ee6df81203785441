import type { Underlying } from '../../model/instrument.js';
import type { CollateralToken, MarginAccount } from '../../model/marginAccount.js';
import type { VenueReading } from '../../model/snapshot.js';
import {
  amountWorth,
  fromFloat,
  multiplyWad,
  type TokenAmount,
  toFloat,
  tokenAmount,
  unixSeconds,
} from '../../model/units.js';
import type { MarginShift } from '../venue.js';
import { DECIMALS, marginOf, tokenOf } from './collateral.js';
import { accountHolding } from './find.js';
import { collateralOf } from './optionType.js';
import type { LyraDetail } from './state.js';

/**
 * USD, if the underlying were at `price` and time had passed. The collateral stands still, and what it must cover is priced at
 * vols that governance sets by the time left (OptionGreekCache.getShockVol), not at the market's: a factor on vols changes
 * nothing. From expiry on nothing is required.
 */
export function marginAt(
  reading: VenueReading<LyraDetail>,
  account: MarginAccount,
  underlying: Underlying,
  price: number,
  { seconds = 0 }: MarginShift = {},
): { equity: number; maintenance: number } {
  const holding = accountHolding(reading, account);
  const { spot, contracts } = holding.market;
  const at = contracts.underlying === underlying ? fromFloat(Math.max(price, 0), 'down') : spot;
  // A price of zero has no logarithm; a wei is as good.
  const then = unixSeconds(reading.detail.timestamp + Math.floor(seconds));
  const { equity, maintenance } = marginOf(holding, then, at === 0n ? fromFloat(1e-18, 'up') : at);
  return { equity: toFloat(equity), maintenance: toFloat(maintenance) };
}

/** Least collateral, rounded up, that brings the option to `health`; 0 when it is there. */
export function topUpFor(
  reading: VenueReading<LyraDetail>,
  account: MarginAccount,
  health: number,
): { token: CollateralToken; amount: TokenAmount } {
  const holding = accountHolding(reading, account);
  const token = tokenOf(holding.market, collateralOf(holding.option.type) ?? 'quote');
  const { maintenance } = marginOf(holding, reading.detail.timestamp);
  const wanted = amountWorth(multiplyWad(maintenance, fromFloat(health, 'up'), 'up'), DECIMALS, token.price, 'up');
  const missing = wanted - holding.option.collateral;
  return { token, amount: tokenAmount(missing > 0n ? missing : 0n) };
}

import type { VenueReading } from '../../model/snapshot.js';
import { walletBalance } from '../walletBalance.js';
import type { CollateralKind } from './optionType.js';
import type { LyraDetail, MarketState } from './state.js';

/** The reading with the wallet in its detail as `funding` has it, where other venues' orders are counted too. */
export function asHeld(reading: VenueReading<LyraDetail>): VenueReading<LyraDetail> {
  const { detail } = reading;
  const held = ({ wallet, contracts }: MarketState, kind: CollateralKind) => ({
    ...wallet[kind],
    balance: walletBalance(reading, contracts.tokens[kind].address) ?? wallet[kind].balance,
  });
  const markets = detail.markets.map((market) => ({
    ...market,
    wallet: { quote: held(market, 'quote'), base: held(market, 'base') },
  }));
  return { ...reading, detail: { ...detail, markets } };
}

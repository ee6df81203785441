import type { Venue } from '../venue.js';
import type { MarketContracts } from './state.js';

/** Premiums and collateral are pulled by the OptionMarket itself, whichever contract they end in. */
export const spendersOf = (markets: readonly MarketContracts[]): NonNullable<Venue['spenders']> =>
  markets.flatMap(({ optionMarket, tokens }) => [
    { token: tokens.quote.address, spender: optionMarket },
    { token: tokens.base.address, spender: optionMarket },
  ]);

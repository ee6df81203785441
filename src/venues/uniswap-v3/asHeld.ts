import type { VenueReading } from '../../model/snapshot.js';
import type { UniswapV3Detail } from './state.js';

/**
 * The detail with the wallet as the reading has it: what other venues' orders will have taken out of it and put into it by then is
 * told in `funding` only.
 */
export function asHeld({ detail, funding }: VenueReading<UniswapV3Detail>): UniswapV3Detail {
  const tokens = funding.map(({ token, balance, allowance }) => [token.address.toLowerCase(), { balance, allowance }]);
  return { ...detail, tokens: { ...detail.tokens, ...Object.fromEntries(tokens) } };
}

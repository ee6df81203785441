import type { Address } from 'viem';
import type { UnixSeconds } from '../../../model/units.js';
import { VenueReadError } from '../../venue.js';
import type { MarketPrices, MarketProps } from '../state.js';
import type { TokenPrice } from './pricePolicy.js';

/**
 * The prices of a market's three tokens, what is doubtful of any of them, and when that of the index was written.
 * @param tokens what `combine` gave each token, by its address in any case
 * @throws VenueReadError, retryable, when one of them has no price
 */
export function marketPrices(
  market: MarketProps,
  tokens: ReadonlyMap<Address, TokenPrice>,
): { prices: MarketPrices; doubt: string | null; at: UnixSeconds } {
  const byAddress = new Map([...tokens].map(([token, price]) => [token.toLowerCase(), price]));
  const doubts = new Map<string, string[]>();
  const pricedOf = (role: string, token: Address) => {
    const found = byAddress.get(token.toLowerCase());
    if (!found?.ok) throw unpriced(market, role, token, found?.error ?? 'nobody has asked for its price');
    if (found.doubt) doubts.set(found.doubt, [...(doubts.get(found.doubt) ?? []), role]);
    return found;
  };
  const index = pricedOf('index', market.indexToken);
  const prices = {
    index: index.price,
    long: pricedOf('long', market.longToken).price,
    short: pricedOf('short', market.shortToken).price,
  };
  const said = [...doubts].map(([doubt, roles]) => `${roles.join(', ')} token: ${doubt}`);
  return { prices, doubt: said.length > 0 ? `${market.name} ${said.join('; ')}` : null, at: index.at };
}

const unpriced = (market: MarketProps, role: string, token: Address, why: string): VenueReadError =>
  new VenueReadError(`${market.name} cannot be valued: its ${role} token has no price, for ${why}`, {
    facts: [`token ${token}`],
    mend: 'see that the servers of tickers under `prices:` answer, and that the endpoint is not behind',
    retryable: true,
  });

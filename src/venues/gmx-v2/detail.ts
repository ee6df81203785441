import type { Address, Hex } from 'viem';
import { getAddress } from 'viem';
import type { UnixSeconds } from '../../model/units.js';
import { VenueRefusal } from '../venue.js';
import type { GmxAccountState } from './read/accountState.js';
import type { GmxMarket, GmxPosition, MarketContext, MarketPrices } from './state.js';

/** What one reading of GMX V2 holds: the account at a block, and the prices that it is valued at. */
export interface GmxDetail extends GmxAccountState {
  /** Unix seconds, of the block: what borrowing and funding have accrued to. */
  now: bigint;
  /** Wei per gas, of the block. */
  baseFee: bigint;
  /** By market token, checksummed. Every market that is held has one. */
  prices: Readonly<Record<Address, PricedMarket>>;
}

export interface PricedMarket {
  prices: MarketPrices;
  /** Why they are not trusted for new risk, in a sentence. */
  doubt: string | null;
  /** When the price of the index was written; absent where it is an expectation. */
  at?: UnixSeconds;
}

export const marketIn = ({ markets }: Pick<GmxDetail, 'markets'>, marketToken: Address): GmxMarket => {
  const market = markets[getAddress(marketToken)];
  if (!market) throw new VenueRefusal(`gmx-v2 market ${marketToken} was not read`);
  return market;
};

/** @throws VenueRefusal when the market was not read, or has no price */
export function contextOf(detail: GmxDetail, marketToken: Address): MarketContext {
  const market = marketIn(detail, marketToken);
  const priced = detail.prices[getAddress(marketToken)];
  if (!priced) throw new VenueRefusal(`${market.props.name} has no price on gmx-v2`, { retryable: true });
  return { market, prices: priced.prices, globals: detail.globals, now: detail.now };
}

export const positionIn = ({ positions }: Pick<GmxDetail, 'positions'>, key: Hex): GmxPosition | undefined =>
  positions.find((position) => position.key === key);

export const withMarket = (detail: GmxDetail, market: GmxMarket): GmxDetail => ({
  ...detail,
  markets: { ...detail.markets, [getAddress(market.props.marketToken)]: market },
});

/** The detail with one position put in, changed, or taken out when nothing of it is left. */
export function withPosition(detail: GmxDetail, position: GmxPosition): GmxDetail {
  const others = detail.positions.filter((held) => held.key !== position.key);
  return { ...detail, positions: position.sizeInUsd === 0n ? others : [...others, position] };
}

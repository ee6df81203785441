import type { MarginAccount } from '../../model/marginAccount.js';
import type { VenueReading } from '../../model/snapshot.js';
import { VenueReadError, VenueRefusal } from '../venue.js';
import { positionIdOf } from './naming.js';
import type { BoardState, LyraDetail, MarketState, OptionState, StrikeState } from './state.js';

export interface Listing {
  board: BoardState;
  strike: StrikeState;
}

export interface Holding extends Listing {
  market: MarketState;
  option: OptionState;
}

/** @throws VenueReadError when the market does not know the strike: the chain's answers contradict each other. */
export function listingOf(market: MarketState, strikeId: bigint): Listing {
  for (const board of market.boards) {
    const strike = board.strikes.find(({ id }) => id === strikeId);
    if (strike) return { board, strike };
  }
  throw new VenueReadError(`Lyra's ${market.contracts.underlying} market lists no strike ${strikeId}`);
}

/** The option behind a position's or a margin account's id: they are the same NFT. */
export function holdingOf(detail: LyraDetail, id: string): Holding | undefined {
  for (const market of detail.markets) {
    const option = market.options.find((candidate) => positionIdOf(market.contracts, candidate) === id);
    if (option) return { market, option, ...listingOf(market, option.strikeId) };
  }
  return undefined;
}

/** @throws VenueRefusal when the account holds no such option. */
export function heldOrRefuse(detail: LyraDetail, id: string): Holding {
  const holding = holdingOf(detail, id);
  if (holding) return holding;
  throw new VenueRefusal(`${id} is not held`, {
    facts: ['it may have been closed, settled or liquidated meanwhile'],
    mend: 'nothing to do: the next reading will not show it',
  });
}

/** @throws VenueRefusal when the reading is not of this account any more. */
export const accountHolding = (reading: VenueReading<LyraDetail>, account: MarginAccount): Holding =>
  heldOrRefuse(reading.detail, account.id);

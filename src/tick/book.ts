import type { Seat } from '../chains/board.js';
import type { Executor } from '../execute/orders/executor.js';
import type { VenueId } from '../model/instrument.js';
import type { Strategy } from '../model/strategy.js';
import type { Transcript } from '../observe/runReadings.js';
import type { Watched } from '../observe/takeSnapshots.js';
import type { Venue } from '../venues/venue.js';

/** One strategy with all it needs. */
export interface Book {
  strategy: Strategy;
  venues: ReadonlyMap<VenueId, Venue>;
  executor: Executor;
  /** How its venues were found; kept with every recorded decision. */
  opening: readonly Transcript[];
  /** Where it hears of the strategy's other chains; absent where there are none. */
  seat?: Seat;
}

export const watchedOf = ({ strategy, venues }: Book): Watched => ({
  account: strategy.account,
  venues: [...venues.values()],
});

import type { Address } from 'viem';
import type { VenueId } from '../model/instrument.js';
import type { Order } from '../model/order.js';
import type { QuoteSheets } from '../model/quotes.js';
import type { Block, UnreadVenue, VenueReading } from '../model/snapshot.js';
import type { Milliseconds } from '../model/units.js';
import type { Transcript } from '../observe/runReadings.js';
import type { Venue } from '../venues/venue.js';

/** What a part was made of: with the files of the operator it can be made again, bit for bit. */
export interface PartInputs {
  chain: string;
  chainId: number;
  account: Address;
  block: Block;
  multicall3: Address;
  /** How each venue was found. */
  opening: readonly Transcript[];
  /** What each reading asked and was answered. */
  transcripts: readonly Transcript[];
  /** What servers had quoted, as far as its venues asked for it; absent where none did. */
  sheets?: QuoteSheets;
  /** What may still have an effect there, and is not yet in the readings. */
  orders: readonly Order[];
  /** Older than this by the machine's clock it tells nothing any more; absent where nothing is stated. */
  headAge?: Milliseconds;
  /** Why the block is not believed, in a sentence; null when as many endpoints say the same as is asked for. */
  doubt: string | null;
}

/**
 * What a strategy holds on one of its chains, for its books on the others: at one block, with orders in flight as if filled. It
 * counts in what they assess. Nothing of it can be traded or topped up from there.
 */
export interface Part {
  inputs: PartInputs;
  /** Every id in it is named after the chain. */
  readings: readonly VenueReading[];
  unread: readonly UnreadVenue[];
  venues: ReadonlyMap<VenueId, Venue>;
}

import type { Address, Hash } from 'viem';
import type { InstrumentId, Underlying, VenueId } from './instrument.js';
import type { MarginAccount } from './marginAccount.js';
import type { Funding, Market } from './market.js';
import type { ClaimableAmount } from './order.js';
import type { Position } from './position.js';
import type { SequencerState } from './sequencer.js';
import type { UnixSeconds, Wad, Wei } from './units.js';
import type { VenueOrder } from './venueOrder.js';

/** The head that a decision stands on. */
export interface Block {
  number: bigint;
  hash: Hash;
  parentHash: Hash;
  timestamp: UnixSeconds;
  /** Wei per gas. */
  baseFee: Wei;
}

/** What one venue says of one account at one block. `Detail` is the venue's own and opaque to everybody else. */
export interface VenueReading<Detail = unknown> {
  venue: VenueId;
  positions: readonly Position[];
  marginAccounts: readonly MarginAccount[];
  markets: readonly Market[];
  /** What the wallet holds of the tokens this venue takes. */
  funding: readonly Funding[];
  /** USD per unit, the venue's oracle. */
  prices: Readonly<Record<Underlying, Wad>>;
  /** What waits at the venue, ours and the operator's own; absent where a mined transaction is the whole order. */
  orders?: readonly VenueOrder[];
  /** What the venue owes the account beside its positions. */
  claimable?: readonly ClaimableAmount[];
  detail: Detail;
}

/** A venue whose read failed at this block: no new risk there, nothing assumed. */
export interface UnreadVenue {
  venue: VenueId;
  /** In a sentence. */
  error: string;
}

/** Everything a decision may use, read at one block hash. Immutable. */
export interface Snapshot {
  chainId: number;
  account: Address;
  block: Block;
  /** Gas token of the account. */
  nativeBalance: Wei;
  readings: readonly VenueReading[];
  unread: readonly UnreadVenue[];
  /** What the feed of a rollup's sequencer says; absent where the chain declares none. */
  sequencer?: SequencerState;
}

export const positionsOf = (snapshot: Snapshot): Position[] => snapshot.readings.flatMap((r) => r.positions);

export const marginAccountsOf = (snapshot: Snapshot): MarginAccount[] =>
  snapshot.readings.flatMap((r) => r.marginAccounts);

/** Asked for again and again by every check: it copies nothing. */
export function marketOf(snapshot: Snapshot, instrument: InstrumentId): Market | undefined {
  for (const { markets } of snapshot.readings) {
    const found = markets.find((market) => market.instrument.id === instrument);
    if (found) return found;
  }
  return undefined;
}

/** The price an underlying is valued at: the first watched venue that states one. */
export function priceOf(snapshot: Snapshot, underlying: Underlying): Wad | undefined {
  for (const reading of snapshot.readings) {
    const price = reading.prices[underlying];
    if (price !== undefined) return price;
  }
  return undefined;
}

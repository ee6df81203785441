import type { VenueId } from './instrument.js';
import type { MarginAccountId } from './marginAccount.js';

/** A margin account by our arithmetic, and by the protocol's own contracts at the same block. */
export interface StatedMargin {
  marginAccount: MarginAccountId;
  venue: VenueId;
  /** USD. */
  ours: { equity: number; maintenance: number };
  /** USD; null where the protocol has no view that states it. */
  theirs: { equity: number | null; maintenance: number | null };
}

/** How far the two are apart. */
export interface MarginDrift {
  marginAccount: MarginAccountId;
  venue: VenueId;
  what: 'equity' | 'maintenance';
  /** USD. */
  ours: number;
  /** USD. */
  theirs: number;
  /** Of the larger of what the protocol states as equity and as requirement. */
  bps: number;
}

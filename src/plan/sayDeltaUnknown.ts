import type { Underlying } from '../model/instrument.js';
import { positionsOf, type Snapshot } from '../model/snapshot.js';

/** Why a hedge of an underlying has no size, in a sentence: with what was not read, where that is why. */
export function sayDeltaUnknown(snapshot: Snapshot, underlying: Underlying): string {
  const unread = positionsOf(snapshot).flatMap(({ instrument }) =>
    instrument.kind === 'liquidity' && instrument.underlying === underlying ? (instrument.unread ?? []) : [],
  );
  return [`the delta of ${underlying} is not known`, ...unread].join(': ');
}

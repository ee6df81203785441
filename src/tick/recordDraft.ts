import type { Address } from 'viem';
import type { QuoteSheets } from '../model/quotes.js';
import type { SequencerFeed } from '../model/sequencer.js';
import type { UnixMillis } from '../model/units.js';
import type { Head } from '../observe/heads.js';
import { sheetsFor } from '../observe/takeSnapshots.js';
import type { Recorder, TickRecord } from '../record/recorder.js';
import type { Draft } from './decide.js';

/** What the drafts of one tick have in common. */
export interface Tick {
  head: Head;
  startedAt: UnixMillis;
  /** What servers had quoted when it was observed. */
  sheets: QuoteSheets;
  multicall3: Address;
  sequencer?: SequencerFeed;
}

/** Writes down what was decided, with all that it stands on: from that it can be decided again. */
export async function recordDraft(
  recorder: Recorder,
  { head, startedAt, sheets, multicall3, sequencer }: Tick,
  { book, taken, snapshot, context, plan, prepared }: Draft,
): Promise<TickRecord> {
  const { strategy, venues, opening } = book;
  const { transcripts } = taken;
  const quoted = sheetsFor(venues.values(), sheets);
  const asked = { multicall3, ...(sequencer ? { sequencer } : {}) };
  const inputs = { opening, transcripts, ...asked, context, ...(quoted.size > 0 ? { sheets: quoted } : {}) };
  return recorder.record({ strategy, snapshot, head, startedAt, inputs, plan, prepared });
}

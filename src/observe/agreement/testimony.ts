import type { Block } from '../../model/snapshot.js';
import type { Transcript } from '../runReadings.js';
import type { TakenSnapshot, Watched } from '../takeSnapshots.js';
import type { Statement } from './statement.js';
import type { Answer } from './tally.js';

/** An account of which something is about to be done. */
export interface Doubt {
  watched: Watched;
  /** How many endpoints must agree, the one in use included. */
  wanted: number;
  /** What the one in use says. */
  taken: TakenSnapshot;
}

/** What endpoints are compared by: the header, and each reading with its calls and answers. */
export interface Testimony {
  block: Block;
  readings: readonly Transcript[];
}

/**
 * What a statement says of the `i`th doubt. Only what the one in use has read is compared, and one that cannot read as much
 * tells nothing: it fails, and does not lie.
 */
export function answerOf(statement: Statement, doubt: Doubt, i: number): Answer<Testimony> {
  if (statement.kind !== 'told') return { kind: statement.kind };
  const { block, taken } = statement;
  const read = doubt.taken.snapshot.readings.map(({ venue }) => venue);
  if (taken[i]?.snapshot.unread.some(({ venue }) => read.includes(venue))) return { kind: 'silent' };
  // The first reading is the gas token; then one a venue.
  const readings = (taken[i]?.transcripts ?? []).filter((_, at) => {
    const venue = doubt.watched.venues[at - 1];
    return venue === undefined || read.includes(venue.id);
  });
  return { kind: 'told', content: { block, readings } };
}

/** Why an endpoint does not count, in a sentence; null where it does. */
export function whyAbsent(statement: Statement, label: string, doubts: readonly Doubt[]): string | null {
  if (statement.kind !== 'told') return statement.text;
  const failed = doubts.flatMap((doubt, i) =>
    answerOf(statement, doubt, i).kind === 'told' ? [] : (statement.taken[i]?.snapshot.unread ?? []),
  );
  const [first] = failed;
  return first ? `${label} cannot read ${first.venue}: ${first.error}` : null;
}

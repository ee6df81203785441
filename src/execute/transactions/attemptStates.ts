import { BallastError } from '../../model/error.js';
import type { AttemptState } from '../../model/order.js';

/** What can be learnt about, or done with, one signed transaction. */
export const attemptEvents = [
  /** Its bytes exist and are in the ledger. */
  'sign',
  /** A node has it. */
  'broadcast',
  /** It was sent, or may have been, and no node admits to having it. */
  'lose',
  /** It is in a block and succeeded. */
  'mine',
  /** It is in a block and reverted. */
  'revert',
  /** That block is deep enough. */
  'finalise',
  /** The block that held it is not on the chain any more. */
  'reorganise',
  /** Its nonce was used by a transaction that is not ours. */
  'drop',
  /** Its nonce was used by another transaction of ours. */
  'replace',
] as const;
export type AttemptEvent = (typeof attemptEvents)[number];

type Moves = Readonly<Partial<Record<AttemptEvent, AttemptState>>>;

/** A signed transaction that is in no block: anything may still happen to it. */
const afloat: Moves = {
  broadcast: 'Broadcast',
  lose: 'Unknown',
  mine: 'Mined',
  revert: 'Reverted',
  drop: 'Dropped',
  replace: 'Replaced',
};

/** Every legal move; whatever is not here is a defect. A reverted transaction can be reorganised away like any other. */
export const attemptMoves: Readonly<Record<AttemptState, Moves>> = {
  Reserved: { sign: 'Signed', drop: 'Dropped' },
  Signed: afloat,
  Broadcast: afloat,
  Unknown: afloat,
  Reorged: afloat,
  Mined: { finalise: 'Final', reorganise: 'Reorged' },
  Reverted: { finalise: 'Reverted', reorganise: 'Reorged' },
  Final: {},
  Dropped: {},
  Replaced: {},
};

/** @throws InvalidTransition */
export function nextState(state: AttemptState, event: AttemptEvent): AttemptState {
  const next = attemptMoves[state][event];
  if (next === undefined) throw new InvalidTransition(state, event);
  return next;
}

export class InvalidTransition extends BallastError {
  override name = 'InvalidTransition';
  constructor(state: AttemptState, event: AttemptEvent) {
    super(`an attempt that is ${state} cannot ${event}`, { mend: 'report this: it is a defect' });
  }
}

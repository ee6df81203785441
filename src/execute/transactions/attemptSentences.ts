import type { AttemptState } from '../../model/order.js';
import type { AttemptEvent } from './attemptStates.js';

/** What each state of an attempt means; the docs are made from it. */
export const stateSentences: Readonly<Record<AttemptState, string>> = {
  Reserved: 'its nonce is kept for it, and nothing is signed',
  Signed: 'its bytes are in the ledger; whether they left is not known',
  Broadcast: 'a node has it; it is in no block',
  Mined: 'it is in a block and succeeded; the block may still be reorganised away',
  Final: 'its block is as deep as the chain, or the USD at stake, ask for',
  Dropped: 'its nonce was used by a transaction that is not ours',
  Replaced:
    'its nonce was used by another transaction of ours: the same intent at higher fees, or one that takes it back',
  Reverted: 'it is in a block and failed; like `Mined`, that can be reorganised away until it is deep enough',
  Reorged: 'the block that held it is not on the chain any more, and nothing else is known yet',
  Unknown: 'it was sent, or may have been, and no node admits to having it',
};

/** What each event is. */
export const eventSentences: Readonly<Record<AttemptEvent, string>> = {
  sign: 'its bytes exist and are in the ledger',
  broadcast: 'a node has it',
  lose: 'it was sent, or may have been, and no node admits to having it',
  mine: 'a receipt says that it is in a block and succeeded',
  revert: 'a receipt says that it is in a block and failed',
  finalise: 'that block is deep enough',
  reorganise: 'the block that held it is not on the chain any more',
  drop: 'its nonce was used, beyond doubt, by a transaction that is not ours',
  replace: 'its nonce was used, finally, by another transaction of ours',
};

import type { TradeTerms } from '../../model/order.js';
import { marketOf, positionsOf, type Snapshot } from '../../model/snapshot.js';
import { wad } from '../../model/units.js';
import { type CheckContext, type Judgement, pass, reject } from '../check.js';

/** A trade for a margin account must reduce, and a trade that says it reduces must do so without flipping. */
export function reduceOnly({ action, snapshot }: CheckContext): Judgement {
  const { terms, subject } = action;
  if (terms.kind !== 'trade' && terms.kind !== 'rest') return pass('nothing is traded');
  if (!terms.reduceOnly) {
    if (marketOf(snapshot, terms.instrument)?.instrument.kind === 'spot')
      return pass('changes one token of the wallet into another');
    return 'marginAccount' in subject
      ? reject('a trade for a margin account must be reduce-only')
      : pass('need not reduce');
  }
  if (terms.kind === 'rest') {
    // The venue caps it at what is held when its trigger comes; only the side can be wrong.
    const isClosing = reduces(snapshot, { ...terms, quantity: wad(1n) });
    return isClosing ? pass('would shrink the position') : reject('there is no position that it would shrink');
  }
  return reduces(snapshot, terms) ? pass('shrinks the position') : reject('would not shrink the position, or flip it');
}

export function reduces(snapshot: Snapshot, terms: Pick<TradeTerms, 'position' | 'side' | 'quantity'>): boolean {
  const held = positionsOf(snapshot).find((position) => position.id === terms.position)?.quantity ?? 0n;
  return terms.side === 'Sell' ? held >= terms.quantity : -held >= terms.quantity;
}

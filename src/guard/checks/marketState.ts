import type { CollateralTerms, OrderTerms } from '../../model/order.js';
import { marketOf } from '../../model/snapshot.js';
import { type CheckContext, type Judgement, pass, reject, shrink } from '../check.js';
import { lowersRisk, reducingPart } from '../lowersRisk.js';

/**
 * A market whose venue says that only reducing is sound now: its price sources disagree, its sequencer has just come
 * back, its contracts are not the ones that were checked. A trade through zero is cut to the part that reduces.
 */
export function marketState({ action: { terms }, snapshot }: CheckContext): Judgement {
  if (terms.kind !== 'trade' && terms.kind !== 'rest' && !drawsOn(terms)) {
    return pass('nothing is traded');
  }
  const reason =
    'marginAccount' in terms
      ? reasonOfAccount(snapshot, terms.marginAccount)
      : (marketOf(snapshot, terms.instrument)?.reduceOnly ?? null);
  if (reason === null) return pass('anything may be traded');
  if (lowersRisk(terms)) return pass(`only reducing is possible, and this reduces: ${reason}`);
  const smaller = terms.kind === 'trade' ? reducingPart(terms, snapshot) : null;
  return smaller ? shrink(reason, smaller) : reject(reason);
}

/** Of the first market that the account's positions are in and that may only be reduced. */
function reasonOfAccount(snapshot: CheckContext['snapshot'], marginAccount: string): string | null {
  const held = snapshot.readings
    .flatMap(({ positions }) => positions)
    .filter((position) => position.marginAccount === marginAccount);
  const reasons = held.map(({ instrument }) => marketOf(snapshot, instrument.id)?.reduceOnly ?? null);
  return reasons.find((reason) => reason !== null) ?? null;
}

const drawsOn = (terms: OrderTerms): terms is CollateralTerms =>
  terms.kind === 'removeCollateral' || terms.kind === 'borrow';

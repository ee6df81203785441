import type { RecordedDecision } from '../../record/queries/recordedDecision.js';
import { tidied } from '../words/numbers.js';

/** Why a part of an order was not sent, and when that was last so. */
export interface ReasonHeld {
  reason: string;
  /** Unix ms. */
  at: number;
}

/** Why parts of an order were not sent: each reason once, by when it was last so, the newest last. @param decisions - Oldest first. */
export function reasonsHeld(
  decisions: readonly Pick<RecordedDecision, 'kind' | 'verdict' | 'not' | 'at'>[],
): ReasonHeld[] {
  const lastAt = new Map<string, number>();
  for (const { kind, verdict, not, at } of decisions) {
    if (kind !== 'work' || verdict === 'act') continue;
    const reason = tidied(not.join('; '));
    lastAt.delete(reason);
    lastAt.set(reason, at);
  }
  return [...lastAt].map(([reason, at]) => ({ reason, at }));
}

import type { Hex } from 'viem';
import { sayNumber } from '../../assess/sayNumber.js';
import type { Child, WorkedParent } from '../../model/desk.js';
import type { TradeTerms } from '../../model/order.js';
import type { Snapshot } from '../../model/snapshot.js';
import type { UnixMillis } from '../../model/units.js';
import { heldAsDoomed } from '../doomed.js';
import { failuresKept, isSameCause, type RuleRecord } from '../ruleHistory.js';
import { backOff } from '../waiting.js';
import { filledOf } from './standing.js';

/**
 * Why nothing more is sent of an order for now, after its last children failed, in a sentence: it backs off, longer with each failure
 * in a row; after as many as make a pattern, for one and the same reason, it is held for an hour at a time. null when it may go on.
 */
export function whyHeldBack(
  parent: Pick<WorkedParent, 'children' | 'orderClass'>,
  terms: TradeTerms,
  { snapshot, strategyHash, now }: { snapshot: Snapshot; strategyHash: Hex; now: UnixMillis },
): string | null {
  const failed = failuresInARow(parent.children);
  const last = failed.at(-1);
  if (!last) return null;
  const elapsed = now - last.updatedAt;
  const pause = backOff(failed.length, parent.orderClass);
  if (elapsed >= 0 && elapsed < pause) {
    const left = sayNumber(Math.ceil((pause - elapsed) / 100) / 10);
    const which =
      failed.length === 1 ? 'one child order has failed' : `${failed.length} child orders in a row have failed`;
    return `${which} (${last.text}): ${left} s are left until the next`;
  }
  const record: RuleRecord = {
    lastAt: last.createdAt,
    failures: failed.length,
    sameCause: causeOf(failed, last, strategyHash),
  };
  return heldAsDoomed(record, terms, { snapshot, strategyHash, now });
}

/** The newest children that ended without any fill, oldest first. What was taken back on purpose is no failure. */
export function failuresInARow(children: readonly Child[]): Child[] {
  const failed: Child[] = [];
  for (const child of [...children].reverse()) {
    if (child.terms.kind !== 'trade' && child.terms.kind !== 'rest') continue;
    if (child.status === 'Filled' || filledOf(child) > 0n) break;
    if (child.status === 'Rejected' || (child.status === 'Canceled' && child.terms.kind === 'trade'))
      failed.unshift(child);
  }
  return failed;
}

function causeOf(failed: readonly Child[], last: Child, strategyHash: Hex): NonNullable<RuleRecord['sameCause']> {
  const others = failed.findLastIndex(({ text }) => !isSameCause(text, last.text));
  const at = failed.slice(others + 1).map(({ createdAt }) => createdAt);
  const side = last.terms.kind === 'trade' ? last.terms.side : null;
  return { text: last.text, at: at.slice(-failuresKept), strategyHash, side, mark: null };
}

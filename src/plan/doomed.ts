import { sayNumber } from '../assess/sayNumber.js';
import type { TradeTerms } from '../model/order.js';
import { marketOf, type Snapshot } from '../model/snapshot.js';
import { toFloat, type UnixMillis } from '../model/units.js';
import { failuresKept, type RuleRecord } from './ruleHistory.js';

/** So many failures for one reason within this time are a pattern, not bad luck. */
const within = 60 * 60_000;
/** After this long it is tried once more, whatever has not changed: an open exposure must not stay open for want of trying. */
const heldFor = 60 * 60_000;
/** A market that has moved by more than this is another market: a share of its mark. */
const moved = 0.02;

/**
 * Why a trade that adds risk is not sent once more, in a sentence: the rule's last orders about the subject all failed
 * for one reason, and nothing has changed since that could change it. What counts as a change: another version of the
 * strategy file, the market more than 2 % away, a trade on the other side, or an hour. null when it may be sent.
 *
 * Only for trades that could add risk: what reduces, and survival, back off (`waiting.ts`) and are never held.
 */
export function heldAsDoomed(
  record: RuleRecord | undefined,
  terms: TradeTerms,
  { snapshot, strategyHash, now }: { snapshot: Snapshot; strategyHash: string; now: UnixMillis },
): string | null {
  const failures = record?.sameCause;
  const last = failures?.at.at(-1);
  const first = failures?.at.at(-failuresKept);
  if (!failures || last === undefined || first === undefined || last - first > within) return null;
  const elapsed = now - last;
  if (elapsed < 0 || elapsed >= heldFor || failures.strategyHash !== strategyHash) return null;
  if (failures.side !== null && failures.side !== terms.side) return null;
  const market = marketOf(snapshot, terms.instrument);
  if (failures.mark !== null && market && Math.abs(toFloat(market.mark) / failures.mark - 1) > moved) return null;
  const left = sayNumber(Math.ceil((heldFor - elapsed) / 60_000));
  return `the last ${failuresKept} orders failed for one reason (${failures.text}): nothing more is opened until the strategy file changes, the market moves by 2 % or ${left} min have passed`;
}

import { sayNumber } from '../assess/sayNumber.js';
import type { Order, TradeTerms } from '../model/order.js';
import { shortId } from '../model/order.js';
import type { Snapshot, VenueReading } from '../model/snapshot.js';
import type { DeleverageRule, RebalanceRule } from '../model/strategy.js';
import { absolute, wad } from '../model/units.js';
import type { DecisionDraft, PlanInput } from './plan.js';
import { historyKey } from './ruleHistory.js';
import { subjectsOf } from './subjects.js';

/**
 * Why a hedge may not grow its position now, in a sentence: a deleveraging has just made it smaller, and the two would
 * trade against each other for as long as there is money for fees. It counts what was chosen in this tick, what is in
 * flight, and what a rule has done within its own cooldown. null when nothing speaks against it; a hedge that makes its
 * position smaller is never held.
 */
export function reducedLately(
  terms: TradeTerms,
  input: PlanInput,
  snapshot: Snapshot,
  openOrders: readonly Order[],
  decided: readonly DecisionDraft[],
): string | null {
  const reading = snapshot.readings.find(({ venue }) => venue === terms.venue);
  if (!reading || !grows(terms, reading)) return null;
  const above = decided.some(({ verdict, kind, action }) => {
    if (verdict !== 'act' || action?.terms.kind !== 'trade') return false;
    const isReduction = kind === 'deleverage' || (kind === 'rebalance' && action.terms.reduceOnly);
    return isReduction && action.terms.instrument === terms.instrument;
  });
  if (above) return `the deleveraging above made ${terms.instrument} smaller`;
  const coming = openOrders.find(
    (order) =>
      (order.orderClass === 'survive' || order.orderClass === 'margin') &&
      order.terms.kind === 'trade' &&
      order.terms.instrument === terms.instrument,
  );
  if (coming) return `order ${shortId(coming.id)}, in flight, makes ${terms.instrument} smaller`;
  const left = coolingDown(terms, reading, input, snapshot);
  return left === null ? null : `${left.rule} made ${left.account} smaller: ${seconds(left.ms)} left of its cooldown`;
}

function grows({ side, quantity, position, instrument }: TradeTerms, { positions }: VenueReading): boolean {
  const held = positions.find((candidate) =>
    position === null ? candidate.instrument.id === instrument : candidate.id === position,
  );
  const before = held?.quantity ?? 0n;
  const after = wad(before + (side === 'Buy' ? quantity : -quantity));
  return absolute(after) > absolute(wad(before));
}

/** The longest that a rule which makes the position's margin account smaller cools down after an order that did, and did not fail. */
function coolingDown(
  { venue, position }: TradeTerms,
  { marginAccounts }: VenueReading,
  { strategy, history, snapshot: asItIs, now }: PlanInput,
  projected: Snapshot,
): { rule: string; account: string; ms: number } | null {
  // A position that is yet to be opened: any account of the venue may be the one that it will be in.
  const own = marginAccounts.find(({ positions }) => position !== null && positions.includes(position))?.id;
  const rules = strategy.rules.filter(
    (rule): rule is DeleverageRule | RebalanceRule =>
      (rule.kind === 'deleverage' || (rule.kind === 'rebalance' && rule.reduce)) &&
      [rule.accounts].flat().some((selector) => selector.venue === venue),
  );
  const waits = rules.flatMap((rule) =>
    subjectsOf(rule, projected, asItIs).flatMap((subject) => {
      const account = 'marginAccount' in subject ? subject.marginAccount : '';
      const record = history.get(historyKey(rule.name, subject));
      if (own === undefined ? !account.startsWith(`${venue} `) : own !== account) return [];
      const at = rule.kind === 'rebalance' ? record?.reducedAt : record?.failures === 0 ? record.lastAt : undefined;
      if (at === undefined) return [];
      const elapsed = now - at;
      // A last order in the future means that the clock was set back: then there is nothing sensible to wait for.
      return elapsed >= 0 && elapsed < rule.cooldown ? [{ rule: rule.name, account, ms: rule.cooldown - elapsed }] : [];
    }),
  );
  return waits.sort((a, b) => b.ms - a.ms)[0] ?? null;
}

/** To a tenth, as a rule's own cooldown is told. */
const seconds = (ms: number): string => `${sayNumber(Math.ceil(ms / 100) / 10)} s`;

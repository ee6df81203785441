import { sharedKernel } from '../../assess/pricing/sharedKernel.js';
import type { HedgeRule, Rule } from '../../model/strategy.js';
import { type DeltaBounds, deltaBounds, type HealthBounds, healthBounds } from '../../plan/triggers/actingBounds.js';
import { isFor, type NextTrigger } from '../../plan/triggers/nextTriggers.js';
import type { Ledger } from '../../record/ledger.js';
import { bookRules, type Environment } from '../books/bookRules.js';
import { bookTriggers } from '../books/bookTriggers.js';

/** What the rules of a book say at its newest sample: it takes milliseconds to tens of them, and is the same until the next. */
export interface BookGlance {
  triggers: readonly NextTrigger[];
  /** By underlying: the first rule that hedges it. */
  bands: ReadonlyMap<string, DeltaBounds & { rule: string }>;
  /** By margin account: the rule that acts first. */
  health: ReadonlyMap<string, HealthBounds>;
  gaps: readonly string[];
}

type MarginAccountRule = Exclude<Rule, { kind: 'hedge' | 'claim' }>;

/** Worked out anew for each sample. What orders in flight may change is told with each sample, too. */
export async function bookAtAGlance(ledger: Ledger, strategy: string, env: Environment): Promise<BookGlance> {
  const known = await bookRules(ledger, strategy, env);
  const { triggers, gaps } = await bookTriggers(ledger, strategy, known);
  const glance = { triggers, gaps, bands: new Map<string, DeltaBounds & { rule: string }>() };
  if (typeof known === 'string') return { ...glance, health: new Map() };
  const { recorded, risk, rules, chain, termsOf } = known;
  const facts = { holdings: recorded.holdings, risk, chain, kernel: sharedKernel() };
  for (const rule of rules.filter((one): one is HedgeRule => one.kind === 'hedge')) {
    const bounds = deltaBounds(facts, rule, termsOf(rule));
    if (bounds && !glance.bands.has(rule.underlying)) glance.bands.set(rule.underlying, { ...bounds, rule: rule.name });
  }
  const health = new Map<string, HealthBounds>();
  const looksAfter = rules.filter((one): one is MarginAccountRule => one.kind !== 'hedge' && one.kind !== 'claim');
  for (const margin of recorded.holdings.margins) {
    const all = looksAfter
      .filter((rule) => isFor(rule, margin))
      .flatMap((rule) => healthBounds(facts, rule, margin) ?? []);
    const [first] = all.sort((a, b) => b.trigger - a.trigger);
    if (first) health.set(margin.marginAccount, first);
  }
  return { ...glance, health };
}

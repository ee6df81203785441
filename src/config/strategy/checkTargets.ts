import type { AccountSelector } from '../../model/strategy.js';
import { boundOf, isAbsolute, isMetric } from '../expression/bounds.js';
import type { Check } from '../readFields.js';
import type {
  DeleverageDraft,
  Draft,
  HedgeDraft,
  ProtectDraft,
  RebalanceDraft,
  RuleDraft,
  TopUpDraft,
} from './draft.js';

/** Triggers and targets agree: a rule that has done its work no longer wants to, and the milder rule comes first. */
export function checkTargets(check: Check, { rules, surviveBelow }: Draft): void {
  for (const rule of rules) {
    if (rule.kind === 'hedge') {
      checkHedgeTarget(check, rule);
      checkBand(check, rule);
    }
    if (rule.kind === 'topUp' || rule.kind === 'deleverage') checkHealthTarget(check, rule, surviveBelow);
    else if (rule.kind === 'rebalance') {
      checkHealthTarget(check, rule, surviveBelow);
      checkReturn(check, rule);
    } else if (rule.kind === 'protect') checkStop(check, rule, rules);
  }
  checkTwins(check, rules);
  for (const deleverage of rules.filter((rule) => rule.kind === 'deleverage')) {
    const trigger = healthTrigger(deleverage);
    const later = rules.find(
      (rule) => rule.kind === 'topUp' && overlaps(rule, deleverage) && healthTrigger(rule) < trigger,
    );
    if (!later || !Number.isFinite(trigger)) continue;
    check.report(
      [...deleverage.path, 'when'],
      `it deleverages below ${trigger}, before \`${later.name}\` tops up below ${healthTrigger(later)}`,
      'let the top-up come first: give `deleverage` the lower trigger',
    );
  }
}

function checkHedgeTarget(check: Check, { path, when, to }: HedgeDraft): void {
  if (!when || to === undefined) return;
  const trigger = boundOf(when.condition, isAbsolute('delta'), 'above');
  if (!Number.isFinite(trigger) || Math.abs(to) <= trigger) return;
  check.report(
    [...path, 'to'],
    `at its target of ${to} the rule would want to act again: it acts over ${trigger}`,
    `choose a target between -${trigger} and ${trigger}`,
  );
}

function checkHealthTarget(
  check: Check,
  rule: TopUpDraft | DeleverageDraft | RebalanceDraft,
  surviveBelow: number | undefined,
): void {
  const { path, to } = rule;
  if (to === undefined) return;
  const trigger = healthTrigger(rule);
  if (Number.isFinite(trigger) && trigger >= to) {
    const mend = `set \`to\` above ${trigger}, or the trigger below ${to}`;
    check.report([...path, 'to'], `the target ${to} is not above the trigger: it acts below ${trigger}`, mend);
  }
  if (surviveBelow !== undefined && to <= surviveBelow) {
    const mend = `set \`to\` above ${surviveBelow}`;
    check.report([...path, 'to'], `the target ${to} is not above \`surviveBelow\` (${surviveBelow})`, mend);
  }
}

/** What has no edge cannot be brought to one. */
function checkBand(check: Check, { path, band, hasBand, hasWhen, aim, hysteresis }: HedgeDraft): void {
  if (!hasBand && !hasWhen) {
    check.report([...path, 'when'], '`when` is missing', 'say when to act, or within which `band` not to');
  }
  if (band ? band.kind !== 'every' : hasBand) return;
  const why = band ? '`every` is a time and has no edge' : 'there is no `band`';
  if (aim === 'edge')
    check.report([...path, 'aim'], `${why}: nothing to stop at`, 'leave `aim` out, or add `band: 0.5`');
  if (hysteresis !== undefined && hysteresis > 0) {
    check.report([...path, 'hysteresis'], `${why}: nothing to be further out than`, 'leave it out, or add `band: 0.5`');
  }
}

/** What comes back must not be what is wanted there again. */
function checkReturn(check: Check, { path, to, returnAbove }: RebalanceDraft): void {
  if (to === undefined || returnAbove === undefined || returnAbove > to) return;
  const message = `collateral would go back above ${returnAbove}, and the target is ${to}`;
  check.report([...path, 'returnAbove'], message, `set \`returnAbove\` above ${to}`);
}

/** A stop closes everything; where it comes before a rule that would have made do with less, that rule never acts. */
function checkStop(check: Check, { path, at, protect }: ProtectDraft, rules: readonly RuleDraft[]): void {
  if (at === undefined || protect === undefined) return;
  const later = rules
    .flatMap((rule) => {
      const accounts =
        rule.kind === 'topUp'
          ? [rule.topUp]
          : rule.kind === 'deleverage'
            ? [rule.deleverage]
            : rule.kind === 'rebalance'
              ? (rule.rebalance ?? [])
              : [];
      const trigger = healthTrigger(rule);
      const isShared = accounts.some((one) => one !== undefined && shares(one, protect));
      return Number.isFinite(trigger) && isShared ? [{ name: rule.name, trigger }] : [];
    })
    .filter(({ trigger }) => trigger <= at)
    .sort((a, b) => a.trigger - b.trigger)[0];
  if (!later) return;
  check.report(
    [...path, 'at'],
    `the stop closes the whole position at ${at}, before \`${later.name}\` acts below ${later.trigger}`,
    `set \`at\` below ${later.trigger}`,
  );
}

/** A position has one stop: two rules would move it to and fro for as long as there is money for fees. */
function checkTwins(check: Check, rules: readonly RuleDraft[]): void {
  const stops = rules.filter((rule) => rule.kind === 'protect');
  stops.forEach(({ path, protect }, index) => {
    const first = stops.slice(0, index).find((other) => other.protect && protect && shares(other.protect, protect));
    if (!first) return;
    const message = `\`${first.name}\` above keeps the stop of the same position: each would move it to its own place`;
    check.report([...path, 'protect'], message, 'keep one of them, or name one account in each instead of `*`');
  });
  const claims = rules.filter((rule) => rule.kind === 'claim');
  claims.forEach(({ path, claim }, index) => {
    const first = claims.slice(0, index).find((other) => claim !== undefined && other.claim === claim);
    if (first) check.report([...path, 'claim'], `\`${first.name}\` above collects the same`, 'keep one of them');
  });
}

/** The health below which a rule acts, as far as its condition tells; Infinity when it does not. */
export const healthTrigger = ({ when }: RuleDraft): number =>
  when ? boundOf(when.condition, isMetric('health'), 'below') : Number.POSITIVE_INFINITY;

function overlaps(topUp: TopUpDraft, deleverage: DeleverageDraft): boolean {
  const [a, b] = [topUp.topUp, deleverage.deleverage];
  return a !== undefined && b !== undefined && shares(a, b);
}

const shares = (a: AccountSelector, b: AccountSelector): boolean =>
  a.venue === b.venue && (a.name === b.name || a.name === '*' || b.name === '*');

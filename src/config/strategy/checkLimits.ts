import type { Bound } from '../../model/limits.js';
import type { VenueKind } from '../../venues/venue.js';
import type { Path } from '../problem.js';
import type { Check } from '../readFields.js';
import type { ChainDraft } from '../settings/readChain.js';
import { checkStanding } from './checkStanding.js';
import { healthTrigger } from './checkTargets.js';
import type { Draft, RuleDraft } from './draft.js';

/** Limits agree with each other, with the rules and with the chain. */
export function checkLimits(
  check: Check,
  draft: Draft,
  chain: ChainDraft | null,
  kinds: readonly Pick<VenueKind, 'id'>[],
): void {
  const { slippage, health, hour } = draft.limits;
  const report: Report = (path, message, mend) => check.report(['limits', ...path], message, mend);
  const order = rejectedBeyond(report, ['order'], draft.limits.order);
  const turnover = rejectedBeyond(report, ['day', 'turnover'], draft.limits.day?.turnover);
  const { day } = draft.limits;
  checkStanding(check, ['limits'], draft.limits, kinds);

  if (order !== undefined && order <= 0)
    report(['order'], 'no order at all is allowed', 'leave `rules` away to only watch');
  if (order !== undefined && turnover !== undefined && order > turnover) {
    report(
      ['order'],
      `one order (${order} usd) may trade more than a whole day (${turnover} usd)`,
      'lower it, or raise `day.turnover`',
    );
  }
  if (hour && day && hour.orders > day.orders) {
    report(
      ['hour', 'orders'],
      `an hour allows ${hour.orders} orders, a whole day ${day.orders}`,
      'lower it, or raise `day.orders`',
    );
  }
  if (day && chain?.gasToken !== undefined && day.gas.token !== chain.gasToken.toUpperCase()) {
    const mend = `write \`${day.gas.amount} ${chain.gasToken.toLowerCase()}\``;
    report(['day', 'gas'], `gas on ${chain.name} is paid in ${chain.gasToken}, not ${day.gas.token}`, mend);
  }
  if (health !== undefined && draft.surviveBelow !== undefined && health < draft.surviveBelow) {
    const mend = `set it to ${draft.surviveBelow} or more`;
    report(['health'], `hedges may push an account to ${health}, where it has to be rescued (\`surviveBelow\`)`, mend);
  }
  if (health !== undefined) checkHealth(report, draft.rules, health);
  for (const rule of draft.rules) {
    checkSlippage(check, rule, slippage);
    checkSize(check, rule, order);
  }
}

/** What is money has no default: that a person is asked from some size on does not say where it ends. */
function rejectedBeyond(report: Report, path: Path, bound: Bound | undefined): number | undefined {
  if (bound && bound.reject === null) report(path, 'what is rejected is not said', 'state `reject` too');
  return bound?.reject ?? undefined;
}

type Report = (path: Path, message: string, mend: string) => void;

/** Hedges that may go where deleveraging starts would trade against it for as long as there is money for fees. */
function checkHealth(report: Report, rules: readonly RuleDraft[], health: number): void {
  const hedged = new Set(
    rules.flatMap((rule) => (rule.kind === 'hedge' ? (rule.on ?? []).map(({ venue }) => venue) : [])),
  );
  const first = rules
    .filter((rule) => rule.kind === 'deleverage')
    .filter(({ deleverage }) => deleverage !== undefined && hedged.has(deleverage.venue))
    .map((rule) => ({ rule, trigger: healthTrigger(rule) }))
    .filter(({ trigger }) => Number.isFinite(trigger) && health < trigger)
    .sort((a, b) => b.trigger - a.trigger)[0];
  if (!first) return;
  const message = `hedges may push an account to ${health}, where \`${first.rule.name}\` closes them again: it acts below ${first.trigger}`;
  report(['health'], message, `set it to ${first.trigger} or more; best to the target of that rule`);
}

function checkSlippage(check: Check, rule: RuleDraft, limit: number | undefined): void {
  // A stop-loss has its own bound: one that is too tight would stop it exactly when it is needed.
  if (rule.kind !== 'hedge' && rule.kind !== 'deleverage') return;
  if (rule.maxSlippage === undefined || limit === undefined) return;
  if (rule.maxSlippage <= limit) return;
  const mend = `set \`maxSlippage: ${limit}bps\` or less, or raise \`limits.slippage\``;
  check.report([...rule.path, 'maxSlippage'], `${rule.maxSlippage}bps is over \`limits.slippage\` (${limit}bps)`, mend);
}

function checkSize(check: Check, rule: RuleDraft, order: number | undefined): void {
  if ((rule.kind !== 'topUp' && rule.kind !== 'deleverage') || rule.minimum === undefined) return;
  if (order !== undefined && rule.minimum > order) {
    const mend = 'lower the minimum, or raise `limits.order`';
    check.report(
      [...rule.path, 'minimum'],
      `it never acts: its least order is over \`limits.order\` (${order} usd)`,
      mend,
    );
  }
  if (rule.kind === 'topUp' && rule.maximum !== undefined && rule.minimum > rule.maximum) {
    check.report([...rule.path, 'maximum'], 'it never acts: its most is under its least', 'raise it over `minimum`');
  }
}

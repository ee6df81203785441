import { marginAccountsOf } from '../model/snapshot.js';
import type { RebalanceRule, Rule } from '../model/strategy.js';
import { judgeCondition } from './condition.js';
import { subjectsOf, venuesOf } from './subjects.js';
import type { Turn } from './turn.js';

/**
 * Whether nobody needs what a rule would put away: no account that any rule is to bring to a target waits for it, be it that it cools
 * down, backs off or was refused, and all of the venues whose accounts it looks after were read.
 */
export function isCalm({ input, portfolio }: Pick<Turn, 'input' | 'portfolio'>, rule: RebalanceRule): boolean {
  const { snapshot, strategy } = input;
  const venues = [...venuesOf(rule), ...(rule.lend ? [rule.lend.venue] : [])];
  if (!venues.every((venue) => snapshot.readings.some((reading) => reading.venue === venue))) return false;
  const healths = new Map(marginAccountsOf(portfolio.snapshot).map(({ id, health }) => [id, health]));
  return !strategy.rules.filter(restores).some((one) =>
    subjectsOf(one, portfolio.snapshot, snapshot).some((subject) => {
      const health = 'marginAccount' in subject ? healths.get(subject.marginAccount) : undefined;
      return health !== undefined && health < one.to && judgeCondition(one.when, subject, portfolio).holds;
    }),
  );
}

const restores = (rule: Rule): rule is Extract<Rule, { kind: 'rebalance' | 'topUp' | 'deleverage' }> =>
  rule.kind === 'rebalance' || rule.kind === 'topUp' || rule.kind === 'deleverage';

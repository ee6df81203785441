import { metricIndex, metrics, metricValues } from '../assess/metrics.js';
import { sayNumber } from '../assess/sayNumber.js';
import type { Subject } from '../model/decision.js';
import { marginAccountsOf } from '../model/snapshot.js';
import type { Expression } from '../model/strategy.js';
import type { Portfolio } from './portfolio.js';

/** What a condition says of a portfolio. */
export interface Judged {
  holds: boolean;
  /** The metrics it reads, by name, in its own order. */
  values: readonly { name: string; value: number }[];
}

/**
 * A condition holds only when it is known to: a metric without a meaning is unknown, and the expression itself tells
 * what that leaves of it (an alternative that is true still holds).
 */
export function judgeCondition(when: Expression, subject: Subject, { snapshot, risk }: Portfolio): Judged {
  const marginAccount = 'marginAccount' in subject ? subject.marginAccount : null;
  const underlying =
    'underlying' in subject
      ? subject.underlying
      : (marginAccountsOf(snapshot).find((account) => account.id === marginAccount)?.underlyings[0] ?? null);
  const all = metricValues({ snapshot, risk, underlying, marginAccount }, when.names);
  const values = when.names.map((name) => ({ name, value: all[metricIndex.get(name) ?? -1] ?? Number.NaN }));
  return { holds: when.holds(all), values };
}

/** `delta 2.41 ETH`, `gas 0.8 gwei`, `health 1.27`. */
export function sayMetric({ name, value }: { name: string; value: number }, subject: Subject): string {
  const unit = metrics.find((metric) => metric.name === name)?.unit ?? '';
  const shown = unit === 'units' && 'underlying' in subject ? subject.underlying : unit;
  return shown === '' || shown === 'ratio' || !Number.isFinite(value)
    ? `${name} ${sayNumber(value)}`
    : `${name} ${sayNumber(value)} ${shown}`;
}

/** JSON has no infinities: what is infinite is told in the sentences alone. */
export const recordable = ({ values }: Judged): Record<string, number> =>
  Object.fromEntries(values.filter(({ value }) => Number.isFinite(value)).map(({ name, value }) => [name, value]));

import type { StrategyChange } from '../../model/proposal.js';
import type { Rule } from '../../model/strategy.js';
import { boundOf, isAbsolute, isMetric } from '../expression/bounds.js';
import { readCondition } from '../expression.js';

const number = /(?<![\w.])\d[\d_]*(?:\.\d+)?(?:[eE][+-]?\d+)?/g;

/**
 * Which way a changed condition moves when the rule acts, where its two texts differ in one number only and that is the bound of
 * what the rule is about: a health to keep, a delta to hedge. null where it cannot be told.
 */
export function conditionChange(before: Rule, after: Rule): Pick<StrategyChange, 'risk' | 'why'> | null {
  if (!differsInOneNumber(before.when.source, after.when.source)) return null;
  const side = before.kind === 'hedge' ? 'above' : 'below';
  const bounds = [before, after].map((rule) => boundIn(rule, side));
  const [from, to] = bounds;
  if (from === undefined || to === undefined || !Number.isFinite(from) || !Number.isFinite(to) || from === to)
    return null;
  const isLater = side === 'above' ? to > from : to < from;
  return isLater
    ? { risk: 'adds', why: `it acts later: ${side} ${to} instead of ${from}` }
    : { risk: 'lowers', why: `it acts sooner: ${side} ${to} instead of ${from}` };
}

function boundIn(rule: Rule, side: 'below' | 'above'): number | undefined {
  try {
    const { condition } = readCondition(rule.when.source, rule.kind);
    return boundOf(condition, side === 'above' ? isAbsolute('delta') : isMetric('health'), side);
  } catch {
    return undefined; // a rule without a condition of its own
  }
}

function differsInOneNumber(before: string, after: string): boolean {
  const bare = (text: string): string => text.replace(number, '#').replace(/\s+/g, ' ').trim();
  if (bare(before) !== bare(after)) return false;
  const [was, is] = [before, after].map((text) => text.match(number) ?? []);
  return (was ?? []).filter((one, i) => one !== is?.[i]).length === 1;
}

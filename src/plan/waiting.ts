import { sayNumber } from '../assess/sayNumber.js';
import type { OrderClass } from '../model/order.js';
import type { Rule } from '../model/strategy.js';
import type { UnixMillis } from '../model/units.js';
import type { RuleRecord } from './ruleHistory.js';

/** After n failures in a row a rule waits 2^n seconds, and never longer than this. */
export const longestBackOff = 10 * 60_000;
/** Survival retries sooner: a failure must not become the reason for a liquidation. */
export const longestSurvivalBackOff = 30_000;

/** Milliseconds that a rule waits after `failures` failures in a row. */
export const backOff = (failures: number, orderClass: OrderClass): number =>
  failures <= 0
    ? 0
    : Math.min(1_000 * 2 ** failures, orderClass === 'survive' ? longestSurvivalBackOff : longestBackOff);

/**
 * Why a rule has to wait, in a sentence; null when it need not. The cooldown does not hold back survival. A last order
 * in the future means that the clock was set back: then there is nothing sensible to wait for.
 */
export function waitingFor(
  rule: Pick<Rule, 'cooldown'>,
  record: RuleRecord | undefined,
  orderClass: OrderClass,
  now: UnixMillis,
): string | null {
  if (!record) return null;
  const elapsed = now - record.lastAt;
  if (elapsed < 0) return null;
  const pause = backOff(record.failures, orderClass);
  if (elapsed < pause) {
    return `backing off after ${record.failures} failed ${record.failures === 1 ? 'order' : 'orders'}: ${seconds(pause - elapsed)} left of ${seconds(pause)}`;
  }
  if (orderClass !== 'survive' && elapsed < rule.cooldown) {
    return `cooling down: ${seconds(rule.cooldown - elapsed)} left of ${seconds(rule.cooldown)}`;
  }
  return null;
}

/** To a tenth, so that a sentence does not pretend to more. */
const seconds = (ms: number): string => `${sayNumber(Math.ceil(ms / 100) / 10)} s`;

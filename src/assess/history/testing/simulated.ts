import type { PriceSeries } from '../../../model/priceSeries.js';
import { DAY, HOUR } from '../../../model/time.js';
import { createDice, type Dice } from '../dice.js';
import type { VarianceRule } from '../variance.js';

/** Daily returns that follow a GARCH(1,1), by shocks with a variance of 1. */
export function garchReturns(
  days: number,
  { omega, alpha, beta }: VarianceRule,
  seed: number,
  shock: (dice: Dice) => number = (dice) => dice.normal(),
): number[] {
  const dice = createDice(seed);
  let variance = omega / (1 - alpha - beta);
  return Array.from({ length: days }, () => {
    const got = Math.sqrt(variance) * shock(dice);
    variance = omega + alpha * got * got + beta * variance;
    return got;
  });
}

/** The first midnight of simulated histories: 2023-01-01. */
export const firstMidnight = Date.UTC(2023, 0, 1);

/** Hourly prices whose midnights are these daily log returns apart: a straight line of log prices within each day. */
export function pricesOf(underlying: string, returns: readonly number[], first = firstMidnight): PriceSeries {
  const hours = [first - HOUR];
  const prices = [100];
  let log = Math.log(100);
  for (const [day, value] of returns.entries()) {
    for (let hour = 0; hour < 24; hour++) {
      hours.push(first + day * DAY + hour * HOUR);
      prices.push(Math.exp(log + (value * (hour + 1)) / 24));
    }
    log += value;
  }
  return { underlying, hours, prices };
}

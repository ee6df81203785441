import type { GarchFit } from '../../model/forecast.js';
import { minimise } from '../minimise.js';
import { annualised, foretoldVariances, meanSquare, type VarianceRule } from './variance.js';

/** Days that it takes to tell alpha from beta at all; below it there is no fit. */
const garchDays = 365;

/** alpha + beta stays below it: variance comes back to a level. */
const mostPersistence = 0.9999;

/** Gain of log-likelihood over a constant variance that two more parameters must bring (Akaike, 1974). */
const leastGain = 2;

/**
 * GARCH(1,1) (Bollerslev, 1986) by Gaussian quasi-maximum likelihood, which is right about the parameters also when returns are not
 * normal (Bollerslev and Wooldridge, 1992). Mean of the returns taken as 0. Deterministic.
 * @returns null where it does not fit: under a year of days, no moves, or no better than a constant variance
 */
export function fitGarch(returns: readonly number[]): GarchFit | null {
  if (returns.length < garchDays) return null;
  const level = meanSquare(returns);
  if (!(level > 0) || !Number.isFinite(level)) return null;
  const values = Float64Array.from(returns);
  const cost = (x: readonly number[]): number => -logLikelihood(values, level, ruleAt(x, level));
  const first = minimise(cost, [0, logit(0.95), logit(0.08)], { steps: [0.5, 0.5, 0.5], most: 600, flat: 1e-3 });
  // From where it came to rest, with a fresh simplex: the first may have collapsed on a ridge.
  const { at, value } = minimise(cost, first.at, { steps: [0.2, 0.2, 0.2], most: 600, flat: 1e-7 });
  const rule = ruleAt(at, level);
  const constant = logLikelihood(values, level, { omega: level, alpha: 0, beta: 0 });
  if (!(-value - constant > leastGain)) return null;
  return { ...rule, vol: annualised(foretoldVariances(returns, rule).at(-1) ?? Number.NaN), likelihood: -value };
}

/** Any three numbers as a rule that is positive and stationary: log of the long-run variance, persistence, alpha's part of it. */
function ruleAt([scale = 0, persistence = 0, part = 0]: readonly number[], level: number): VarianceRule {
  const sum = mostPersistence * logistic(persistence);
  const alpha = sum * logistic(part);
  return { omega: level * Math.exp(scale) * (1 - sum), alpha, beta: sum - alpha };
}

const logistic = (x: number): number => 1 / (1 + Math.exp(-x));
const logit = (p: number): number => Math.log(p / (1 - p));

/** Gaussian, of returns whose first variance is `level`. */
function logLikelihood(returns: Float64Array, level: number, { omega, alpha, beta }: VarianceRule): number {
  let variance = level;
  let sum = 0;
  for (const got of returns) {
    const square = got * got;
    sum += Math.log(variance) + square / variance;
    variance = omega + alpha * square + beta * variance;
  }
  return -0.5 * (sum + returns.length * Math.log(2 * Math.PI));
}

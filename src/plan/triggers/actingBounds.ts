import { metricValues } from '../../assess/metrics.js';
import type { PricingKernel } from '../../assess/pricing/kernel.js';
import type { HeldMargin, Holdings } from '../../model/holdings.js';
import type { MarginRisk, RiskReport, UnderlyingRisk } from '../../model/riskReport.js';
import type { HedgeRule, Rule } from '../../model/strategy.js';
import { unixMillis } from '../../model/units.js';
import { type BandTerms, inputsAt, reachOf } from '../hedge/bandInputsOf.js';
import { deltaCurve } from '../hedge/deltaCurve.js';
import { judgeBand } from '../hedge/judgeBand.js';
import { chainFacts, type KnownChain } from './chainFacts.js';
import { hedgeWish } from './hedgeWish.js';
import { type MarginRule, marginWish } from './marginWish.js';

/** What rules are judged by, at one moment. */
export interface ActingFacts {
  holdings: Holdings;
  risk: RiskReport;
  chain: KnownChain;
  kernel: PricingKernel;
}

/** Between which deltas a hedge leaves the book alone. Units of the underlying; null: at no delta, all else as it is. */
export interface DeltaBounds {
  target: number;
  lower: number | null;
  upper: number | null;
}

/**
 * The deltas beyond which a hedge rule would act, its condition, band, minimum and hysteresis considered and all else as it is.
 * null where the underlying has no price, or the band is not known.
 */
export function deltaBounds(
  { holdings, risk, chain, kernel }: ActingFacts,
  rule: HedgeRule,
  terms: BandTerms,
): DeltaBounds | null {
  const { underlying } = rule;
  const price = holdings.underlyings.find(({ name }) => name === underlying)?.price;
  const now = risk.underlyings.find((one) => one.underlying === underlying);
  const [point] = price === undefined ? [] : deltaCurve(holdings, underlying, [price], kernel);
  if (price === undefined || now === undefined || point === undefined) return null;
  const reach = reachOf(holdings, underlying);
  const inputs = inputsAt(point, price, reach, terms);
  const band = judgeBand({ rule, delta: rule.to, inputs, lastAt: null, now: unixMillis(0) });
  if (!band.known && rule.band.kind !== 'condition') return null;
  const target = rule.band.kind === 'condition' ? rule.to : (band.lower + band.upper) / 2;
  const { known, unknown } = chainFacts(chain, rule);
  const names = rule.when.names.filter((name) => !unknown.has(name));
  const acts = (delta: number): boolean => {
    const there = withDelta(risk, now, delta);
    const values = metricValues({ snapshot: known, risk: there, underlying, marginAccount: null }, names);
    return rule.when.holds(values) && hedgeWish(rule, there, price, point, reach, terms) !== null;
  };
  const scale = Math.max(Math.abs(now.delta), reach, rule.minimum, 1_000 / price);
  const up = edge((by) => acts(target + by), scale);
  const down = edge((by) => acts(target - by), scale);
  return { target, lower: down === null ? null : target - down, upper: up === null ? null : target + up };
}

/** Below which health a rule would act for a margin account, and what it would bring it to. */
export interface HealthBounds {
  rule: string;
  trigger: number;
  target: number;
}

/** All else as it is; null where it would act at no health. A resting stop acts by itself, at the venue, and is not told here. */
export function healthBounds(
  { risk, chain }: Pick<ActingFacts, 'risk' | 'chain'>,
  rule: Exclude<Rule, { kind: 'hedge' | 'claim' }>,
  { marginAccount, underlyings }: HeldMargin,
): HealthBounds | null {
  const now = risk.marginAccounts.find((one) => one.marginAccount === marginAccount);
  if (now === undefined || rule.kind === 'protect') return null;
  const { known, unknown } = chainFacts(chain, rule);
  const names = rule.when.names.filter((name) => !unknown.has(name));
  const acts = (health: number): boolean => {
    const account = { ...now, health, equity: health * now.maintenance };
    const there = withAccount(risk, account);
    const scope = { snapshot: known, risk: there, underlying: underlyings[0] ?? null, marginAccount };
    return rule.when.holds(metricValues(scope, names)) && marginWish(rule satisfies MarginRule, account) !== null;
  };
  if (!acts(1)) return null;
  let [low, high] = [1, rule.to];
  if (high <= low) return null;
  for (let i = 0; i < halvings; i++) {
    const middle = (low + high) / 2;
    if (acts(middle)) low = middle;
    else high = middle;
  }
  return { rule: rule.name, trigger: tidy(high), target: rule.to };
}

const halvings = 48;
/** Beyond so many times what is held, there is no edge. */
const furthest = 1e4;

/** The least distance at which something is so, to a part in a hundred million; null where it is nowhere. */
function edge(isSo: (by: number) => boolean, scale: number): number | null {
  let high = scale / 1e6;
  let low = 0;
  while (!isSo(high)) {
    if (high > scale * furthest) return null;
    low = high;
    high *= 2;
  }
  for (let i = 0; i < halvings; i++) {
    const middle = (low + high) / 2;
    if (isSo(middle)) high = middle;
    else low = middle;
  }
  return tidy(high);
}

/** What was found by halves, without the crumbs: 1.5 and not 1.5000000001. */
const tidy = (value: number): number => Number(value.toPrecision(9));

function withDelta(risk: RiskReport, now: UnderlyingRisk, delta: number): RiskReport {
  const deltaUsd = delta * now.price;
  const changed = { ...now, delta, deltaUsd };
  return {
    ...risk,
    underlyings: risk.underlyings.map((one) => (one === now ? changed : one)),
    portfolio: { ...risk.portfolio, deltaUsd: risk.portfolio.deltaUsd - now.deltaUsd + deltaUsd },
  };
}

function withAccount(risk: RiskReport, account: MarginRisk): RiskReport {
  const marginAccounts = risk.marginAccounts.map((one) =>
    one.marginAccount === account.marginAccount ? account : one,
  );
  const worstHealth = Math.min(...marginAccounts.map(({ health }) => health));
  return { ...risk, marginAccounts, portfolio: { ...risk.portfolio, worstHealth } };
}

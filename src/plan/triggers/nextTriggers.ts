import { metricIndex, metricValues } from '../../assess/metrics.js';
import type { PricingKernel } from '../../assess/pricing/kernel.js';
import { followsPrice, riskAlong } from '../../assess/riskAlong.js';
import { elsewhere } from '../../chains/names.js';
import type { Subject } from '../../model/decision.js';
import type { HeldMargin, Holdings } from '../../model/holdings.js';
import type { Underlying } from '../../model/instrument.js';
import type { RiskReport } from '../../model/riskReport.js';
import type { HedgeRule, Rule } from '../../model/strategy.js';
import { sayMetric } from '../condition.js';
import { type BandTerms, reachOf } from '../hedge/bandInputsOf.js';
import { deltaCurve } from '../hedge/deltaCurve.js';
import { sayDuration } from '../hedge/sayDuration.js';
import { isSelected } from '../subjects.js';
import { chainFacts, type KnownChain } from './chainFacts.js';
import { hedgeWish } from './hedgeWish.js';
import { marginWish } from './marginWish.js';
import { searchPrices } from './searchPrices.js';

/** What a rule would want at some price; null: nothing. */
export type Wish = string | null;

export interface Trigger {
  /** USD per unit. */
  price: number;
  /** What the rule would want there, in a few words. */
  does: string;
}

/** When a rule will act next, if one price moves and nothing else does. */
export interface NextTrigger {
  rule: string;
  kind: Rule['kind'];
  subject: Subject;
  /** Whose price. */
  underlying: Underlying;
  /** USD per unit, now. */
  price: number;
  /** What it wants now; null: nothing, and then it may below or above. */
  now: Wish;
  /** null: at no price down to half of the one now. */
  below: Trigger | null;
  /** null: at no price up to half as much again. */
  above: Trigger | null;
  /** What is taken as it is, and what is not known, in sentences. */
  says: readonly string[];
}

export interface NextTriggersOptions {
  rules: readonly Rule[];
  holdings: Holdings;
  /** Of the same moment. */
  risk: RiskReport;
  /** Of the chain that the file names first. */
  chain: KnownChain;
  /** What the holdings do not tell of a hedge. */
  termsOf(rule: HedgeRule): BandTerms;
  kernel: PricingKernel;
}

/**
 * The nearest prices at which rules will act, condition, band and minimum considered, one price moving and all else as it is: gas,
 * vols, time, and what takes long to work out. Orders in flight, cooldowns and limits are not looked at.
 * One entry for each rule, what it is about, and each price that moves that. Claims have none: no price brings them about.
 */
export function nextTriggers(options: NextTriggersOptions): NextTrigger[] {
  return options.rules.flatMap((rule) => {
    if (rule.kind === 'claim') return [];
    if (rule.kind === 'hedge') {
      const subject = { underlying: rule.underlying };
      return triggerOf(options, rule, subject, rule.underlying, null) ?? [];
    }
    return options.holdings.margins
      .filter((margin) => isFor(rule, margin))
      .flatMap((margin) =>
        margin.underlyings.flatMap(
          (name) => triggerOf(options, rule, { marginAccount: margin.marginAccount }, name, margin) ?? [],
        ),
      );
  });
}

/** Whether a rule looks after a margin account. What acts on another chain names its venues as they are called there. */
export function isFor(rule: Exclude<Rule, { kind: 'hedge' | 'claim' }>, { venue, marginAccount }: HeldMargin): boolean {
  return [rule.accounts].flat().some((selector) => {
    const there = rule.chain === undefined ? selector.venue : elsewhere(rule.chain, selector.venue);
    return there === venue && isSelected({ ...selector, venue: there }, marginAccount);
  });
}

/** null where the underlying has no price. */
function triggerOf(
  { holdings, risk, chain, termsOf, kernel }: NextTriggersOptions,
  rule: Exclude<Rule, { kind: 'claim' }>,
  subject: Subject,
  underlying: Underlying,
  margin: HeldMargin | null,
): NextTrigger | null {
  const price = holdings.underlyings.find(({ name }) => name === underlying)?.price;
  if (price === undefined) return null;
  const curveAt = (x: number) => {
    const [point] = deltaCurve(holdings, underlying, [x], kernel);
    return point ?? { delta: Number.NaN, gamma: Number.NaN, volDelta: 0, vol: 0, rate: 0, years: 0 };
  };
  const along = riskAlong({ risk, holdings, underlying, slopeAt: curveAt, kernel });
  const facts = chainFacts(chain, rule);
  const names = rule.when.names.filter((name) => !facts.unknown.has(name));
  const valuesAt = (there: RiskReport): Float64Array =>
    metricValues(
      {
        snapshot: facts.known,
        risk: there,
        underlying: margin === null ? underlying : (margin.underlyings[0] ?? null),
        marginAccount: margin?.marginAccount ?? null,
      },
      names,
    );
  const terms = rule.kind === 'hedge' ? termsOf(rule) : null;
  const reach = reachOf(holdings, underlying);
  const wishAt = (x: number): Wish => {
    const there = along(x);
    if (rule.kind !== 'protect' && !rule.when.holds(valuesAt(there))) return null;
    if (rule.kind === 'hedge' && terms) return hedgeWish(rule, there, x, curveAt(x), reach, terms);
    const account = there.marginAccounts.find((one) => one.marginAccount === margin?.marginAccount);
    return account && rule.kind !== 'hedge' ? marginWish(rule, account) : null;
  };

  const untold = rule.kind === 'hedge' && terms ? whyUntold(rule, terms) : null;
  const row = { rule: rule.name, kind: rule.kind, subject, underlying, price };
  if (untold !== null) return { ...row, now: null, below: null, above: null, says: [untold] };
  const { below, above } = searchPrices({
    price,
    kinks: kinksOf(holdings, margin, underlying, price),
    isSo: (x) => wishAt(x) !== null,
  });
  const triggerAt = (x: number | null): Trigger | null => (x === null ? null : { price: x, does: wishAt(x) ?? '' });
  return {
    ...row,
    now: wishAt(price),
    below: triggerAt(below),
    above: triggerAt(above),
    says: sayTaken(rule, valuesAt(risk), subject),
  };
}

/** Why a hedge's band cannot be told; null when it can. */
function whyUntold({ band, name }: HedgeRule, { cost, fixedCost }: BandTerms): string | null {
  const isOfCosts = band.kind === 'whalley-wilmott' || band.kind === 'zakamouline';
  return isOfCosts && (Number.isNaN(cost) || Number.isNaN(fixedCost))
    ? `what \`${name}\` pays for a hedge is not known before its first: neither is its band`
    : null;
}

function kinksOf(
  { options, liquidity }: Holdings,
  margin: HeldMargin | null,
  underlying: Underlying,
  price: number,
): number[] {
  const own = <Held extends { underlying: Underlying }>(held: readonly Held[]) =>
    held.filter((one) => one.underlying === underlying);
  return [
    ...own(options).map(({ strike }) => strike),
    ...own(liquidity).flatMap(({ lower, upper }) => [lower, upper]),
    ...(margin?.byPrice[margin.underlyings.indexOf(underlying)]?.at ?? []).map((move) => price * Math.exp(move)),
  ];
}

/** What the condition reads beside what moves with the price. */
function sayTaken(rule: Exclude<Rule, { kind: 'claim' }>, values: Float64Array, subject: Subject): string[] {
  const read = rule.kind === 'protect' ? [] : rule.when.names.filter((name) => !followsPrice.has(name));
  const told = read.map((name) => ({ name, value: values[metricIndex.get(name) ?? -1] ?? Number.NaN }));
  const known = told.filter(({ value }) => !Number.isNaN(value)).map((one) => sayMetric(one, subject));
  const unknown = told.filter(({ value }) => Number.isNaN(value)).map(({ name }) => name);
  return [
    ...(known.length > 0 ? [`with ${known.join(', ')} as now`] : []),
    ...(unknown.length > 0 ? [`not known here: ${unknown.join(', ')}`] : []),
    ...(rule.kind === 'hedge' && rule.band.kind === 'every'
      ? [`once in ${sayDuration(rule.band.interval)} at most`]
      : []),
  ];
}

import { portfolioOf } from '../assess/holdings/holdingsOf.js';
import { sharedKernel } from '../assess/pricing/sharedKernel.js';
import { volsUnder } from '../assess/surface/volsUnder.js';
import { lowersRisk, reducingPart } from '../guard/lowersRisk.js';
import type { Alternative, Subject } from '../model/decision.js';
import type { DeskEvent } from '../model/desk.js';
import { shortMessageOf } from '../model/error.js';
import type { OrderTerms } from '../model/order.js';
import { assumedVol } from '../model/riskSettings.js';
import { marketOf } from '../model/snapshot.js';
import type { HedgeRule } from '../model/strategy.js';
import type { Judged } from './condition.js';
import { gasPricesOf } from './cost/gasPrices.js';
import { decideRow, type RowDecided, type RowStep } from './decideRow.js';
import { deskAfter } from './deskEvents.js';
import { heldAsDoomed } from './doomed.js';
import { bandInputsOf } from './hedge/bandInputsOf.js';
import { type BandJudgement, judgeBand } from './hedge/judgeBand.js';
import { objectionOf } from './hedgeObjections.js';
import { missingDelta } from './missingDelta.js';
import type { DecisionDraft } from './plan.js';
import { reducedLately } from './reducedLately.js';
import { correctionCost } from './route/correctionCost.js';
import { type CrossHedging, routeOrCross } from './route/crossHedge.js';
import { type HedgeRouteInput, routeHedge } from './route/routeHedge.js';
import type { RuleRecord } from './ruleHistory.js';
import { sizeHedge } from './sizeHedge.js';
import type { Unsized } from './sizing.js';
import { draftOf, recordOf, saySuspended, type Turn, whyWait } from './turn.js';

/**
 * A hedge whose condition holds: whether its band is left, how much brings the delta back, where that costs least; one decision for
 * each place. null when the delta is in its band, which is not worth a decision.
 */
export function considerHedge(turn: Turn, rule: HedgeRule, subject: Subject, judged: Judged): RowDecided | null {
  const { portfolio, usage } = turn;
  const draft = draftOf(rule, subject, 'delta', judged);
  const settle = (change: Partial<DecisionDraft>): RowDecided => ({
    decisions: [{ ...draft, ...change }],
    portfolio,
    usage,
  });
  const record = recordOf(turn, rule, subject);
  try {
    if (rule.band.kind !== 'condition' && isSmall(turn, rule)) return null;
    const band = rule.band.kind === 'condition' ? null : bandOf(turn, rule, record);
    if (band && !band.outside) return null;
    if (band && !band.known && rule.when.names.length === 0) {
      // Nothing else says when to act: it would go back to its target at every cooldown.
      return settle({ verdict: 'hold', not: band.says });
    }
    const waiting = whyWait(turn, rule, subject, 'delta');
    if (waiting !== null) return settle({ verdict: 'hold', not: [waiting] });
    const wanted = partsOf(turn, band ? { ...rule, to: band.target } : rule, draft);
    const because = [...draft.because, ...(band?.says ?? [])];
    if (wanted.kind !== 'parts') return settle({ because, verdict: wanted.kind, size: wanted.size, not: wanted.not });
    return decideParts(turn, { ...draft, because }, rule, subject, record, wanted);
  } catch (error) {
    return settle({ verdict: 'refused', not: [shortMessageOf(error)] });
  }
}

/** Whether there is nothing to bring back: nothing could be tried of it, and so no band be worked out. */
function isSmall({ portfolio: { risk } }: Turn, { underlying, to, minimum }: HedgeRule): boolean {
  const delta = risk.underlyings.find((u) => u.underlying === underlying)?.delta ?? Number.NaN;
  return Math.abs(to - delta) <= Math.max(minimum, 1e-9);
}

/** One place where it is traded: terms that make sense together only. */
interface Part {
  steps: readonly RowStep[];
  /** USD: less than this is not worth sending. */
  least: number;
}

type Wanted =
  | { kind: 'parts'; parts: readonly Part[]; size: readonly string[]; alternatives: readonly Alternative[] }
  | Unsized;

/** One perpetual is sized as it stands, and made smaller by the checks; of several ways, each gets what it can take. */
function partsOf(turn: Turn, rule: HedgeRule, draft: DecisionDraft): Wanted {
  const { portfolio, inFlight } = turn;
  const [only, ...others] = rule.on;
  const flying = inFlight(rule.underlying);
  const market = only === undefined ? undefined : marketOf(portfolio.snapshot, only);
  if (only !== undefined && others.length === 0 && (market === undefined || market.instrument.kind === 'perpetual')) {
    const sizing = sizeHedge(rule, only, portfolio, flying);
    if (sizing.kind === 'idle') return { kind: 'hold', size: [], not: ['the delta is at its target'] };
    if (sizing.kind !== 'sized') return sizing;
    const parts = [{ steps: [{ terms: sizing.terms, size: [] }], least: sizing.least }];
    return { kind: 'parts', parts, size: sizing.size, alternatives: [] };
  }
  const wanted = missingDelta(rule, portfolio, flying);
  if (wanted.kind !== 'missing') return wanted;
  const { missing, price, size } = wanted;
  const routing = routed(turn, rule, missing, objectionOf(turn, draft));
  const told = [...size, ...routing.says];
  if (routing.legs.length === 0) {
    if (routing.cross) return { kind: 'hold', size: told, not: ['what stands for it is at its target'] };
    const not = routing.alternatives.map(({ describe, not: why }) => `${describe}: ${why}`);
    return { kind: 'refused', size: told, not: not.length > 0 ? not : ['there is no way to trade it'] };
  }
  const parts = routing.legs.map(({ terms, describe }) => ({
    steps: terms.map((one, i) => ({ terms: one, size: i === 0 ? [describe] : [] })),
    least: rule.minimum * price,
  }));
  return { kind: 'parts', parts, size: told, alternatives: routing.alternatives };
}

/** Where so much delta is traded at the least cost; in another underlying where the rule says so and there is no other way. */
function routed(
  turn: Turn,
  rule: HedgeRule,
  missing: number,
  objection: NonNullable<HedgeRouteInput['objection']>,
): CrossHedging {
  const { risk, outlook } = turn.portfolio;
  const route = { ...routeOf(turn, rule, missing), objection };
  if (rule.crossHedge === null) return { ...routeHedge(route), cross: null };
  return routeOrCross({ ...route, forecast: outlook.forecast, underlyings: risk.underlyings, floor: rule.crossHedge });
}

const routeOf = ({ input, portfolio: { snapshot } }: Turn, rule: HedgeRule, missing: number): HedgeRouteInput => ({
  ...{ rule, snapshot, missing, venues: input.venues },
  limits: input.strategy.limits,
  prices: gasPricesOf(snapshot, input.tip),
  ...(input.loose ? { loose: input.loose } : {}),
});

/** Each part on what the ones before it leave; one that comes to nothing leaves the others as they are. */
function decideParts(
  turn: Turn,
  draft: DecisionDraft,
  rule: HedgeRule,
  subject: Subject,
  record: RuleRecord | undefined,
  { parts, size, alternatives }: Wanted & { kind: 'parts' },
): RowDecided {
  let { portfolio, usage, desk } = turn;
  const decisions: DecisionDraft[] = [];
  const events: DeskEvent[] = [];
  for (const [i, part] of parts.entries()) {
    const told: DecisionDraft = {
      ...draft,
      size: i === 0 ? [...size, ...saySuspended(turn, rule, subject)] : [],
      ...(i === 0 && alternatives.length > 0 ? { alternatives } : {}),
    };
    const now: Turn = { ...turn, portfolio, usage, desk, decided: [...turn.decided, ...decisions] };
    const sendable = worthSending(now, part.steps, record);
    if (typeof sendable === 'string') {
      decisions.push({ ...told, verdict: 'hold', not: [sendable] });
      continue;
    }
    const { says, steps } = sendable;
    const decided = decideRow(now, { ...told, size: [...told.size, ...says] }, steps, {
      least: part.least,
      hold: rule.hold,
    });
    decisions.push(...decided.decisions);
    events.push(...(decided.events ?? []));
    portfolio = decided.portfolio;
    usage = decided.usage;
    desk = deskAfter(desk, decided.decisions, decided.events);
  }
  return { decisions, portfolio, usage, events };
}

/** Of a part's steps, what makes sense to send now; or why nothing of it does, in a sentence. */
function worthSending(
  { input, portfolio, openOrders, decided }: Turn,
  steps: readonly RowStep[],
  record: RuleRecord | undefined,
): { steps: readonly RowStep[]; says: readonly string[] } | string {
  for (const { terms } of steps) {
    if (terms.kind !== 'trade') continue;
    const reduced = reducedLately(terms, input, portfolio.snapshot, openOrders, decided);
    if (reduced !== null) return reduced;
  }
  const doomed = steps.map(({ terms }) => whyDoomed(input, portfolio, terms, record)).find((why) => why !== null);
  if (doomed === undefined || doomed === null) return { steps, says: [] };
  const [only, ...others] = steps;
  const smaller = only?.terms.kind === 'trade' ? reducingPart(only.terms, portfolio.snapshot) : null;
  if (!only || others.length > 0 || smaller === null) return doomed;
  return { steps: [{ ...only, terms: smaller }], says: [`only what reduces: ${doomed}`] };
}

/** What can only lower risk may always be tried again: it backs off, and no more. */
function whyDoomed(
  { strategy, now }: Turn['input'],
  { snapshot }: Turn['portfolio'],
  terms: OrderTerms,
  record: RuleRecord | undefined,
): string | null {
  if (terms.kind !== 'trade' || lowersRisk(terms)) return null;
  return heldAsDoomed(record, terms, { snapshot, strategyHash: strategy.hash, now });
}

/** What the rule's band says of the delta as it will be. Its width may depend on what bringing all of it back would cost. */
function bandOf(turn: Turn, rule: HedgeRule, record: RuleRecord | undefined): BandJudgement {
  const { input, portfolio } = turn;
  const { snapshot, risk, outlook } = portfolio;
  const { underlying } = rule;
  const { delta = Number.NaN } = risk.underlyings.find((u) => u.underlying === underlying) ?? {};
  const missing = rule.to - delta;
  const forecast = outlook.forecast?.underlyings.find(({ name }) => name === underlying)?.vol;
  const holdings = { ...portfolioOf(snapshot, volsUnder(snapshot, outlook.settings).choose), margins: [] };
  const isByCost = rule.band.kind === 'whalley-wilmott' || rule.band.kind === 'zakamouline';
  const { cost, fixedCost } = isByCost
    ? correctionCost(routeOf(turn, rule, Number.isFinite(missing) ? missing : 0))
    : { cost: 0, fixedCost: 0 };
  const isFixedKnown = !Number.isNaN(fixedCost);
  const inputs = bandInputsOf(
    holdings,
    underlying,
    {
      cost,
      // Without a price of gas the band is narrower than it might be, and still a band.
      fixedCost: isFixedKnown ? fixedCost : 0,
      hold: rule.hold,
      vol: forecast ?? outlook.settings.vols[underlying] ?? assumedVol,
    },
    sharedKernel(),
  );
  const judged = judgeBand({ rule, delta, inputs, lastAt: record?.lastAt ?? null, now: input.now });
  if (isFixedKnown || !judged.known) return judged;
  return { ...judged, says: [...judged.says, 'what gas costs is not known, and not in the band'] };
}

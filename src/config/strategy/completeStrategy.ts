import type { Hex } from 'viem';
import type { InstrumentId } from '../../model/instrument.js';
import type { Bound } from '../../model/limits.js';
import { defaultReview } from '../../model/reviewSettings.js';
import { defaultRiskSettings, type RiskSettings } from '../../model/riskSettings.js';
import type { ChainWatch, Expression, Limits, Rule, Strategy } from '../../model/strategy.js';
import type { LimitsDraft, RiskDraft, RuleDraft } from './draft.js';
import type { ReadElsewhere, ReadStrategy } from './readStrategy.js';
import type { InstrumentName } from './ruleFields.js';

/** The strategy that a draft stands for; null when something is missing, which has been reported then. */
export function completeStrategy(draft: ReadStrategy, file: string, hash: Hex): Strategy | null {
  const { name, chain, account, mode, surviveBelow, watch, tiers } = draft;
  const rules = draft.rules.map(completeRule);
  const whole = rules.filter((rule) => rule !== null);
  const limits = completeLimits(draft.limits);
  const others = draft.elsewhere.map(completeElsewhere);
  const elsewhere = others.filter((one) => one !== null);
  if (name === undefined || chain === undefined || account === undefined || mode === undefined) return null;
  if (surviveBelow === undefined || watch === null || limits === null || whole.length < rules.length) return null;
  if (elsewhere.length < others.length) return null;
  return {
    name,
    file,
    hash,
    chain,
    account,
    mode,
    watch: watch.map(({ venue, names }) => ({ venue, names })),
    rules: whole,
    limits,
    surviveBelow,
    atStake: tiers,
    risk: completeRisk(draft.risk),
    ...(draft.review ? { review: { ...defaultReview, ...draft.review } } : {}),
    ...(elsewhere.length > 0 ? { elsewhere } : {}),
  };
}

function completeElsewhere({ chain, account, watch, tiers, limits }: ReadElsewhere): ChainWatch | null {
  if (chain === undefined || account === undefined || watch === null || limits.day === undefined) return null;
  return {
    ...{ chain, account },
    watch: watch.map(({ venue, names }) => ({ venue, names })),
    atStake: tiers,
    gas: limits.day.gas.amount,
  };
}

/** The rule that a draft stands for; null when something is missing, which has been reported then. */
export function completeRule(draft: RuleDraft): Rule | null {
  const { name, line, cooldown } = draft;
  // What is kept in place, or collected, needs no reason; one that was given and is wrong has been reported.
  const isOptional = draft.kind === 'protect' || draft.kind === 'claim' || (draft.kind === 'hedge' && draft.band);
  const optional = isOptional ? always : undefined;
  const when = draft.when?.expression ?? optional;
  if (when === undefined || cooldown === undefined) return null;
  const base = { name, line, when, cooldown, ...(draft.chain === undefined ? {} : { chain: draft.chain }) };
  switch (draft.kind) {
    case 'hedge': {
      const { hedge, on, to, hold, minimum, maxSlippage, leverage } = draft;
      const { band = { kind: 'condition' } } = draft;
      const hasEdges = band.kind !== 'condition' && band.kind !== 'every';
      const { aim = hasEdges ? 'edge' : 'centre', hysteresis = hasEdges ? 0.25 : 0 } = draft;
      if (hedge === undefined || on === undefined || to === undefined || minimum === undefined) return null;
      if (maxSlippage === undefined || leverage === undefined || hold === undefined) return null;
      return {
        kind: 'hedge',
        ...base,
        underlying: hedge,
        to,
        on: on.map(idOf),
        crossHedge: draft.crossHedge ?? null,
        ...{ band, aim, hysteresis, hold, maxSlippage, minimum, leverage },
      };
    }
    case 'topUp': {
      const { topUp, from, to, minimum, maximum } = draft;
      if (topUp === undefined || from === undefined || to === undefined || minimum === undefined) return null;
      return {
        kind: 'topUp',
        ...base,
        accounts: topUp,
        to,
        from,
        minimum,
        maximum: maximum ?? Number.POSITIVE_INFINITY,
      };
    }
    case 'deleverage': {
      const { deleverage, to, minimum, maxSlippage } = draft;
      if (deleverage === undefined || to === undefined || minimum === undefined || maxSlippage === undefined)
        return null;
      return { kind: 'deleverage', ...base, accounts: deleverage, to, minimum, maxSlippage };
    }
    case 'rebalance': {
      const { rebalance, to, from, keep, swap, maxSlippage, reduce, minimum, hold } = draft;
      if (rebalance === undefined || to === undefined || from === undefined || keep === undefined) return null;
      if (swap === undefined || maxSlippage === undefined || reduce === undefined) return null;
      if (minimum === undefined || hold === undefined) return null;
      const { returnAbove = Number.POSITIVE_INFINITY, lend = null } = draft;
      return {
        kind: 'rebalance',
        ...base,
        accounts: rebalance,
        swap: swap.map(idOf),
        reduce,
        ...{ to, from, keep, maxSlippage, returnAbove, lend, minimum, hold },
      };
    }
    case 'protect': {
      const { protect, at, tolerance, maxSlippage } = draft;
      if (protect === undefined || at === undefined || tolerance === undefined || maxSlippage === undefined)
        return null;
      return { kind: 'protect', ...base, accounts: protect, at, tolerance, maxSlippage };
    }
    case 'claim': {
      const { claim, minimum } = draft;
      if (claim === undefined || minimum === undefined) return null;
      return { kind: 'claim', ...base, venue: claim, minimum };
    }
  }
}

const idOf = ({ venue, name }: InstrumentName): InstrumentId => `${venue} ${name}`;

/** The condition of a rule that has none. */
const always: Expression = { source: 'always', names: [], holds: () => true };

function completeLimits(draft: LimitsDraft): Limits | null {
  const { order, slippage, priceDeviation, health, hour, day, ...portfolio } = draft;
  if (order === undefined || slippage === undefined || priceDeviation === undefined) return null;
  if (health === undefined || hour === undefined || day === undefined) return null;
  const { orders, turnover, gas, loss } = day;
  if (order.reject === null || turnover.reject === null) return null;
  const perDay = { ...reviewed('turnover', turnover), ...(loss && { loss }) };
  const standing = {
    ...portfolio,
    ...reviewed('order', order),
    ...(Object.keys(perDay).length > 0 ? { day: perDay } : {}),
  };
  return {
    ...{ order: order.reject, slippage, priceDeviation, health, hour },
    day: { orders, turnover: turnover.reject, gas: gas.amount },
    ...(Object.keys(standing).length > 0 ? { standing } : {}),
  };
}

/** What is asked about; beyond what is rejected it is a limit of its own. */
const reviewed = <Key extends string>(key: Key, { review }: Bound): { [Name in Key]?: Bound } =>
  review === null ? {} : ({ [key]: { review, reject: null } } as { [Name in Key]?: Bound });

/** What is wrong has been reported; what is left out has the default's meaning. */
const completeRisk = ({ shocks = [], ...draft }: RiskDraft): RiskSettings => ({
  ...defaultRiskSettings,
  ...draft,
  shocks: shocks.map(({ describe = '', moves = {}, ...shock }) => ({ ...shock, describe, moves, source: null })),
});

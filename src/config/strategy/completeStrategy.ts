import type { Hex } from 'viem';
import type { Limits, Rule, Strategy } from '../../model/strategy.js';
import type { Draft, LimitsDraft, RuleDraft } from './draft.js';

/** The strategy that a draft stands for; null when something is missing, which has been reported then. */
export function completeStrategy(draft: Draft, file: string, hash: Hex): Strategy | null {
  const { name, chain, account, mode, surviveBelow, watch } = draft;
  const rules = draft.rules.map(completeRule);
  const whole = rules.filter((rule) => rule !== null);
  const limits = completeLimits(draft.limits);
  if (name === undefined || chain === undefined || account === undefined || mode === undefined) return null;
  if (surviveBelow === undefined || watch === null || limits === null || whole.length < rules.length) return null;
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
  };
}

function completeRule(draft: RuleDraft): Rule | null {
  const { name, line, when, cooldown, to } = draft;
  if (when === undefined || cooldown === undefined || to === undefined || draft.minimum === undefined) return null;
  const base = { name, line, when: when.expression, cooldown, to, minimum: draft.minimum };
  switch (draft.kind) {
    case 'hedge': {
      const { hedge, on, maxSlippage } = draft;
      if (hedge === undefined || on === undefined || maxSlippage === undefined) return null;
      return { kind: 'hedge', ...base, underlying: hedge, on: `${on.venue} ${on.name}`, maxSlippage };
    }
    case 'topUp': {
      const { topUp, from, maximum } = draft;
      if (topUp === undefined || from === undefined) return null;
      return { kind: 'topUp', ...base, accounts: topUp, from, maximum: maximum ?? Number.POSITIVE_INFINITY };
    }
    case 'deleverage': {
      const { deleverage, maxSlippage } = draft;
      if (deleverage === undefined || maxSlippage === undefined) return null;
      return { kind: 'deleverage', ...base, accounts: deleverage, maxSlippage };
    }
  }
}

function completeLimits({ order, slippage, priceDeviation, health, hour, day }: LimitsDraft): Limits | null {
  if (order === undefined || slippage === undefined || priceDeviation === undefined) return null;
  if (health === undefined || hour === undefined || day === undefined) return null;
  const { orders, turnover, gas } = day;
  return { order, slippage, priceDeviation, health, hour, day: { orders, turnover, gas: gas.amount } };
}

import { isAddressEqual } from 'viem';
import { readsDeep } from '../assess/metrics.js';
import type { StandingLimits } from '../model/limits.js';
import type { Outlook } from '../model/outlook.js';
import type { Strategy } from '../model/strategy.js';
import type { PlanInput } from './plan.js';

/** What a strategy's plans are judged by: what takes long to work out only where a rule reads it. */
export const outlookOf = ({ strategy, forecast }: Pick<PlanInput, 'strategy' | 'forecast'>): Outlook => ({
  settings: strategy.risk,
  forecast: forecast ?? null,
  deep: wantsDeep(strategy),
});

/** Whether a rule reads what depends on a forecast, or takes long. */
const wantsDeep = ({ rules }: Strategy): boolean => rules.some(({ when }) => when.names.some(readsDeep));

/**
 * Whether a plan needs a forecast: a rule reads what depends on one, or hedges one underlying with another; or a limit, its own or
 * one above it, is about what a forecast tells.
 */
export const wantsForecast = (strategy: Strategy): boolean =>
  wantsDeep(strategy) ||
  strategy.rules.some((rule) => rule.kind === 'hedge' && rule.crossHedge !== null) ||
  limitsOver(strategy).some(({ valueAtRisk, runway }) => valueAtRisk !== undefined || runway !== undefined);

/** The strategy's own, its account's and everybody's. */
const limitsOver = ({ limits: { standing }, above = [], account }: Strategy): readonly StandingLimits[] => [
  ...(standing ? [standing] : []),
  ...above.flatMap((one) => (one.account === undefined || isAddressEqual(one.account, account) ? [one.limits] : [])),
];

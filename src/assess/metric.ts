import type { DeepMarginRisk, DeepRisk } from '../model/deepRisk.js';
import type { Underlying } from '../model/instrument.js';
import type { MarginAccountId } from '../model/marginAccount.js';
import type { MarginRisk, RiskReport, UnderlyingRisk } from '../model/riskReport.js';
import type { Block, Snapshot } from '../model/snapshot.js';

export type MetricScope =
  /** Seen by every rule. */
  | 'portfolio'
  /** Of the underlying that a rule hedges, or of a margin account's first underlying. */
  | 'underlying'
  /** Of the margin account a `topUp`, `deleverage` or `protect` rule looks at. */
  | 'account';

export interface Metric {
  name: string;
  scope: MetricScope;
  unit: string;
  describe: string;
  /** Takes long to work out, so that it is only where a rule reads it. */
  deep?: true;
  read(facts: MetricFacts): number;
}

/** What is read of a snapshot beside its risk. */
export type ChainFacts = Pick<Snapshot, 'nativeBalance' | 'unread'> & { block: Pick<Block, 'baseFee'> };

/** What an expression is evaluated on. */
export interface MetricFacts {
  snapshot: ChainFacts;
  risk: RiskReport;
  underlying: Underlying | null;
  marginAccount: MarginAccountId | null;
}

export const ofPortfolio = (name: string, unit: string, describe: string, read: Metric['read']): Metric => ({
  name,
  scope: 'portfolio',
  unit,
  describe,
  read,
});

export const ofUnderlying = (
  name: string,
  unit: string,
  describe: string,
  read: (risk: UnderlyingRisk) => number,
): Metric => ({
  name,
  scope: 'underlying',
  unit,
  describe,
  read: ({ risk, underlying }) => {
    const found = risk.underlyings.find((u) => u.underlying === underlying);
    return found ? read(found) : Number.NaN;
  },
});

export const ofAccount = (
  name: string,
  unit: string,
  describe: string,
  read: (risk: MarginRisk) => number,
): Metric => ({
  name,
  scope: 'account',
  unit,
  describe,
  read: ({ risk, marginAccount }) => {
    const found = risk.marginAccounts.find((m) => m.marginAccount === marginAccount);
    return found ? read(found) : Number.NaN;
  },
});

/** As the above, of what takes long to work out. */
export const deepOfAccount = (
  name: string,
  unit: string,
  describe: string,
  read: (risk: DeepMarginRisk) => number,
): Metric => ({
  name,
  scope: 'account',
  unit,
  describe,
  deep: true,
  read: ({ risk, marginAccount }) => {
    const found = risk.deep?.accounts.find((m) => m.marginAccount === marginAccount);
    return found ? read(found) : Number.NaN;
  },
});

export const deepOfPortfolio = (
  name: string,
  unit: string,
  describe: string,
  read: (risk: DeepRisk['portfolio']) => number,
): Metric => ({
  name,
  scope: 'portfolio',
  unit,
  describe,
  deep: true,
  read: ({ risk }) => (risk.deep ? read(risk.deep.portfolio) : Number.NaN),
});

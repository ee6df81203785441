import type { RiskReport } from '../../../model/riskReport.js';
import type { Liquidated } from './stage.js';

/** What the story did to one account. */
export interface Score {
  /** Lowest health of any margin account at any look. */
  worstHealth: number;
  /** Units of the underlying. */
  largestDelta: number;
  /** USD, at the last look. */
  equity: number;
  liquidations: { what: string; price: number }[];
}

export const newScore = (): Score => ({
  worstHealth: Number.POSITIVE_INFINITY,
  largestDelta: 0,
  equity: Number.NaN,
  liquidations: [],
});

/** The score after one more look. */
export const lookAt = (score: Score, risk: RiskReport): Score => ({
  ...score,
  worstHealth: Math.min(score.worstHealth, risk.portfolio.worstHealth),
  largestDelta: Math.max(score.largestDelta, ...risk.underlyings.map((one) => Math.abs(one.delta))),
  equity: risk.portfolio.equity,
});

export const addLiquidations = (score: Score, liquidations: readonly Liquidated[], price: number): Score => ({
  ...score,
  liquidations: [
    ...score.liquidations,
    ...liquidations.map(({ venue, what }) => ({ what: `${venue} ${what}`, price })),
  ],
});

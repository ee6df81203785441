import type { Position } from '../../model/position.js';
import { greekNames, type RiskReport } from '../../model/riskReport.js';

/**
 * A risk report as it was written, with what it says nothing of: one of before there were eight Greeks does not know the higher
 * ones, nor where and until when a position is held. What was not written down is not a number; what the positions of the same
 * tick tell is taken from them.
 */
export function completeRisk(report: RiskReport, positions: readonly Position[]): RiskReport {
  const held = new Map(positions.map((position) => [position.id, position]));
  return {
    ...report,
    positions: report.positions.map((risk) => {
      const position = held.get(risk.position);
      const instrument = position?.instrument;
      const { venue = position?.venue ?? '', expiry = instrument?.kind === 'option' ? instrument.expiry : null } =
        risk as Partial<typeof risk>; // rows of before have neither
      return { ...withAllGreeks(risk), venue, expiry };
    }),
    underlyings: report.underlyings.map(withAllGreeks),
  };
}

/** Whether a report was written before there were eight Greeks. */
export const isOfFourGreeks = ({ positions, underlyings }: RiskReport): boolean =>
  [...positions, ...underlyings].some((risk) => !('charm' in risk));

function withAllGreeks<Risk extends object>(risk: Risk): Risk {
  const unknown = greekNames.filter((name) => !(name in risk)).map((name) => [name, Number.NaN]);
  return { ...risk, ...Object.fromEntries(unknown) };
}

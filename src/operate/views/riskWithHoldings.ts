import { crossAsset } from '../../assess/greeks/crossAsset.js';
import { marginView } from '../../assess/margin/marginView.js';
import type { MarginView } from '../../model/marginView.js';
import type { RiskReport } from '../../model/riskReport.js';
import { defaultRiskSettings, type RiskSettings } from '../../model/riskSettings.js';
import type { RecordedHoldings } from '../../record/queries/holdings.js';

/** What follows from a book's recorded risk and holdings, for whoever shows it. */
export interface RiskWithHoldings {
  /** As recorded, with `crossAsset` where it can be told. */
  risk: RiskReport;
  /** How far each margin account's end is in each direction; null without holdings. */
  margin: MarginView | null;
  /** Those the book was assessed with; the usual ones without holdings. */
  settings: RiskSettings;
  /** USD of one unit of an underlying; NaN where it is not known. */
  priceOf(underlying: string): number;
}

/** Works out what was not recorded with a book's risk because it follows from it. */
export function riskWithHoldings(report: RiskReport, held: RecordedHoldings | null): RiskWithHoldings {
  const settings = held?.settings ?? defaultRiskSettings;
  const forecast = held?.forecast ?? null;
  const across = report.crossAsset ?? crossAsset(report.underlyings, report.positions, settings, forecast);
  return {
    risk: { ...report, crossAsset: across },
    margin: held && marginView(held.holdings, forecast, settings),
    settings,
    priceOf: (name) => report.underlyings.find(({ underlying }) => underlying === name)?.price ?? Number.NaN,
  };
}

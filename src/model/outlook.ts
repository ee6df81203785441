import type { Forecast } from './forecast.js';
import { defaultRiskSettings, type RiskSettings } from './riskSettings.js';

/** What risk is judged by beside the snapshot. */
export interface Outlook {
  settings: RiskSettings;
  /** null: no price history. */
  forecast: Forecast | null;
  /** Whether to work out what takes long as well (`RiskReport.deep`). */
  deep: boolean;
}

export const plainOutlook: Outlook = { settings: defaultRiskSettings, forecast: null, deep: false };

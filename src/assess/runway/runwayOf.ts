import type { Forecast } from '../../model/forecast.js';
import type { Holdings } from '../../model/holdings.js';
import { defaultHorizonHours, marginOutlook, type RunwayNow, runwayNow } from './runwayNow.js';
import { type Estimate, simulateRunway } from './simulateRunway.js';

export interface RunwayOptions {
  horizonHours?: number;
  seed?: number;
  paths?: number;
}

/** What lots tell beside the closed form. */
export interface Simulated {
  /** Steady moves alone: what the closed form should tell, on the full curves. */
  steady: Estimate;
  /** With the sudden moves that the price history has; null where it has none. */
  withJumps: Estimate | null;
}

export interface Runway extends RunwayNow {
  horizonHours: number;
  accounts: readonly (RunwayNow['accounts'][number] & Simulated)[];
  portfolio: RunwayNow['portfolio'] & Simulated;
}

/** An hour or less each, and at least as many as make a day. */
const stepsOf = (hours: number): number => Math.min(240, Math.max(24, Math.ceil(hours)));

/** The runway in closed form and by simulation. Seeded: the same input, the same bits. */
export function runwayOf(
  holdings: Pick<Holdings, 'underlyings' | 'margins'>,
  forecast: Forecast | null,
  { horizonHours = defaultHorizonHours, seed = 1, paths = 4_000 }: RunwayOptions = {},
): Runway {
  const now = runwayNow(holdings, forecast, horizonHours);
  const outlook = marginOutlook(holdings, forecast);
  const settings = { horizonHours, seed, paths, steps: stepsOf(horizonHours) };
  const steady = simulateRunway(holdings, outlook, { ...settings, jumps: false });
  const someJump = outlook.underlyings.some(({ jumps }) => jumps !== null && jumps.perYear > 0);
  const jumpy = someJump ? simulateRunway(holdings, outlook, { ...settings, jumps: true }) : null;
  const unknown = { probability: Number.NaN, standardError: Number.NaN };
  return {
    ...now,
    horizonHours,
    accounts: now.accounts.map((account, k) => ({
      ...account,
      steady: steady.accounts[k] ?? unknown,
      withJumps: jumpy ? (jumpy.accounts[k] ?? unknown) : null,
    })),
    portfolio: { ...now.portfolio, steady: steady.portfolio, withJumps: jumpy?.portfolio ?? null },
  };
}

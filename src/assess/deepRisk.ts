import type { DeepMarginRisk, DeepRisk } from '../model/deepRisk.js';
import type { Forecast } from '../model/forecast.js';
import type { HeldMargin, Holdings } from '../model/holdings.js';
import type { AccountView } from '../model/marginView.js';
import type { Outlook } from '../model/outlook.js';
import type { Shock } from '../model/scenarios.js';
import { daysPerYear } from '../model/time.js';
import { marginView } from './margin/marginView.js';
import { portfolioMargin } from './margin/portfolioMargin.js';
import { sharedKernel } from './pricing/sharedKernel.js';
import { type CompiledHoldings, compileHoldings } from './revalue/compileHoldings.js';
import type { Tail } from './revalue/tailOf.js';
import { tailRisk } from './revalue/tailRisk.js';
import { createValuer } from './revalue/valuer.js';
import { runwayNow } from './runway/runwayNow.js';
import { historicalShocks } from './stress/historicalShocks.js';
import { stressOf } from './stress/stressOf.js';
import { gapsOf } from './var/gapsOf.js';
import { defaultVarSettings, scenariosOf } from './var/methods.js';

/**
 * Runway, walls, portfolio margin, value at risk and the worst shock of what is held: all that rules may read and that takes
 * milliseconds. Each figure alone, with how it came about, is told by the verbs that are named after it.
 */
export function deepRisk(holdings: Holdings, { settings, forecast }: Omit<Outlook, 'deep'>): DeepRisk {
  const compiled = compileHoldings(holdings, sharedKernel());
  const runway = runwayNow(holdings, forecast);
  const view = marginView(holdings, forecast, settings);
  const asked = portfolioMargin(holdings, settings.portfolioMargin, createValuer(sharedKernel()));
  const tails = tailsOf(compiled, holdings, forecast);
  return {
    accounts: holdings.margins.map((margin): DeepMarginRisk => {
      const { marginAccount } = margin;
      const left = runway.accounts.find((one) => one.marginAccount === marginAccount);
      const walls = view.accounts.find((one) => one.marginAccount === marginAccount);
      return {
        marginAccount,
        runwayHours: left?.runwayHours ?? Number.NaN,
        touchProbability: left?.touchProbability ?? Number.NaN,
        volToLiquidation: volToLiquidation(walls),
        hoursToLiquidation: hoursToLiquidation(walls, margin),
        carryPerDay: margin.carry / daysPerYear,
        portfolioMargin: asked.accounts.find((one) => one.marginAccount === marginAccount)?.required ?? Number.NaN,
      };
    }),
    portfolio: {
      runwayHours: runway.portfolio.runwayHours,
      touchProbability: runway.portfolio.touchProbability,
      nearestWall: view.nearest,
      portfolioMargin: asked.book.required,
      valueAtRisk95: tails[0]?.valueAtRisk ?? Number.NaN,
      valueAtRisk99: tails[2]?.valueAtRisk ?? Number.NaN,
      expectedShortfall975: tails[1]?.expectedShortfall ?? Number.NaN,
      worstShock: worstShock(holdings, settings.shocks),
    },
    gaps: [...new Set([...runway.gaps, ...view.accounts.flatMap(({ gaps }) => gaps), ...gapsOf(holdings, forecast)])],
  };
}

/** The operator's own shocks and those that ship; a gain is a negative loss. What cannot be told is worse than what can. */
function worstShock(holdings: Holdings, own: readonly Shock[]): { name: string; loss: number } | null {
  const losses = stressOf(holdings, [...own, ...historicalShocks], createValuer(sharedKernel())).map(
    ({ shock: { name }, pnlWithCascade }) => ({ name, loss: -pnlWithCascade }),
  );
  return losses.reduce<{ name: string; loss: number } | null>(
    (worst, one) => (worst === null || Number.isNaN(one.loss) || one.loss > worst.loss ? one : worst),
    null,
  );
}

/** At 95, 97.5 and 99 %, over a day: from past days where there are any, as vol is now; else simulated. */
function tailsOf(compiled: CompiledHoldings, holdings: Holdings, forecast: Forecast | null): readonly Tail[] {
  const past = scenariosOf('filtered-historical', forecast, holdings, defaultVarSettings);
  // The past may be of other underlyings than those that are held: then there is nothing to draw from.
  const scenarios = past.count > 0 ? past : scenariosOf('monte-carlo', forecast, holdings, defaultVarSettings);
  return tailRisk(compiled, scenarios, { levels: [0.95, 0.975, 0.99] }).tails;
}

/** Factor on implied vols, whichever way is nearer; Infinity where none does it, NaN where that is not known. */
function volToLiquidation(view: AccountView | undefined): number {
  if (!view || view.gaps.length > 0) return Number.NaN;
  const wall = view.walls.find(({ kind }) => kind === 'vol');
  return wall ? 1 + (wall.change ?? Number.NaN) : Number.POSITIVE_INFINITY;
}

function hoursToLiquidation(view: AccountView | undefined, { byTime }: HeldMargin): number {
  if (!view || byTime.equity.some(Number.isNaN)) return Number.NaN;
  return view.walls.find(({ kind }) => kind === 'time')?.hours ?? Number.POSITIVE_INFINITY;
}

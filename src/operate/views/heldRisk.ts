import type { z } from 'zod';
import { payoffProfile } from '../../assess/greeks/payoffProfile.js';
import { sharedKernel } from '../../assess/pricing/sharedKernel.js';
import { compileHoldings } from '../../assess/revalue/compileHoldings.js';
import { revalue } from '../../assess/revalue/revalue.js';
import { cellOf, defaultGrid, stressGrid } from '../../assess/revalue/stressGrid.js';
import { createValuer } from '../../assess/revalue/valuer.js';
import { wallsOnGrid } from '../../assess/runway/wallsOnGrid.js';
import { historicalShocks } from '../../assess/stress/historicalShocks.js';
import { stressOf } from '../../assess/stress/stressOf.js';
import { fitSurface } from '../../assess/surface/fitSurface.js';
import { variance } from '../../assess/surface/svi.js';
import type { Holdings } from '../../model/holdings.js';
import type { MarginView } from '../../model/marginView.js';
import type { Shock } from '../../model/scenarios.js';
import type { SurfaceFit } from '../../model/surfaceFit.js';
import { daysPerYear } from '../../model/time.js';
import type { payoffView, shockView, stressView, surfaceView } from './bookRisk.js';
import { figureOf } from './plain.js';

/** P&L over price and vol, all underlyings moving by as much. */
export function stressOfHeld(holdings: Holdings): z.infer<typeof stressView> {
  const grid = stressGrid(compileHoldings(holdings, sharedKernel()), defaultGrid);
  const { moves, volFactors, total } = grid;
  const [only, ...others] = holdings.underlyings;
  return {
    underlying: only && others.length === 0 ? only.name : 'everything',
    ...{ moves: [...moves], volFactors: [...volFactors] },
    pnlUsd: volFactors.map((_, v) => moves.map((_, m) => figureOf(total[cellOf(grid, m, v)]))),
    walls: wallsOnGrid(holdings),
  };
}

/** What bad days would do: the operator's own shocks and those that ship. */
export const shocksOfHeld = (holdings: Holdings, own: readonly Shock[]): z.infer<typeof shockView>[] =>
  stressOf(holdings, [...own, ...historicalShocks], createValuer(sharedKernel())).map((result) => ({
    name: result.shock.name,
    ...{ pnlUsd: figureOf(result.pnl), pnlWithCascadeUsd: figureOf(result.pnlWithCascade) },
    ...{ lockedInUsd: figureOf(result.lockedIn), closingUsd: figureOf(-result.closing.drained) },
    liquidated: result.liquidations.map(({ marginAccount }) => marginAccount),
  }));

/** More underlyings than a person looks at. */
const mostPayoffs = 6;

/** P&L over the price of each underlying, in the order in which they are named. */
export function payoffsOfHeld(
  holdings: Holdings,
  underlyings: readonly string[],
  margin: MarginView,
): z.infer<typeof payoffView>[] {
  const compiled = compileHoldings(holdings, sharedKernel());
  const held = underlyings.filter((name) => holdings.underlyings.some((one) => one.name === name));
  return held.slice(0, mostPayoffs).map((underlying) => {
    const walls = margin.accounts.flatMap(({ marginAccount, walls: all }) =>
      all.flatMap(({ kind, underlying: of, price }) =>
        kind === 'price' && of === underlying && price !== null ? [{ price, label: marginAccount }] : [],
      ),
    );
    const profile = payoffProfile(holdings, underlying, (scenarios) => revalue(compiled, scenarios), walls);
    return {
      ...{ underlying, priceUsd: profile.price, atUsd: [...profile.at], breakevensUsd: [...profile.breakevens] },
      curves: profile.curves.map(({ label, years, pnl }) => ({
        ...{ label, days: years * daysPerYear, pnlUsd: pnl.map(figureOf) },
      })),
      walls: profile.walls.map(({ price, label }) => ({ priceUsd: price, label })),
    };
  });
}

/** Vols of each underlying with options: as fitted with the sample, else through the strikes that are held. */
export function surfacesOfHeld(holdings: Holdings): z.infer<typeof surfaceView>[] {
  const names = [...new Set(holdings.options.map(({ underlying }) => underlying))];
  const whole = holdings.surfaces ?? [];
  const ofHeld = names
    .filter((name) => !whole.some(({ underlying }) => underlying === name))
    .flatMap((underlying) => {
      const options = holdings.options.filter((option) => option.underlying === underlying);
      const [{ spot, rate } = { spot: Number.NaN, rate: 0 }] = options;
      const fit = fitSurface(options, { underlying, at: holdings.at, spot, carry: rate });
      return 'spot' in fit ? [fit] : [];
    });
  return [...whole.map((fit) => surfaceOf(fit, false)), ...ofHeld.map((fit) => surfaceOf(fit, true))];
}

const smilePoints = 60;

function surfaceOf(fit: SurfaceFit, isOfHeld: boolean): z.infer<typeof surfaceView> {
  const quoted = fit.expiries.flatMap(({ quotes }) => quotes.map(({ strike }) => strike));
  const [low, high] = [Math.min(fit.spot, ...quoted) * 0.96, Math.max(fit.spot, ...quoted) * 1.04];
  const strikes = Array.from({ length: smilePoints + 1 }, (_, i) => low * (high / low) ** (i / smilePoints));
  return {
    ...{ underlying: fit.underlying, spotUsd: fit.spot, isOfHeld, strikesUsd: strikes, notes: [...fit.notes] },
    expiries: fit.expiries.map(({ expiry, years, forward, method, rms, svi, quotes }) => ({
      ...{ expiry: expiry * 1_000, years, forwardUsd: forward, method, rmsPoints: rms },
      vols: strikes.map((strike) => figureOf(Math.sqrt(variance(svi, Math.log(strike / forward)) / years))),
      quotes: quotes.map(({ strike, vol, fitted }) => ({ strikeUsd: strike, vol, fitted })),
    })),
  };
}

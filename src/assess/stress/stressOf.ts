import type { Holdings } from '../../model/holdings.js';
import type { Underlying } from '../../model/instrument.js';
import type { MarginAccountId } from '../../model/marginAccount.js';
import type { Shock } from '../../model/scenarios.js';
import { ofAccount } from '../holdings/ofAccount.js';
import { healthOf } from '../margin/healthOf.js';
import type { Valuer } from '../revalue/valuer.js';
import { type Cascade, cascadeOf, type Liquidation } from './cascade.js';
import { marginAt } from './marginAt.js';
import { type ShockMoment, scenariosAt } from './shockPath.js';
import { assumedCosts, type ClosingCost, type CostRates, closingCost } from './tradingCosts.js';

/** What a shock does to a book that nobody acts for. USD; P&L is negative when money is lost. */
export interface ShockResult {
  shock: Shock;
  /** Everything held to the end: no account is liquidated on the way. */
  pnl: number;
  byUnderlying: readonly { underlying: Underlying; pnl: number }[];
  /** Accounts liquidated when they run out: their positions are gone, a penalty is paid, and prices are pushed. May lose less, where what goes was losing. */
  pnlWithCascade: number;
  /** What stays lost though prices come back: what liquidated accounts had lost when they went, and the penalties. 0 without liquidations. */
  lockedIn: number;
  /** In the order in which they go. */
  liquidations: readonly Liquidation[];
  /** At the end of the shock, cascade included; a liquidated one as it was when it went. */
  accounts: readonly AccountAfter[];
  /** To close what is held, at the prices of the end. */
  closing: ClosingCost;
}

export interface AccountAfter {
  marginAccount: MarginAccountId;
  equity: number;
  maintenance: number;
  /** 1 is liquidatable; Infinity when nothing is required. */
  health: number;
  isLiquidated: boolean;
}

/**
 * P&L by full revaluation; margin by the accounts' curves (`marginAt` says how exact). What the holdings say is unpriced is in
 * no figure. One entry a shock, in their order.
 */
export function stressOf(
  holdings: Holdings,
  shocks: readonly Shock[],
  valuer: Valuer,
  costs: CostRates = assumedCosts,
): ShockResult[] {
  const none = new Map<Underlying, number>();
  const ends = shocks.map((shock): ShockMoment => ({ shock, share: 1, pushed: none }));
  const cascades = shocks.map((shock) => cascadeOf(holdings, shock, costs));
  const untouched = valuer(holdings)(scenariosAt(ends, holdings.underlyings));
  const withCascade = pnlOfCascades(holdings, cascades, valuer);
  return shocks.map((shock, s) => {
    const byUnderlying = holdings.underlyings.map(({ name }, u) => ({
      underlying: name,
      pnl: untouched[u]?.[s] ?? Number.NaN,
    }));
    const { liquidations = [], end = { shock, share: 1, pushed: none } } = cascades[s] ?? {};
    const penalties = liquidations.reduce((sum, { penalty }) => sum + penalty, 0);
    return {
      shock,
      pnl: byUnderlying.reduce((sum, { pnl }) => sum + pnl, 0),
      byUnderlying,
      pnlWithCascade: (withCascade.total[s] ?? Number.NaN) - penalties,
      lockedIn: (withCascade.gone[s] ?? Number.NaN) - penalties,
      liquidations,
      accounts: accountsAfter(holdings, liquidations, end),
      closing: closingCost(holdings, end, costs),
    };
  });
}

/**
 * What each account's positions bring until it is gone, or else until the end, prices pushed; and the part of that from those that
 * are gone. Before penalties.
 */
function pnlOfCascades(holdings: Holdings, cascades: readonly Cascade[], valuer: Valuer) {
  const total = new Float64Array(cascades.length);
  const gone = new Float64Array(cascades.length);
  const accounts = new Set(
    [...holdings.options, ...holdings.linear, ...holdings.liquidity].map(({ marginAccount }) => marginAccount),
  );
  for (const account of accounts) {
    const ended = cascades.map(({ liquidations }) => liquidations.find((one) => one.marginAccount === account));
    const moments = cascades.map(({ end }, s) => ended[s]?.moment ?? end);
    for (const pnl of valuer(ofAccount(holdings, account))(scenariosAt(moments, holdings.underlyings))) {
      for (let s = 0; s < total.length; s++) {
        total[s] = (total[s] ?? Number.NaN) + (pnl[s] ?? Number.NaN);
        if (ended[s]) gone[s] = (gone[s] ?? Number.NaN) + (pnl[s] ?? Number.NaN);
      }
    }
  }
  return { total, gone };
}

function accountsAfter({ margins }: Holdings, liquidations: readonly Liquidation[], end: ShockMoment): AccountAfter[] {
  return margins.map((margin) => {
    const liquidation = liquidations.find(({ marginAccount }) => marginAccount === margin.marginAccount);
    const { equity, maintenance } = liquidation?.state ?? marginAt(margin, end);
    return {
      marginAccount: margin.marginAccount,
      equity,
      maintenance,
      health: healthOf({ equity, maintenance }),
      isLiquidated: liquidation !== undefined,
    };
  });
}

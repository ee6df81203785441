import type { z } from 'zod';
import type { DollarGreeks } from '../../assess/greeks/inDollars.js';
import { netGreeks, totalDollars } from '../../assess/greeks/netGreeks.js';
import type { MarginView } from '../../model/marginView.js';
import type { Greeks, RiskReport } from '../../model/riskReport.js';
import type { Ledger } from '../../record/ledger.js';
import { latestHoldings, type RecordedHoldings } from '../../record/queries/holdings.js';
import type { RecordedTick } from '../../record/queries/recordedTick.js';
import { riskAt } from '../../record/queries/ticks.js';
import type { BookRiskView, greeksView } from './bookRisk.js';
import { payoffsOfHeld, shocksOfHeld, stressOfHeld, surfacesOfHeld } from './heldRisk.js';
import { endlessOf, figureOf } from './plain.js';
import { riskWithHoldings } from './riskWithHoldings.js';
import { wallOf } from './wall.js';

const told = new WeakMap<Ledger, Map<string, { tick: string; heldAt: number | null; view: BookRiskView }>>();

/** What a book may lose at this tick. It takes tens of milliseconds, once a sample. null: its risk was never recorded. */
export async function readBookRisk(ledger: Ledger, tick: RecordedTick): Promise<BookRiskView | null> {
  const { strategy } = tick;
  const known = told.get(ledger) ?? new Map();
  told.set(ledger, known);
  const held = (await latestHoldings(ledger, strategy)) ?? null;
  const before = known.get(strategy);
  const heldAt = held?.at ?? null;
  if (before?.tick === tick.id && before.heldAt === heldAt) return before.view;
  const risk = await riskAt(ledger, tick.id);
  if (!risk) return null;
  const view = viewOf(tick, risk, held);
  known.set(strategy, { tick: tick.id, heldAt, view });
  return view;
}

function viewOf(tick: RecordedTick, report: RiskReport, held: RecordedHoldings | null): BookRiskView {
  const { risk, settings, priceOf, ...known } = riskWithHoldings(report, held);
  const { positions, portfolio, underlyings, deep, crossAsset: benchmark } = risk;
  const margin: MarginView = known.margin ?? { accounts: [], nearest: null };
  const ladder = netGreeks(positions, 'expiry', priceOf);
  const sums = netGreeks(positions, 'underlying', priceOf);
  const byDelta = [...underlyings].sort((a, b) => Math.abs(b.deltaUsd) - Math.abs(a.deltaUsd));
  const { delta: _, gamma: __, ...total } = greeksOf(null, totalDollars(sums));
  return {
    ...{ strategy: tick.strategy, sampledAt: tick.at, block: Number(tick.blockNumber) },
    ...{ equityUsd: figureOf(portfolio.equity), total },
    underlyings: sums.map(({ underlying, units, dollars }) => ({
      ...{ underlying, priceUsd: figureOf(priceOf(underlying)), ...greeksOf(units, dollars) },
    })),
    ladder: ladder.map(({ underlying, expiry, count, units, dollars }) => ({
      ...{ underlying, expiry: expiry === null ? null : expiry * 1_000, positions: count },
      ...greeksOf(units, dollars),
    })),
    benchmark: benchmark
      ? {
          ...{ underlying: benchmark.benchmark, betaDeltaUsd: figureOf(benchmark.betaDeltaUsd) },
          ...{ betaDelta: figureOf(benchmark.betaDelta), deviationUsd: figureOf(benchmark.deviationUsd) },
        }
      : null,
    ...{ runwayHours: endlessOf(deep?.portfolio.runwayHours) },
    touchProbability: figureOf(deep?.portfolio.touchProbability),
    nearestWall: deep?.portfolio.nearestWall ? wallOf(deep.portfolio.nearestWall) : null,
    valueAtRisk95Usd: figureOf(deep?.portfolio.valueAtRisk95),
    valueAtRisk99Usd: figureOf(deep?.portfolio.valueAtRisk99),
    expectedShortfall975Usd: figureOf(deep?.portfolio.expectedShortfall975),
    portfolioMarginUsd: figureOf(deep?.portfolio.portfolioMargin),
    accounts: accountsOf(risk, margin),
    stress: held ? stressOfHeld(held.holdings) : null,
    shocks: held ? shocksOfHeld(held.holdings, settings.shocks) : [],
    payoffs: held
      ? payoffsOfHeld(
          held.holdings,
          byDelta.map(({ underlying }) => underlying),
          margin,
        )
      : [],
    surfaces: held ? surfacesOfHeld(held.holdings) : [],
    gaps: gapsOf(tick, risk, held, benchmark?.gaps ?? []),
  };
}

function accountsOf({ marginAccounts, deep }: RiskReport, margin: MarginView): BookRiskView['accounts'] {
  const views = marginAccounts.map((account) => {
    const left = deep?.accounts.find(({ marginAccount }) => marginAccount === account.marginAccount);
    const walls = margin.accounts.find(({ marginAccount }) => marginAccount === account.marginAccount)?.walls ?? [];
    return {
      ...{ marginAccount: account.marginAccount, venue: account.venue },
      ...{ equityUsd: figureOf(account.equity), maintenanceUsd: figureOf(account.maintenance) },
      ...{ health: endlessOf(account.health), runwayHours: endlessOf(left?.runwayHours) },
      touchProbability: figureOf(left?.touchProbability),
      carryUsdPerDay: figureOf(left?.carryPerDay),
      walls: walls.map(wallOf),
    };
  });
  const away = ({ walls }: (typeof views)[number]) => walls[0]?.deviations ?? Number.MAX_VALUE;
  return views.sort((a, b) => away(a) - away(b));
}

function gapsOf(tick: RecordedTick, { deep }: RiskReport, held: RecordedHoldings | null, more: readonly string[]) {
  const behind = held !== null && held.tick !== tick.id;
  return [
    ...new Set([
      ...(held === null ? ['what is held was never written down: stress, payoff and surface are not known'] : []),
      ...(behind ? ['stress, payoff and surface are of an older sample than the rest'] : []),
      ...(deep === undefined ? ['runway, walls and value at risk could not be worked out at this sample'] : []),
      ...(held?.holdings.notes ?? []),
      ...(held?.holdings.unpriced ?? []).map(({ position, reason }) => `${position}: in no figure, ${reason}`),
      ...(deep?.gaps ?? []),
      ...more,
    ]),
  ];
}

function greeksOf(units: Greeks | null, dollars: DollarGreeks): z.infer<typeof greeksView> {
  return {
    ...{ delta: figureOf(units?.delta), gamma: figureOf(units?.gamma) },
    ...{ deltaUsd: figureOf(dollars.delta), gammaUsd: figureOf(dollars.gamma), vegaUsd: figureOf(dollars.vega) },
    ...{ thetaUsd: figureOf(dollars.theta), rhoUsd: figureOf(dollars.rho), vannaUsd: figureOf(dollars.vanna) },
    ...{ volgaUsd: figureOf(dollars.volga), charmUsd: figureOf(dollars.charm) },
  };
}

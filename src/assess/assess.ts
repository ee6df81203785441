import type { Holdings } from '../model/holdings.js';
import type { Underlying, VenueId } from '../model/instrument.js';
import { type Outlook, plainOutlook } from '../model/outlook.js';
import type { PositionRisk, RiskReport, UnderlyingRisk } from '../model/riskReport.js';
import { positionsOf, priceOf, type Snapshot } from '../model/snapshot.js';
import { toFloat, worthOf } from '../model/units.js';
import type { Venue } from '../venues/venue.js';
import { deepRisk } from './deepRisk.js';
import { crossAsset } from './greeks/crossAsset.js';
import { holdingsUnder } from './holdings/holdingsUnder.js';
import { leverageOf, marginRisk } from './marginRisk.js';
import { positionRisks } from './positionRisks.js';
import { sharedKernel } from './pricing/sharedKernel.js';
import { volsUnder } from './surface/volsUnder.js';
import { netUnderlying } from './underlyingRisk.js';

/**
 * What the portfolio stands to lose: Greeks per position, netted per underlying and over all; health and distance to
 * liquidation per margin account. Every underlying that a venue prices is listed, held or not, sorted by name.
 */
export function assess(
  snapshot: Snapshot,
  venues: ReadonlyMap<VenueId, Venue>,
  outlook: Outlook = plainOutlook,
): RiskReport {
  const positions = positionRisks(positionsOf(snapshot), {
    timestamp: snapshot.block.timestamp,
    priceOf: (underlying) => priceAt(snapshot, underlying),
    vols: volsUnder(snapshot, outlook.settings).choose,
    kernel: sharedKernel(),
  });
  const own = byUnderlying(positions);
  const underlyings = underlyingsOf(snapshot).map((name) =>
    netUnderlying(name, priceAt(snapshot, name), own.get(name) ?? []),
  );
  const marginAccounts = snapshot.readings.flatMap((reading) =>
    reading.marginAccounts.map((account) => marginRisk(account, reading, snapshot, venues.get(reading.venue))),
  );
  const equity =
    sum(marginAccounts.map((m) => m.equity)) + sum(positions.map((p) => p.value)) + sum(heldByOrders(snapshot));
  const notional = sum(leveraged(snapshot, positions).map((p) => p.notional));
  const over = (read: (risk: UnderlyingRisk) => number) => sum(underlyings.map(read));
  const report: RiskReport = {
    positions,
    underlyings,
    marginAccounts,
    portfolio: {
      equity,
      deltaUsd: over((u) => u.deltaUsd),
      gammaUsd: over((u) => u.gammaUsd),
      vega: over((u) => u.vega),
      theta: over((u) => u.theta),
      notional,
      leverage: leverageOf(notional, equity),
      worstHealth: Math.min(Number.POSITIVE_INFINITY, ...marginAccounts.map((m) => m.health)),
    },
  };
  return outlook.deep
    ? deepenedWhenRead(report, () => holdingsUnder(snapshot, venues, outlook.settings), outlook)
    : report;
}

/**
 * As `deepened`, once somebody asks. A book that is in trouble is assessed again after every order that is chosen, and nobody may
 * ever read what takes long of those. Where it cannot be worked out it is absent, which conditions take as not known: what is told
 * for information never keeps what can be told from being acted on.
 */
function deepenedWhenRead(report: RiskReport, holdings: () => Holdings, outlook: Omit<Outlook, 'deep'>): RiskReport {
  let worked: Pick<RiskReport, 'crossAsset' | 'deep'> | null = null;
  const whole = () => {
    worked ??= deepenedOrPlain(report, holdings, outlook);
    return worked;
  };
  return Object.defineProperties(
    { ...report },
    {
      crossAsset: { enumerable: true, get: () => whole().crossAsset },
      deep: { enumerable: true, get: () => whole().deep },
    },
  );
}

function deepenedOrPlain(report: RiskReport, holdings: () => Holdings, outlook: Omit<Outlook, 'deep'>): RiskReport {
  try {
    return deepened(report, holdings(), outlook);
  } catch {
    // The sample of the same book fails over the same, and that is told to the operator.
    return report;
  }
}

/** With what takes long to work out, and what stands on a forecast. @param holdings of the report's snapshot */
export const deepened = (report: RiskReport, holdings: Holdings, outlook: Omit<Outlook, 'deep'>): RiskReport => ({
  ...report,
  crossAsset: crossAsset(report.underlyings, report.positions, outlook.settings, outlook.forecast),
  deep: deepRisk(holdings, outlook),
});

/** USD that left the wallet for orders which their venues have not carried out yet: neither lost nor free. */
const heldByOrders = ({ readings }: Snapshot): number[] =>
  readings
    .flatMap(({ orders }) => orders ?? [])
    .flatMap(({ held }) =>
      held === null ? [] : [toFloat(worthOf(held.amount, held.token.decimals, held.token.price, 'down'))],
    );

/** Smallest first, so that float64 rounding does not depend on the order in which venues list things. */
const sum = (values: readonly number[]): number =>
  [...values].sort((a, b) => a - b).reduce((total, value) => total + value, 0);

/** USD per unit; NaN when no venue prices it. */
function priceAt(snapshot: Snapshot, underlying: Underlying | null): number {
  const price = underlying === null ? undefined : priceOf(snapshot, underlying);
  return price === undefined ? Number.NaN : toFloat(price);
}

/** In the order they are given. */
function byUnderlying(risks: readonly PositionRisk[]): ReadonlyMap<Underlying | null, readonly PositionRisk[]> {
  const groups = new Map<Underlying | null, PositionRisk[]>();
  for (const risk of risks) {
    const group = groups.get(risk.underlying);
    if (group) group.push(risk);
    else groups.set(risk.underlying, [risk]);
  }
  return groups;
}

function underlyingsOf(snapshot: Snapshot): Underlying[] {
  const priced = snapshot.readings.flatMap((reading) => Object.keys(reading.prices));
  const held = positionsOf(snapshot).flatMap(({ instrument }) => instrument.underlying ?? []);
  return [...new Set([...priced, ...held])].sort();
}

/** Perps and options; a token, or liquidity, is owned and not leveraged. */
function leveraged(snapshot: Snapshot, risks: readonly PositionRisk[]): PositionRisk[] {
  const owned = new Set(
    positionsOf(snapshot).flatMap(({ id, instrument: { kind } }) =>
      kind === 'token' || kind === 'liquidity' ? id : [],
    ),
  );
  return risks.filter((risk) => !owned.has(risk.position));
}

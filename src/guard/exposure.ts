import type { VolChoice } from '../assess/holdings/heldOf.js';
import { positionRisks } from '../assess/positionRisks.js';
import { sharedKernel } from '../assess/pricing/sharedKernel.js';
import { volsUnder } from '../assess/surface/volsUnder.js';
import type { Instrument, InstrumentId, Underlying, VenueId } from '../model/instrument.js';
import type { Outlook } from '../model/outlook.js';
import type { Position } from '../model/position.js';
import type { PositionId } from '../model/positionId.js';
import type { PositionRisk, RiskReport } from '../model/riskReport.js';
import { marketOf, positionsOf, priceOf, type Snapshot } from '../model/snapshot.js';
import { toFloat, type UnixSeconds, WAD } from '../model/units.js';

/** One position, in what limits are told in. Signed; USD where the name says so. */
export interface Leg {
  instrument: InstrumentId;
  kind: Instrument['kind'];
  venue: VenueId;
  underlying: Underlying | null;
  /** null for what does not expire. */
  expiry: UnixSeconds | null;
  /** Units of the instrument. */
  quantity: number;
  /** quantity × mark. */
  worthUsd: number;
  /** quantity × price of the underlying. */
  notionalUsd: number;
  /** Units of the underlying, and what it is worth. */
  delta: number;
  deltaUsd: number;
  gamma: number;
  /** USD per 1.00 of volatility. */
  vega: number;
}

/** Sums over positions that one of them can be taken out of and put back into. */
export interface ExposureTotals {
  /** Sum of |delta × price|: a position counts by what it moves with the market, as funds' commitment method has it. */
  gross: number;
  /** Sum of delta × price, signed. */
  net: number;
  /** Sum of |quantity × mark| over perpetuals and options: what leverage is told by. */
  leveraged: number;
  /** Sum of |quantity × price of the underlying| over options. */
  optionNotional: number;
  byInstrument: ReadonlyMap<InstrumentId, number>;
  byUnderlying: ReadonlyMap<Underlying, { delta: number; gamma: number; vega: number; gross: number }>;
  /** Gross of each. */
  byVenue: ReadonlyMap<VenueId, number>;
  /** Options' notional of each. */
  byExpiry: ReadonlyMap<UnixSeconds, number>;
}

/** What a portfolio is exposed to: worked out once, and then asked what any trade would make of it. */
export interface Exposure {
  totals: ExposureTotals;
  /** USD. */
  equity: number;
  legs: ReadonlyMap<PositionId, Leg>;
  /** Held positions of an instrument. */
  held(instrument: InstrumentId): readonly PositionId[];
  /** One unit of an instrument of the snapshot; null where no market tells of it. */
  unit(instrument: InstrumentId): Leg | null;
  snapshot: Snapshot;
  outlook: Outlook;
  vols: VolChoice;
  /** Of a portfolio that this one was made of by trades: the last, or else the first; null where it was read, or nobody has asked. */
  before: Exposure | null;
}

const known = new WeakMap<RiskReport, Exposure>();

/**
 * The exposure of a portfolio; the same object for the same report, so that a tick that asks for every order works it out once.
 * @param portfolio a snapshot with the report that `assess` made of it
 */
export function exposureOf(portfolio: { snapshot: Snapshot; risk: RiskReport; outlook: Outlook }): Exposure {
  const found = known.get(portfolio.risk);
  if (found) return found;
  const { snapshot, risk, outlook } = portfolio;
  const nearest = nearestKnown(risk);
  const before = nearest && cutShort(nearest);
  const made = { ...makeExposure(snapshot, risk, outlook), before };
  known.set(risk, made);
  origins.delete(risk);
  return made;
}

/** Of hundreds of trades one after the other only the last and the first are kept: nothing is ever carried over from between. */
function cutShort(exposure: Exposure): Exposure {
  let { before } = exposure;
  while (before?.before) before = before.before;
  exposure.before = before;
  return exposure;
}

const origins = new WeakMap<RiskReport, RiskReport>();

/**
 * Says that a portfolio is another one after a trade: what is known of the one (what it gains in thousands of futures) is then
 * carried over to the other, and only what the trade has changed is worked out. Where nobody has asked for that of the one, nothing is.
 */
export const carryExposure = (before: { risk: RiskReport }, after: { risk: RiskReport }): void => {
  if (known.has(before.risk) || origins.has(before.risk)) origins.set(after.risk, before.risk);
};

function nearestKnown(risk: RiskReport): Exposure | null {
  for (let one = origins.get(risk); one !== undefined; one = origins.get(one)) {
    const found = known.get(one);
    if (found) return found;
  }
  return null;
}

function makeExposure(snapshot: Snapshot, risk: RiskReport, outlook: Outlook): Omit<Exposure, 'before'> {
  const risks = new Map(risk.positions.map((one) => [one.position, one]));
  const priceAt = priceFrom(snapshot);
  const legs = new Map<PositionId, Leg>();
  const held = new Map<InstrumentId, PositionId[]>();
  for (const position of positionsOf(snapshot)) {
    const own = risks.get(position.id);
    if (!own) continue;
    legs.set(position.id, legOf(position, own, priceAt(position.instrument.underlying)));
    const same = held.get(position.instrument.id);
    if (same) same.push(position.id);
    else held.set(position.instrument.id, [position.id]);
  }
  const units = new Map<InstrumentId, Leg | null>();
  const { choose: vols } = volsUnder(snapshot, outlook.settings);
  return {
    totals: totalsOf(legs.values()),
    equity: risk.portfolio.equity,
    legs,
    held: (instrument) => held.get(instrument) ?? [],
    unit(instrument) {
      const found = units.get(instrument);
      if (found !== undefined) return found;
      const position = unitPosition(snapshot, instrument);
      const [own] = position
        ? positionRisks([position], {
            timestamp: snapshot.block.timestamp,
            priceOf: priceAt,
            vols,
            kernel: sharedKernel(),
          })
        : [];
      const leg = position && own ? legOf(position, own, priceAt(position.instrument.underlying)) : null;
      units.set(instrument, leg);
      return leg;
    },
    snapshot,
    outlook,
    vols,
  };
}

/** What one unit would be, were it held; of a pair, the token that is bought. */
export function unitPosition(snapshot: Snapshot, instrument: InstrumentId): Position | null {
  const market = marketOf(snapshot, instrument);
  if (!market) return null;
  const pricing = market.pricing ?? positionsOf(snapshot).find((one) => one.instrument.id === instrument)?.pricing;
  return {
    id: `unit of ${instrument}`,
    venue: market.instrument.venue,
    account: snapshot.account,
    instrument: heldAs(market.instrument),
    quantity: WAD,
    mark: market.mark,
    value: WAD,
    marginAccount: null,
    pricing: pricing ?? null,
  };
}

/** What is bought of a pair lies in the wallet as a token. */
function heldAs(instrument: Instrument): Instrument {
  if (instrument.kind !== 'spot') return instrument;
  const { underlying, base } = instrument;
  return { kind: 'token', id: `wallet ${base.symbol}`, venue: 'wallet', ...base, underlying };
}

function priceFrom(snapshot: Snapshot): (underlying: Underlying | null) => number {
  const told = new Map<Underlying, number>();
  return (underlying) => {
    if (underlying === null) return Number.NaN;
    const found = told.get(underlying);
    if (found !== undefined) return found;
    const price = priceOf(snapshot, underlying);
    const usd = price === undefined ? Number.NaN : toFloat(price);
    told.set(underlying, usd);
    return usd;
  };
}

/** @param price USD per unit of the underlying; what follows none is worth dollars and moves with nothing. */
function legOf({ instrument, quantity, mark }: Position, risk: PositionRisk, price: number): Leg {
  const units = toFloat(quantity);
  return {
    instrument: instrument.id,
    kind: instrument.kind,
    venue: instrument.venue,
    underlying: instrument.underlying,
    expiry: risk.expiry,
    quantity: units,
    worthUsd: units * toFloat(mark),
    notionalUsd: instrument.underlying === null ? 0 : units * price,
    delta: risk.delta,
    deltaUsd: risk.deltaUsd,
    gamma: risk.gamma,
    vega: risk.vega,
  };
}

/** The same of so many units. */
export const scaledLeg = (unit: Leg, quantity: number): Leg => ({
  ...unit,
  quantity,
  worthUsd: unit.worthUsd * quantity,
  notionalUsd: unit.notionalUsd * quantity,
  delta: unit.delta * quantity,
  deltaUsd: unit.deltaUsd * quantity,
  gamma: unit.gamma * quantity,
  vega: unit.vega * quantity,
});

/** All from the legs; in their order, so that float64 rounding is the same each time. */
export function totalsOf(legs: Iterable<Leg>): ExposureTotals {
  const byInstrument = new Map<InstrumentId, number>();
  const byUnderlying = new Map<Underlying, { delta: number; gamma: number; vega: number; gross: number }>();
  const byVenue = new Map<VenueId, number>();
  const byExpiry = new Map<UnixSeconds, number>();
  let [gross, net, leveraged, optionNotional] = [0, 0, 0, 0];
  const add = <Key>(map: Map<Key, number>, key: Key, value: number) => map.set(key, (map.get(key) ?? 0) + value);
  for (const leg of legs) {
    const moved = Math.abs(leg.deltaUsd);
    gross += moved;
    net += leg.deltaUsd;
    add(byInstrument, leg.instrument, leg.worthUsd);
    add(byVenue, leg.venue, moved);
    if (isLeveraged(leg)) leveraged += Math.abs(leg.worthUsd);
    if (leg.expiry !== null) {
      optionNotional += Math.abs(leg.notionalUsd);
      add(byExpiry, leg.expiry, Math.abs(leg.notionalUsd));
    }
    if (leg.underlying === null) continue;
    const sum = byUnderlying.get(leg.underlying) ?? { delta: 0, gamma: 0, vega: 0, gross: 0 };
    sum.delta += leg.delta;
    sum.gamma += leg.gamma;
    sum.vega += leg.vega;
    sum.gross += moved;
    byUnderlying.set(leg.underlying, sum);
  }
  return { gross, net, leveraged, optionNotional, byInstrument, byUnderlying, byVenue, byExpiry };
}

/** A token, or liquidity, is owned and not leveraged. */
export const isLeveraged = ({ kind }: Pick<Leg, 'kind'>): boolean => kind === 'perpetual' || kind === 'option';

import type { HeldMargin, Holdings } from '../model/holdings.js';
import type { Underlying } from '../model/instrument.js';
import type { MarginRisk, RiskReport } from '../model/riskReport.js';
import { inDollars } from './greeks/inDollars.js';
import { healthOf } from './margin/healthOf.js';
import { readCurve } from './margin/marginCurve.js';
import { leverageOf } from './marginRisk.js';
import type { PricingKernel } from './pricing/kernel.js';
import { type CompiledHoldings, compileHoldings } from './revalue/compileHoldings.js';
import { revalue } from './revalue/revalue.js';

/** Which metrics `riskAlong` moves with a price; the others stay as they are. */
export const followsPrice: ReadonlySet<string> = new Set([
  ...['delta', 'gamma', 'deltaUsd', 'gammaUsd', 'price'],
  ...['health', 'equity', 'maintenance', 'leverage', 'liquidationPrice', 'liquidationDistance'],
  ...['worstHealth', 'portfolioEquity', 'portfolioDelta', 'portfolioGamma', 'portfolioNotional', 'portfolioLeverage'],
]);

/** Delta and gamma of what moves with an underlying. */
export interface Slope {
  delta: number;
  gamma: number;
}

export interface RiskAlongOptions {
  risk: RiskReport;
  /** Of the same moment. */
  holdings: Holdings;
  underlying: Underlying;
  /** Greeks of the holdings at a price of the underlying, USD. */
  slopeAt(price: number): Slope;
  kernel: PricingKernel;
}

/**
 * A risk report at other prices of one underlying, nothing else moving and no time passing: what `followsPrice` names is as it would
 * be, the rest as it is. By how much something changes is what the holdings tell; what it changes from is what the report has, so
 * that at the price of now the report is as it was. Marks of options stay, and with them what they add to a notional.
 * @throws RangeError when the holdings have no price of the underlying
 */
export function riskAlong({
  risk,
  holdings,
  underlying,
  slopeAt,
  kernel,
}: RiskAlongOptions): (price: number) => RiskReport {
  const index = holdings.underlyings.findIndex(({ name }) => name === underlying);
  const now = holdings.underlyings[index]?.price;
  if (now === undefined) throw new RangeError(`the holdings have no price of ${underlying}`);
  const slopeNow = slopeAt(now);
  let compiled: CompiledHoldings | null = null;
  const gainAt = (move: number): number => {
    compiled ??= compileHoldings(holdings, kernel);
    const still = holdings.underlyings.map(() => Float64Array.of(0));
    const spot = still.with(index, Float64Array.of(move));
    const vol = holdings.underlyings.map(() => Float64Array.of(1));
    return revalue(compiled, { count: 1, spot, vol, years: Float64Array.of(0) })[0] ?? Number.NaN;
  };
  const perpetuals = holdings.linear.filter((one) => one.kind === 'perpetual' && one.underlying === underlying);
  const notionalOf = (held: typeof perpetuals) => held.reduce((sum, { quantity }) => sum + Math.abs(quantity) * now, 0);
  const margins = new Map(holdings.margins.map((margin) => [margin.marginAccount, margin]));

  return (price) => {
    if (price === now) return risk;
    const move = Math.log(price / now);
    const slope = slopeAt(price);
    const moved = risk.underlyings.map((one) => {
      if (one.underlying !== underlying) return one;
      const greeks = {
        ...one,
        delta: one.delta + slope.delta - slopeNow.delta,
        gamma: one.gamma + slope.gamma - slopeNow.gamma,
      };
      const { delta: deltaUsd, gamma: gammaUsd } = inDollars(greeks, price);
      return { ...greeks, price, deltaUsd, gammaUsd };
    });
    const change = (read: (one: RiskReport['underlyings'][number]) => number) =>
      moved.reduce((sum, one, i) => {
        const before = risk.underlyings[i];
        return before === one || before === undefined ? sum : sum + read(one) - read(before);
      }, 0);
    const marginAccounts = risk.marginAccounts.map((one) => {
      const margin = margins.get(one.marginAccount);
      if (!margin?.underlyings.includes(underlying)) return one;
      const own = notionalOf(perpetuals.filter(({ marginAccount }) => marginAccount === one.marginAccount));
      return accountAt(one, margin, { underlying, now, move, notional: margin.notional + own * Math.expm1(move) });
    });
    const { portfolio } = risk;
    const equityThere = () => portfolio.equity + gainAt(move);
    const notional = portfolio.notional + notionalOf(perpetuals) * Math.expm1(move);
    return {
      ...risk,
      underlyings: moved,
      marginAccounts,
      portfolio: {
        ...portfolio,
        notional,
        deltaUsd: portfolio.deltaUsd + change((one) => one.deltaUsd),
        gammaUsd: portfolio.gammaUsd + change((one) => one.gammaUsd),
        // A whole revaluation, which hardly anybody asks for.
        get equity() {
          return equityThere();
        },
        get leverage() {
          return leverageOf(notional, equityThere());
        },
        worstHealth: Math.min(Number.POSITIVE_INFINITY, ...marginAccounts.map(({ health }) => health)),
      },
    };
  };
}

interface AccountMove {
  underlying: Underlying;
  /** USD. */
  now: number;
  /** Log-change. */
  move: number;
  /** USD, there. */
  notional: number;
}

function accountAt(risk: MarginRisk, margin: HeldMargin, { underlying, now, move, notional }: AccountMove): MarginRisk {
  const curve = margin.byPrice[margin.underlyings.indexOf(underlying)];
  const { equity, maintenance } = curve ? readCurve(curve, move) : { equity: Number.NaN, maintenance: Number.NaN };
  const health = healthOf({ equity, maintenance });
  const isFirst = margin.underlyings[0] === underlying;
  return {
    ...risk,
    ...{ equity, maintenance, health, leverage: leverageOf(notional, equity) },
    // Told of the first underlying: the price of another moves it, by how much these curves do not say.
    liquidationPrice: isFirst ? risk.liquidationPrice : null,
    liquidationDistance: isFirst ? distanceAt(risk, now, move, health) : Number.NaN,
  };
}

/** The venue may liquidate on another price than ours, which moves by the same share: its place is in the distance of now. */
function distanceAt({ liquidationPrice, liquidationDistance }: MarginRisk, now: number, move: number, health: number) {
  if (health <= 1) return 0;
  if (liquidationPrice === null) return liquidationDistance;
  const share = liquidationPrice < now ? 1 - liquidationDistance : 1 + liquidationDistance;
  return Math.abs(share * Math.exp(-move) - 1);
}

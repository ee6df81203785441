import type { TradeTerms } from '../../model/order.js';
import { fromFloat, type TokenAmount, toFloat, tokenAmount, type Wad, wad } from '../../model/units.js';
import { minimumOf } from './collateral.js';
import { type CostBounds, costBounds } from './costBounds.js';
import { type CollateralKind, collateralOf } from './optionType.js';
import { type Resolved, resolve } from './resolve.js';
import { type Route, routeOf } from './route.js';
import type { LyraDetail } from './state.js';

/** An option that is sold starts at twice the collateral that the protocol requires. */
const OPENING_HEALTH = 2n;

export interface TradePlan extends CostBounds {
  resolved: Resolved;
  amount: Wad;
  route: Route;
  /** What the option holds afterwards: the contract's `setCollateralTo` is absolute. */
  setCollateralTo: TokenAmount;
  /** The most the wallet is asked for, by token; exact permission is given for that. */
  pays: Readonly<Record<CollateralKind, TokenAmount>>;
  /** Quote asset expected to be paid or received. */
  expectedCost: Wad;
}

/** Terms as the protocol would carry them out. @throws VenueRefusal when they make no sense at this block. */
export function planTrade(detail: LyraDetail, terms: TradeTerms): TradePlan {
  const resolved = resolve(detail, terms);
  const amount = terms.quantity;
  const route = routeOf({ ...resolved, now: detail.timestamp }, toFloat(amount));
  const bounds = costBounds(route, amount, terms);
  const expectedCost = fromFloat(Math.max(route.cost.total, 0), 'up');
  const setCollateralTo = tokenAmount(
    resolved.opening ? collateralOnOpen(detail, resolved, amount) : collateralOnClose(resolved, amount, bounds),
  );
  return {
    ...bounds,
    resolved,
    amount,
    route,
    setCollateralTo,
    pays: paid(resolved, bounds, setCollateralTo),
    expectedCost,
  };
}

/** Whether it is expected to execute: an order that moves volatility too far would revert and burn gas. */
export const isWithinBounds = ({ expectedCost, minTotalCost, maxTotalCost }: TradePlan): boolean =>
  minTotalCost <= expectedCost && expectedCost <= maxTotalCost;

/** A new short gets `OPENING_HEALTH`; one that grows keeps its health. Never more than covers the option for good. */
function collateralOnOpen(detail: LyraDetail, { type, option, ...place }: Resolved, amount: Wad): bigint {
  if (collateralOf(type) === null) return 0n;
  const minimum = minimumOf(place, type, detail.timestamp);
  const held = option?.collateral ?? 0n;
  const after = minimum.of(sum(option?.amount ?? 0n, amount));
  const before = option ? minimum.of(option.amount) : 0n;
  const wanted = before === 0n ? after * OPENING_HEALTH : (after * held + before - 1n) / before;
  const cover =
    type === 'SHORT_PUT_QUOTE' ? (sum(option?.amount ?? 0n, amount) * place.strike.price) / 10n ** 18n : null;
  const capped = cover !== null && wanted > cover ? cover : wanted;
  return capped > held ? capped : held;
}

/**
 * A full close releases everything. A partial one leaves the collateral as it is and the wallet pays; what the wallet
 * lacks comes out of the collateral of a quote short, which is how the protocol itself charges those.
 */
function collateralOnClose({ type, option, market }: Resolved, amount: Wad, { maxTotalCost }: CostBounds): bigint {
  if (option === null || amount === option.amount) return 0n;
  if (collateralOf(type) !== 'quote') return option.collateral;
  const lacking = maxTotalCost - market.wallet.quote.balance;
  if (lacking <= 0n) return option.collateral;
  return lacking < option.collateral ? option.collateral - lacking : 0n;
}

/** OptionToken.adjustPosition and OptionMarket's routing of funds, at the worst cost that is allowed. */
export function paid(
  { type, option, opening }: Pick<Resolved, 'type' | 'option' | 'opening'>,
  { minTotalCost, maxTotalCost }: CostBounds,
  setCollateralTo: bigint,
): Record<CollateralKind, TokenAmount> {
  const held = option?.collateral ?? 0n;
  const kind = collateralOf(type);
  const cost = opening ? { long: maxTotalCost, short: -minTotalCost } : { long: 0n, short: maxTotalCost };
  if (kind === null) return amounts(cost.long, 0n);
  if (kind === 'quote') return amounts(setCollateralTo - held + cost.short, 0n);
  return amounts(cost.short, setCollateralTo - held);
}

const amounts = (quote: bigint, base: bigint) => ({ quote: positive(quote), base: positive(base) });
const positive = (value: bigint): TokenAmount => tokenAmount(value > 0n ? value : 0n);
const sum = (a: bigint, b: bigint): Wad => wad(a + b);

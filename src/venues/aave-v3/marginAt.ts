import type { Underlying } from '../../model/instrument.js';
import { toFloat, wad } from '../../model/units.js';
import type { MarginShift } from '../venue.js';
import { accountOf } from './account.js';
import { laterBy } from './balances.js';
import { reservesOf, usd } from './describe.js';
import { isInEMode } from './eMode.js';
import type { AaveContracts, AaveDetail, ReserveState } from './state.js';

/**
 * USD: every reserve that follows `underlying` has moved as that has to `price`, from `now`, and interest has run at the rates of
 * the block. Reckoned by the protocol's own integer steps, so a price at which health is 1 is the one at which it liquidates. No vol
 * is in it.
 */
export function marginAt(
  contracts: AaveContracts,
  detail: AaveDetail,
  underlying: Underlying,
  price: number,
  now: number,
  { seconds = 0 }: MarginShift = {},
): { equity: number; maintenance: number } {
  const factor = price / now;
  if (!Number.isFinite(factor) || factor < 0 || !Number.isFinite(seconds)) return unknown;
  const moved = (amount: bigint) => (factor === 1 ? amount : BigInt(Math.round(Number(amount) * factor)));
  const following = reservesOf(contracts, detail).filter(([one]) => one.underlying === underlying);
  const reserves: Record<string, ReserveState> = { ...detail.reserves };
  for (const [{ symbol }, reserve] of following) reserves[symbol] = { ...reserve, price: moved(reserve.price) };
  const { eMode } = detail;
  const isModeMoved = eMode?.price != null && following.some(([, reserve]) => isInEMode(detail, reserve));
  const at: AaveDetail = {
    ...detail,
    reserves,
    eMode: isModeMoved && eMode.price !== null ? { ...eMode, price: moved(eMode.price) } : eMode,
  };
  const { equity, debt } = accountOf(laterBy(at, Math.round(seconds)));
  return { equity: toFloat(wad(equity)), maintenance: toFloat(usd(debt)) };
}

const unknown = { equity: Number.NaN, maintenance: Number.NaN };

import type { CollateralToken } from '../../model/marginAccount.js';
import type { VenueReading } from '../../model/snapshot.js';
import { fromFloat, type TokenAmount, tokenAmount } from '../../model/units.js';
import { accountOf, worthIn } from './account.js';
import { supplyClosed } from './closed.js';
import { reservesOf, tokenOf, usd } from './describe.js';
import { thresholdOf } from './eMode.js';
import { supplied } from './moved.js';
import type { AaveContracts, AaveDetail, ReserveContracts, ReserveState } from './state.js';
import { PERCENT } from './wadRay.js';

/**
 * Least supply that brings health to `health`, rounded up. Of what is watched and counts: the first dollar token of which the wallet
 * holds as much, else the token of which it holds most. (What is owed may be repaid just as well: see `ways`.)
 */
export function topUpFor(
  contracts: AaveContracts,
  reading: VenueReading<AaveDetail>,
  health: number,
): { token: CollateralToken; amount: TokenAmount } {
  const { detail, funding } = reading;
  const watched = reservesOf(contracts, detail).filter(([{ symbol }]) => detail.watched.includes(symbol));
  const open = watched.filter(([, reserve]) => supplyClosed(detail, reserve) === null && reserve.price > 0n);
  const all = (open.length > 0 ? open : watched).map(([one, reserve]) => {
    const balance = funding.find(({ token }) => token.symbol === one.symbol)?.balance ?? 0n;
    const amount = amountFor(detail, reserve, health);
    return { one, reserve, amount, worth: worthIn(detail, reserve, balance), does: balance >= amount };
  });
  const [first, ...others] = all;
  if (!first) throw new RangeError('nothing of Aave is watched');
  const dollar = all.find(({ one, does }) => does && one.underlying === null);
  const richest = others.reduce((best, one) => (one.worth > best.worth ? one : best), first);
  const { one, reserve, amount } = dollar ?? richest;
  return { token: token(detail, one, reserve), amount: tokenAmount(amount) };
}

const token = (detail: AaveDetail, one: ReserveContracts, reserve: ReserveState) => tokenOf(detail, one, reserve);

const WAD = 10n ** 18n;

/** Doublings of the first guess: averages are cut off, so it may be a little short. */
const MOST_DOUBLINGS = 40;

function amountFor(detail: AaveDetail, reserve: ReserveState, health: number): bigint {
  const target = fromFloat(health, 'up');
  const isThere = (amount: bigint): boolean => {
    const { equity, debt } = accountOf(amount === 0n ? detail : supplied(detail, reserve, amount));
    return equity * WAD >= target * usd(debt);
  };
  if (isThere(0n)) return 0n;
  const { equity, debt } = accountOf(detail);
  const missing = (target * usd(debt)) / WAD - equity;
  const backed = usd(reserve.price * thresholdOf(detail, reserve)) / PERCENT;
  const guess = backed === 0n ? 1n : (missing * 10n ** BigInt(reserve.configuration.decimals)) / backed;
  let [short, enough] = [0n, guess > 1n ? guess : 1n];
  for (let doubling = 0; doubling < MOST_DOUBLINGS && !isThere(enough); doubling++) {
    [short, enough] = [enough, enough + (enough >> 10n) + (1n << BigInt(doubling))];
  }
  while (enough - short > 1n) {
    const middle = (short + enough) / 2n;
    if (isThere(middle)) enough = middle;
    else short = middle;
  }
  return enough;
}

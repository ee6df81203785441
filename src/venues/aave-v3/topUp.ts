import type { VenueReading } from '../../model/snapshot.js';
import { fromFloat, tokenAmount } from '../../model/units.js';
import type { TopUp } from '../venue.js';
import { accountOf, worthIn } from './account.js';
import { variableOwedIn } from './balances.js';
import { repayClosed, supplyClosed } from './closed.js';
import { reservesOf, tokenOf, usd } from './describe.js';
import { thresholdOf } from './eMode.js';
import { repaid, supplied } from './moved.js';
import type { AaveContracts, AaveDetail, ReserveContracts, ReserveState } from './state.js';
import { PERCENT } from './wadRay.js';

interface Candidate {
  one: ReserveContracts;
  reserve: ReserveState;
  amount: bigint;
  /** USD of 8 decimals that the wallet holds of it. */
  worth: bigint;
  /** Whether the wallet holds as much as is needed. */
  does: boolean;
  kind?: 'repay';
}

/**
 * Least supply that brings health to `health`, rounded up. Of what is watched and counts, and of `from` where it is told: the first
 * dollar token of which the wallet holds as much, else the token of which it holds most. Where `from` allows none that does, and
 * something of it is owed, that is paid back.
 */
export function topUpFor(
  contracts: AaveContracts,
  reading: VenueReading<AaveDetail>,
  health: number,
  from?: readonly string[],
): TopUp {
  const { detail } = reading;
  const watched = reservesOf(contracts, detail).filter(([{ symbol }]) => detail.watched.includes(symbol));
  const open = watched.filter(([, reserve]) => supplyClosed(detail, reserve) === null && reserve.price > 0n);
  const drawnOn = ([{ symbol }]: (typeof watched)[number]) => from === undefined || from.includes(symbol);
  const debts = watched.filter((one) => from !== undefined && drawnOn(one) && repayClosed(detail, one[1]) === null);
  const supplies = open.filter(drawnOn).map((one) => candidate(reading, one, supplyFor(detail, one[1], health)));
  const found = best(supplies);
  if (found?.does) return asTopUp(detail, found);
  const repayments = debts.map(
    (one): Candidate => ({ ...candidate(reading, one, repaymentFor(detail, one[1], health)), kind: 'repay' }),
  );
  const other = best([...supplies, ...repayments].filter(({ worth }) => worth > 0n)) ?? found;
  // Nothing of `from` is taken: what would be is told all the same.
  const any = (open.length > 0 ? open : watched).map((one) =>
    candidate(reading, one, supplyFor(detail, one[1], health)),
  );
  const told = other ?? best(any);
  if (!told) throw new RangeError('nothing of Aave is watched');
  return asTopUp(detail, told);
}

function candidate(
  { detail, funding }: VenueReading<AaveDetail>,
  [one, reserve]: readonly [ReserveContracts, ReserveState],
  amount: bigint,
): Candidate {
  const balance = funding.find(({ token }) => token.symbol === one.symbol)?.balance ?? 0n;
  return { one, reserve, amount, worth: worthIn(detail, reserve, balance), does: balance >= amount };
}

/** A dollar token that does, else any that does and of which most is held, else of which most is held. */
function best(all: readonly Candidate[]): Candidate | undefined {
  const dollar = all.find(({ one, does }) => does && one.underlying === null);
  const able = all.filter(({ does, kind }) => does && kind === 'repay');
  const [first, ...others] = able.length > 0 ? able : all;
  return dollar ?? (first && others.reduce((richest, one) => (one.worth > richest.worth ? one : richest), first));
}

const asTopUp = (detail: AaveDetail, { one, reserve, amount, kind }: Candidate): TopUp => {
  const told = { token: tokenOf(detail, one, reserve), amount: tokenAmount(amount) };
  return kind ? { ...told, kind } : told;
};

const WAD = 10n ** 18n;

/** Doublings of the first guess: averages are cut off, so it may be a little short. */
const MOST_DOUBLINGS = 40;

const isAt = (detail: AaveDetail, target: bigint): boolean => {
  const { equity, debt } = accountOf(detail);
  return equity * WAD >= target * usd(debt);
};

function supplyFor(detail: AaveDetail, reserve: ReserveState, health: number): bigint {
  const target = fromFloat(health, 'up');
  const isThere = (amount: bigint) => isAt(amount === 0n ? detail : supplied(detail, reserve, amount), target);
  if (isThere(0n)) return 0n;
  const { equity, debt } = accountOf(detail);
  const missing = (target * usd(debt)) / WAD - equity;
  const backed = usd(reserve.price * thresholdOf(detail, reserve)) / PERCENT;
  const guess = backed === 0n ? 1n : (missing * 10n ** BigInt(reserve.configuration.decimals)) / backed;
  let [short, enough] = [0n, guess > 1n ? guess : 1n];
  for (let doubling = 0; doubling < MOST_DOUBLINGS && !isThere(enough); doubling++) {
    [short, enough] = [enough, enough + (enough >> 10n) + (1n << BigInt(doubling))];
  }
  return least(short, enough, isThere);
}

/** At most what is owed: where that is not enough, all of it. */
function repaymentFor(detail: AaveDetail, reserve: ReserveState, health: number): bigint {
  const target = fromFloat(health, 'up');
  const isThere = (amount: bigint) => isAt(amount === 0n ? detail : repaid(detail, reserve, amount), target);
  if (isThere(0n)) return 0n;
  return least(0n, variableOwedIn(detail, reserve), isThere);
}

/** The least amount that is there, above one that is not and up to one that is, or is taken to be. */
function least(not: bigint, there: bigint, isThere: (amount: bigint) => boolean): bigint {
  let [short, enough] = [not, there];
  while (enough - short > 1n) {
    const middle = (short + enough) / 2n;
    if (isThere(middle)) enough = middle;
    else short = middle;
  }
  return enough;
}

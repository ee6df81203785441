import type { Address } from 'viem';
import type { CollateralToken, MarginAccount } from '../../model/marginAccount.js';
import { healthOf } from '../../model/marginAccount.js';
import type { Funding, Market } from '../../model/market.js';
import type { Position } from '../../model/position.js';
import type { VenueReading } from '../../model/snapshot.js';
import type { Wad } from '../../model/units.js';
import { bps, tokenAmount, wad } from '../../model/units.js';
import { type Account, accountOf, debtWorthIn, worthIn } from './account.js';
import { counts, owedIn, owes, suppliedIn } from './balances.js';
import { borrowYearly, supplyYearly } from './carry.js';
import { loanClosed } from './closed.js';
import { priceOf, thresholdOf } from './eMode.js';
import { AAVE_V3, ACCOUNT, debtId, instrumentOf, suppliedId } from './names.js';
import type { AaveContracts, AaveDetail, ReserveContracts, ReserveState } from './state.js';
import { undeclaredNote } from './undeclared.js';
import { PERCENT } from './wadRay.js';
import type { WalletToken } from './walletToken.js';

/** USD of 8 decimals → of 18. */
export const usd = (base: bigint): Wad => wad(base * 10n ** 10n);

export const tokenOf = (detail: AaveDetail, one: ReserveContracts, reserve: ReserveState): CollateralToken => ({
  ...{ symbol: one.symbol, address: one.asset, decimals: one.decimals, price: usd(priceOf(detail, reserve)) },
});

/** The reading that a detail and a wallet amount to: what is read and what is expected look the same. */
export function describe(
  contracts: AaveContracts,
  account: Address,
  detail: AaveDetail,
  wallet: readonly WalletToken[],
): VenueReading<AaveDetail> {
  const found = accountOf(detail);
  const positions = positionsOf(contracts, account, detail, found);
  const reserves = reservesOf(contracts, detail);
  return {
    venue: AAVE_V3,
    positions,
    marginAccounts: [marginAccountOf(contracts, account, detail, found, positions)],
    markets: reserves.map(([one, reserve]) => marketOf(detail, one, reserve)),
    funding: wallet.flatMap((held) => fundingOf(contracts, detail, held)),
    prices: pricesOf(reserves),
    detail,
  };
}

/** In the order of the reading: what is watched first. What is used and not declared is among them. */
export const reservesOf = (
  { reserves }: AaveContracts,
  detail: AaveDetail,
): readonly (readonly [ReserveContracts, ReserveState])[] =>
  Object.values(detail.reserves).flatMap((reserve) => {
    const one = reserves[reserve.symbol] ?? detail.undeclared[reserve.symbol];
    return one ? [[one, reserve] as const] : [];
  });

/** The first that follows an underlying tells its price. */
function pricesOf(reserves: readonly (readonly [ReserveContracts, ReserveState])[]): Record<string, Wad> {
  const prices: Record<string, Wad> = {};
  for (const [{ underlying }, { price }] of reserves) {
    if (underlying !== null && price > 0n && !(underlying in prices)) prices[underlying] = usd(price);
  }
  return prices;
}

/**
 * What is supplied, and what is owed. Worth that the account's equity already has (collateral by its threshold) is left out, to the
 * last digit: equity and values together are the net worth.
 */
function positionsOf(contracts: AaveContracts, account: Address, detail: AaveDetail, found: Account): Position[] {
  let inEquity = found.equity;
  const base = { venue: AAVE_V3, account, pricing: null };
  // The last collateral takes what the average threshold cuts off.
  const collateral = reservesOf(contracts, detail).filter(([, reserve]) => counts(detail, reserve));
  const last = collateral.at(-1)?.[0].symbol;
  return reservesOf(contracts, detail).flatMap(([one, reserve]) => {
    const mark = usd(priceOf(detail, reserve));
    // A dollar that has no price is told as something that nobody prices: it is in no figure, which is said, and not worth nothing.
    const instrument = instrumentOf(mark > 0n ? one : { ...one, underlying: one.underlying ?? one.symbol });
    const [supplied, owed] = [suppliedIn(detail, reserve), owedIn(detail, reserve)];
    const made: Position[] = [];
    if (supplied > 0n) {
      const isCollateral = counts(detail, reserve);
      const worth = worthIn(detail, reserve, supplied);
      const share = one.symbol === last ? inEquity : usd(worth * thresholdOf(detail, reserve)) / PERCENT;
      if (isCollateral) inEquity -= share;
      made.push({
        ...{ ...base, id: suppliedId(one.symbol), instrument, quantity: inWad(supplied, one.decimals), mark },
        ...{ value: wad(isCollateral ? usd(worth) - share : usd(worth)), marginAccount: isCollateral ? ACCOUNT : null },
        carry: supplyYearly(detail, reserve, supplied),
      });
    }
    if (owed > 0n && owes(detail, reserve)) {
      made.push({
        ...{ ...base, id: debtId(one.symbol), instrument, quantity: wad(-inWad(owed, one.decimals)), mark },
        ...{ value: usd(-debtWorthIn(detail, reserve, owed)), marginAccount: ACCOUNT },
        carry: -borrowYearly(detail, reserve, owed),
      });
    }
    return made;
  });
}

function marginAccountOf(
  contracts: AaveContracts,
  account: Address,
  detail: AaveDetail,
  found: Account,
  positions: readonly Position[],
): MarginAccount {
  const backing = positions.filter(({ marginAccount }) => marginAccount === ACCOUNT);
  // What has no price moves nothing.
  const underlyings = backing.flatMap(({ instrument, mark }) =>
    mark > 0n && instrument.underlying !== null ? [instrument.underlying] : [],
  );
  const [equity, maintenance] = [wad(found.equity), usd(found.debt)];
  const [one, reserve] = mainReserve(contracts, detail);
  return {
    ...{ id: ACCOUNT, venue: AAVE_V3, account, positions: backing.map(({ id }) => id) },
    underlyings: [...new Set(underlyings)].sort(),
    ...{ equity, maintenance, health: healthOf(equity, maintenance) },
    notional: usd(found.collateral + found.debt),
    collateral: tokenOf(detail, one, reserve),
    collateralAmount: tokenAmount(suppliedIn(detail, reserve)),
  };
}

/** What stands for the collateral where only one token is told: of what is declared, the one of most worth, else the first priced. */
function mainReserve(contracts: AaveContracts, detail: AaveDetail): readonly [ReserveContracts, ReserveState] {
  const all = reservesOf(contracts, detail).filter(([{ symbol }]) => !(symbol in detail.undeclared));
  const worth = (reserve: ReserveState) => {
    if (priceOf(detail, reserve) === 0n) return -2n;
    return counts(detail, reserve) ? worthIn(detail, reserve, suppliedIn(detail, reserve)) : -1n;
  };
  const [first, ...others] = all;
  if (!first) throw new RangeError('nothing of Aave is watched');
  return others.reduce((best, one) => (worth(one[1]) > worth(best[1]) ? one : best), first);
}

function marketOf(detail: AaveDetail, one: ReserveContracts, reserve: ReserveState): Market {
  const mark = usd(priceOf(detail, reserve));
  const price = usd(reserve.price);
  return {
    instrument: instrumentOf(one),
    mark,
    last: price,
    index: price,
    fee: bps(0),
    closed: undeclaredNote(detail, one.symbol) ?? loanClosed(detail, reserve),
  };
}

function fundingOf(
  { reserves, pool }: AaveContracts,
  detail: AaveDetail,
  { symbol, balance, allowance }: WalletToken,
): Funding[] {
  const [one, reserve] = [reserves[symbol], detail.reserves[symbol]];
  if (!one || !reserve) return [];
  const token = tokenOf(detail, one, reserve);
  // 0 would be taken for a price.
  if (token.price === 0n) return [];
  return [{ token, balance: tokenAmount(balance), spender: pool, allowance: tokenAmount(allowance) }];
}

/** Whole tokens, rounded down where a token has more than 18 decimals. */
const inWad = (amount: bigint, decimals: number): Wad => wad((amount * 10n ** 18n) / 10n ** BigInt(decimals));

import type { Address } from 'viem';
import type { CollateralToken } from '../model/marginAccount.js';
import {
  type ClaimTerms,
  type CollateralTerms,
  isAboutBook,
  type OrderTerms,
  type TradeTerms,
  type TransferTerms,
} from '../model/order.js';
import { marginAccountsOf, marketOf, positionsOf, type Snapshot } from '../model/snapshot.js';
import {
  amountWorth,
  divideWad,
  fromFloat,
  multiplyWad,
  smallest,
  type TokenAmount,
  toFloat,
  WAD,
  type Wad,
  wad,
  worthOf,
} from '../model/units.js';

/**
 * USD that an order moves, at the snapshot's marks; of one that rests, what it would. NaN when its market or its margin
 * account is not in the snapshot. Taking an order back moves nothing.
 */
export function notionalOf(snapshot: Snapshot, terms: OrderTerms): number {
  if (terms.kind === 'cancel') return 0;
  if (terms.kind === 'claim') return claimWorth(snapshot, terms);
  if (terms.kind === 'transfer') return transferWorth(snapshot, terms);
  if (terms.kind === 'trade' || terms.kind === 'rest') {
    const market = marketOf(snapshot, terms.instrument);
    return market ? toFloat(multiplyWad(terms.quantity, market.mark, 'up')) : Number.NaN;
  }
  const price = collateralPrice(snapshot, terms);
  return price === undefined ? Number.NaN : toFloat(worthOf(terms.amount, terms.decimals, price, 'up'));
}

/** USD of what is given away, rounded up; NaN where nothing prices it. */
function transferWorth(snapshot: Snapshot, { asset }: TransferTerms): number {
  if ('position' in asset) {
    const held = positionsOf(snapshot).find(({ id }) => id === asset.position);
    return held ? toFloat(multiplyWad(asset.quantity, held.mark, 'up')) : Number.NaN;
  }
  const price = tokenPrice(snapshot, asset.address);
  return price === undefined ? Number.NaN : toFloat(worthOf(asset.amount, asset.decimals, price, 'up'));
}

/** USD of what is claimed, rounded down; a token that nothing in the snapshot prices counts as nothing. */
export const claimWorth = (snapshot: Snapshot, { amounts }: Pick<ClaimTerms, 'amounts'>): number =>
  amounts.reduce((sum, { address, decimals, amount }) => {
    const price = tokenPrice(snapshot, address);
    return price === undefined ? sum : sum + toFloat(worthOf(amount, decimals, price, 'down'));
  }, 0);

/** USD per whole token, from what venues take as collateral, or the wallet's own mark. */
function tokenPrice(snapshot: Snapshot, address: Address): Wad | undefined {
  const isToken = (other: Address) => other.toLowerCase() === address.toLowerCase();
  const known: CollateralToken[] = [
    ...snapshot.readings.flatMap(({ funding }) => funding.map(({ token }) => token)),
    ...marginAccountsOf(snapshot).map(({ collateral }) => collateral),
  ];
  const priced = known.find((token) => isToken(token.address))?.price;
  if (priced !== undefined) return priced;
  return positionsOf(snapshot).find(({ instrument }) => instrument.kind === 'token' && isToken(instrument.address))
    ?.mark;
}

/** The same order for at most `usd`, rounded down; never larger than it was. Only what moves something now is cut. */
export function shrunkTo(snapshot: Snapshot, terms: OrderTerms, usd: number): OrderTerms {
  if (isAboutBook(terms)) return terms;
  const worth = fromFloat(Math.max(0, usd), 'down');
  if (terms.kind === 'transfer') return { ...terms, asset: givenFor(snapshot, terms.asset, worth) };
  if (terms.kind === 'trade') {
    const market = marketOf(snapshot, terms.instrument);
    const quantity = market && market.mark > 0n ? divideWad(worth, market.mark, 'down') : terms.quantity;
    return withQuantity(terms, smallest(quantity, terms.quantity));
  }
  const amount = amountWorth(worth, terms.decimals, collateralPrice(snapshot, terms) ?? WAD, 'down');
  return withAmount(terms, smallest(amount, terms.amount));
}

/** As much of it as is worth that, rounded down; all of it where nothing prices it. */
function givenFor(snapshot: Snapshot, asset: TransferTerms['asset'], worth: Wad): TransferTerms['asset'] {
  if ('position' in asset) {
    const mark = positionsOf(snapshot).find(({ id }) => id === asset.position)?.mark ?? 0n;
    return mark > 0n ? { ...asset, quantity: smallest(divideWad(worth, wad(mark), 'down'), asset.quantity) } : asset;
  }
  const price = tokenPrice(snapshot, asset.address) ?? 0n;
  const most = price > 0n ? amountWorth(worth, asset.decimals, wad(price), 'down') : asset.amount;
  return { ...asset, amount: smallest(most, asset.amount) };
}

export const withQuantity = (terms: TradeTerms, quantity: Wad): TradeTerms => ({ ...terms, quantity });

const withAmount = (terms: CollateralTerms, amount: TokenAmount): CollateralTerms => ({ ...terms, amount });

/** USD per whole token, from the account's own collateral or what its venue takes. */
function collateralPrice(snapshot: Snapshot, terms: CollateralTerms): Wad | undefined {
  const account = marginAccountsOf(snapshot).find((candidate) => candidate.id === terms.marginAccount);
  const known: CollateralToken[] = [
    ...snapshot.readings.filter((r) => r.venue === terms.venue).flatMap((r) => r.funding.map((f) => f.token)),
    ...(account ? [account.collateral] : []),
  ];
  return known.find((token) => token.symbol === terms.token)?.price;
}

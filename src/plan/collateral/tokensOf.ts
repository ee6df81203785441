import type { Address } from 'viem';
import type { InstrumentId, Spot, VenueId } from '../../model/instrument.js';
import type { Market } from '../../model/market.js';
import type { Snapshot } from '../../model/snapshot.js';
import { amountToFloat, type TokenAmount, toFloat, tokenAmount } from '../../model/units.js';
import type { Venue } from '../../venues/venue.js';

/** A token that collateral may be moved in, and what of it lies in the wallet. */
export interface KnownToken {
  symbol: string;
  address: Address;
  decimals: number;
  /** USD per whole token; NaN where nobody states it. */
  price: number;
  /** Base units; never below zero. */
  balance: TokenAmount;
}

/** Every token that venues take, that lies in the wallet, or that a pair is of; by symbol. */
export function tokensOf(snapshot: Snapshot, venues: ReadonlyMap<VenueId, Venue>): Map<string, KnownToken> {
  const known = new Map<string, KnownToken>();
  const meet = (token: Omit<KnownToken, 'balance'>, balance: bigint | null): void => {
    const before = known.get(token.symbol);
    const held = balance === null ? undefined : tokenAmount(balance > 0n ? balance : 0n);
    if (before === undefined) {
      known.set(token.symbol, { ...token, balance: held ?? tokenAmount(0n) });
      seen.set(token.symbol, held !== undefined);
      return;
    }
    if (Number.isNaN(before.price)) before.price = token.price;
    if (held === undefined) return;
    // Rows of one token tell of one wallet; should they differ, the least is certain.
    if (!seen.get(token.symbol) || held < before.balance) before.balance = held;
    seen.set(token.symbol, true);
  };
  const seen = new Map<string, boolean>();
  for (const { funding, positions, marginAccounts } of snapshot.readings) {
    for (const { token, balance } of funding) meet({ ...token, price: toFloat(token.price) }, balance);
    for (const { instrument, quantity, mark } of positions) {
      if (instrument.kind !== 'token' || instrument.venue !== 'wallet') continue;
      const { symbol, address, decimals } = instrument;
      meet({ symbol, address, decimals, price: toFloat(mark) }, (quantity * 10n ** BigInt(decimals)) / 10n ** 18n);
    }
    for (const { collateral } of marginAccounts) meet({ ...collateral, price: toFloat(collateral.price) }, null);
  }
  for (const reading of snapshot.readings) {
    for (const { token } of venues.get(reading.venue)?.ways?.(reading) ?? []) {
      meet({ ...token, price: toFloat(token.price) }, null);
    }
    for (const { instrument, mark } of reading.markets) {
      if (instrument.kind !== 'spot') continue;
      meet({ ...instrument.base, price: toFloat(mark) }, null);
      meet({ ...instrument.quote, price: 1 }, null);
    }
  }
  return known;
}

export const inWallet = ({ balance, decimals }: KnownToken): number => amountToFloat(balance, decimals);

/** The market of a pair, where it was read. */
export function pairOf(snapshot: Snapshot, id: InstrumentId): { market: Market; spot: Spot } | null {
  for (const { markets } of snapshot.readings) {
    for (const market of markets) {
      if (market.instrument.id === id && market.instrument.kind === 'spot') return { market, spot: market.instrument };
    }
  }
  return null;
}

import type { Address } from 'viem';
import type { VenueId } from '../../model/instrument.js';
import type { Snapshot } from '../../model/snapshot.js';
import { fromFloat, toFloat, type UnixSeconds, type Wad, wad } from '../../model/units.js';
import { venueKindOf } from '../../venues/venues.js';

/**
 * How what is held of something changes while nobody does anything, and so what can be expected of it.
 *
 * - `units` of a perpetual or an option: not at all, until an option expires.
 * - `token` of the wallet: not at all. The gas token is not among them: each transaction pays some of it.
 * - `collateral` of a margin account: not at all, until it is traded there: then it takes what was won and owed.
 * - `balance` that is lent or owed: it grows by interest.
 * - `liquidity` in a pool, as its L: not at all; the tokens that are in it move with every trade of others.
 * - `claim` on what an option was settled at: not at all, until it is paid into the wallet.
 */
export type HeldKind = 'units' | 'token' | 'collateral' | 'balance' | 'liquidity' | 'claim';

/** What an account holds of one thing. */
export interface Held {
  /** `perp-v2 ETH`, `wallet USDC`, `perp-v2 cross USDC`: the same at every block. */
  what: string;
  kind: HeldKind;
  venue: VenueId;
  /** Signed; units, or whole tokens. */
  quantity: Wad;
  /** USD per unit; null where nobody says. */
  price: number | null;
  /** USD a year that it brings, at the rates of the block; of a balance. */
  carry: number;
  /** Of an option. */
  expiry: UnixSeconds | null;
  /** Of the wallet, of a claim, a balance, collateral. */
  token: { symbol: string; address: Address; decimals: number } | null;
}

/** All that is compared, by what it is; positions in one instrument are one thing, whatever ids the venue gives them. */
export function heldOf({ readings }: Pick<Snapshot, 'readings'>): Held[] {
  const all = new Map<string, Held>();
  const add = (held: Held): void => {
    const before = all.get(held.what);
    all.set(held.what, before ? { ...held, quantity: wad(before.quantity + held.quantity) } : held);
  };
  for (const position of readings.flatMap((reading) => reading.positions)) {
    const { id, venue, instrument, quantity, mark, marginAccount, carry = 0, liquidity } = position;
    const shared = { venue, quantity, price: mark > 0n ? toFloat(mark) : null, carry, expiry: null, token: null };
    switch (instrument.kind) {
      case 'perpetual':
        add({ ...shared, what: instrument.id, kind: 'units' });
        break;
      case 'option':
        add({ ...shared, what: instrument.id, kind: 'units', expiry: instrument.expiry });
        break;
      case 'liquidity':
        if (liquidity && instrument.unread === undefined) {
          const price = liquidity.liquidity > 0 ? worthOf(mark, liquidity) / liquidity.liquidity : null;
          add({ ...shared, what: id, kind: 'liquidity', price, quantity: fromFloat(liquidity.liquidity, 'down') });
        }
        break;
      case 'token': {
        const { symbol, address, decimals } = instrument;
        const kind = venue === 'wallet' ? 'token' : venueKindOf(venue)?.loans ? 'balance' : 'claim';
        // What backs a margin account is told by the account.
        if (kind !== 'claim' || marginAccount === null) {
          add({ ...shared, what: kind === 'claim' ? `${id} settled` : id, kind, token: { symbol, address, decimals } });
        }
        break;
      }
      case 'spot':
        break;
    }
  }
  for (const { id, venue, collateral, collateralAmount } of readings.flatMap((reading) => reading.marginAccounts)) {
    if (venueKindOf(venue)?.loans) continue;
    const { symbol, address, decimals, price } = collateral;
    const quantity = wad((collateralAmount * 10n ** 18n) / 10n ** BigInt(decimals));
    const worth = price > 0n ? toFloat(price) : null;
    const shared = { kind: 'collateral', carry: 0, expiry: null, token: { symbol, address, decimals } } as const;
    add({ ...shared, what: `${id} ${symbol}`, venue, quantity, price: worth });
  }
  return [...all.values()].sort((a, b) => (a.what < b.what ? -1 : 1));
}

const worthOf = (mark: Wad, { units, dollars }: { units: Wad; dollars: Wad }): number =>
  toFloat(units) * toFloat(mark) + toFloat(dollars);

import type { Instrument, VenueId } from '../model/instrument.js';
import type { MarginAccount } from '../model/marginAccount.js';
import type { Position } from '../model/position.js';
import type { VenueReading } from '../model/snapshot.js';
import { multiplyWad, wad } from '../model/units.js';
import type { VenueOrder } from '../model/venueOrder.js';
import type { ForeignDetail } from './foreignVenue.js';
import { elsewhere } from './names.js';

/**
 * A reading as another chain's books see it: every id named after its chain, and nothing in it that could be acted on. The wallet
 * there pays for nothing here, even where a token has the same address; orders are for the book there to look after, but what they
 * hold is owned.
 */
export function foreignReading(chain: string, reading: VenueReading): VenueReading<ForeignDetail> {
  const named = (id: string) => elsewhere(chain, id);
  const venue = named(reading.venue);
  const instrumentOf = <One extends Instrument>(instrument: One): One => ({
    ...instrument,
    id: named(instrument.id),
    venue,
  });
  const position = (one: Position): Position => ({
    ...one,
    id: named(one.id),
    venue,
    instrument: instrumentOf(one.instrument),
    marginAccount: one.marginAccount === null ? null : named(one.marginAccount),
  });
  const account = (one: MarginAccount): MarginAccount => ({
    ...one,
    id: named(one.id),
    venue,
    positions: one.positions.map(named),
  });
  return {
    venue,
    positions: [
      ...reading.positions.map(position),
      ...(reading.orders ?? []).flatMap((order) => heldBy(order, venue, named)),
    ],
    marginAccounts: reading.marginAccounts.map(account),
    markets: reading.markets.map((market) => ({ ...market, instrument: instrumentOf(market.instrument) })),
    funding: [],
    prices: reading.prices,
    detail: { reading },
  };
}

/** What left the wallet for an order that waits: a token of which only the worth is known. */
function heldBy({ id, account, held }: VenueOrder, venue: VenueId, named: (id: string) => string): Position[] {
  if (held === null) return [];
  const { symbol, address, decimals, price } = held.token;
  const quantity = wad((held.amount * 10n ** 18n) / 10n ** BigInt(decimals));
  return [
    {
      id: named(`held for order ${id}`),
      venue,
      account,
      instrument: { kind: 'token', id: named(`held ${symbol}`), venue, symbol, address, decimals, underlying: null },
      quantity,
      mark: price,
      value: multiplyWad(quantity, price, 'down'),
      marginAccount: null,
      pricing: null,
    },
  ];
}

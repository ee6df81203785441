import { inArray } from 'drizzle-orm';
import type { Address } from 'viem';
import type { LotEvent } from '../../assess/lots/reckonAccounts.js';
import type { InstrumentId } from '../../model/instrument.js';
import type { Fill, Id } from '../../model/order.js';
import { type UnixMillis, type Wad, wad } from '../../model/units.js';
import type { Ledger } from '../ledger.js';
import { blockMembers, blocks } from '../tables/blocks.js';
import { type BookedFill, bookedFills, doneTo, inOrder } from './bookedFills.js';
import { grouped } from './grouped.js';
import { inPieces } from './inPieces.js';

/**
 * What happened to each instrument in an account and in all that have given to it or got from it, one by way of another: what was given
 * costs what it has cost whoever gave it. In the order that it was done.
 * @param own - Everything that was done to the account.
 * @param adopted - What came to it by hand.
 */
export async function lotEvents(
  ledger: Ledger,
  { account, chainId, until }: { account: Address; chainId: number; until: UnixMillis },
  own: readonly BookedFill[],
  adopted: readonly PlacedEvent[],
): Promise<Map<InstrumentId, LotEvent[]>> {
  const transfers = await bookedFills(ledger, { chainId, until, isTransfer: true });
  const things = await thingsOfBlocks(ledger, transfers);
  const carries = transfers.flatMap((one) => carryOf(one, things));
  const addresses = new Map(transfers.flatMap(addressesIn));
  const together = connected(
    account.toLowerCase(),
    carries.map(({ event }) => event),
  );
  const all = [...own];
  for (const other of together) {
    const address = addresses.get(other);
    if (other === account.toLowerCase() || !address) continue;
    all.push(...(await doneTo(ledger, { account: address, chainId, until })));
  }
  const trades = all.flatMap((one) => tradeOf(one));
  const kept = carries.filter(({ event }) => together.has(event.from));
  const sorted = [...trades, ...kept, ...adopted].sort((a, b) => inOrder(a.booked, b.booked));
  const byInstrument = grouped(sorted, ({ instrument }) => instrument);
  return new Map([...byInstrument].map(([instrument, some]) => [instrument, some.map(({ event }) => event)]));
}

/** As they are written in the ledger. */
const addressesIn = ({ account, fill }: BookedFill): [string, Address][] => [
  ...(fill.kind === 'transfer' ? [[fill.to.toLowerCase(), fill.to] as [string, Address]] : []),
  [account.toLowerCase(), account],
];

/** Something that happened to lots, with when it did. */
export interface PlacedEvent<Event extends LotEvent = LotEvent> {
  instrument: InstrumentId;
  booked: Pick<BookedFill, 'at' | 'block' | 'id'>;
  event: Event;
}

function tradeOf(booked: BookedFill): PlacedEvent[] {
  const { id, at, account, fill } = booked;
  if (fill.kind !== 'trade') return [];
  const { instrument, side, quantity, price, fee } = fill;
  const event: LotEvent = {
    kind: 'trade',
    account: account.toLowerCase(),
    fill: { id, at, side, quantity, price, fee },
  };
  return [{ instrument, booked, event }];
}

type Carry = Extract<LotEvent, { kind: 'carry' }>;

/** Nothing for money: only what is traded has lots. */
function carryOf(booked: BookedFill, things: ReadonlyMap<Id, Things>): PlacedEvent<Carry>[] {
  const { id, at, account, fill, reference } = booked;
  if (fill.kind !== 'transfer') return [];
  const moved = movedBy(fill, things.get(reference ?? ''));
  if (!moved) return [];
  const between = { from: account.toLowerCase(), to: fill.to.toLowerCase() };
  const event: Carry = { kind: 'carry', id, at, ...between, quantity: moved.quantity, mark: null };
  return [{ instrument: moved.instrument, booked, event }];
}

function movedBy(
  { asset }: Extract<Fill, { kind: 'transfer' }>,
  things: Things | undefined,
): { instrument: InstrumentId; quantity: Wad } | null {
  if ('position' in asset) return { instrument: asset.instrument, quantity: asset.quantity };
  if (!things || things.isMoney(asset.address)) return null;
  return { instrument: things.instrument, quantity: wad((asset.amount * 10n ** 18n) / 10n ** BigInt(asset.decimals)) };
}

/** What a block trades. Who buys has sent money, who sells the thing itself: by what was sent, the two tokens are told apart. */
interface Things {
  instrument: InstrumentId;
  isMoney(token: Address): boolean;
}

async function thingsOfBlocks(ledger: Ledger, transfers: readonly BookedFill[]): Promise<Map<Id, Things>> {
  const ids = [...new Set(transfers.flatMap(({ reference }) => reference ?? []))];
  const found = await inPieces(ids, (some) =>
    ledger.db
      .select({ id: blocks.id, instrument: blocks.instrument, side: blocks.side })
      .from(blocks)
      .where(inArray(blocks.id, some)),
  );
  const members = await inPieces(ids, (some) =>
    ledger.db
      .select({ block: blockMembers.block, gives: blockMembers.gives })
      .from(blockMembers)
      .where(inArray(blockMembers.block, some)),
  );
  const sent = new Map(members.flatMap(({ block, gives }) => (gives ? [[block, gives.address] as const] : [])));
  return new Map(
    found.map(({ id, instrument, side }) => {
      const isSent = (token: Address) => sent.get(id)?.toLowerCase() === token.toLowerCase();
      return [id, { instrument, isMoney: (token) => isSent(token) === (side === 'Buy') }];
    }),
  );
}

/** All that are one account's, by way of what was given. */
function connected(account: string, carries: readonly Pick<Carry, 'from' | 'to'>[]): Set<string> {
  const neighbours = new Map<string, Set<string>>();
  const join = (one: string, other: string) => {
    const known = neighbours.get(one) ?? new Set();
    neighbours.set(one, known.add(other));
  };
  for (const { from, to } of carries) {
    join(from, to);
    join(to, from);
  }
  const found = new Set([account]);
  for (const one of found) for (const other of neighbours.get(one) ?? []) found.add(other);
  return found;
}

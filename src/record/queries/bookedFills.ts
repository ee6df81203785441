import type { Address, Hash } from 'viem';
import type { VenueId } from '../../model/instrument.js';
import type { Fill, Id, OrderId, OrderTerms } from '../../model/order.js';
import type { UnixMillis } from '../../model/units.js';
import type { Ledger } from '../ledger.js';
import { type ForeignFillsWanted, foreignFills } from './foreignFills.js';
import { type PlacedFill, type PlacedFillsWanted, placedFills } from './placedFills.js';

/** Something that a venue did to an account, with all that a book-keeper asks of it. */
export interface BookedFill {
  id: Id;
  strategy: string | null;
  account: Address;
  chainId: number;
  venue: VenueId;
  /** null where no order of ours asked for it. */
  order: Id | null;
  parent: Id | null;
  fill: Fill;
  transaction: Hash;
  block: bigint | null;
  /** What the venue calls the order; null where the transaction is the whole order. */
  venueOrder: OrderId | null;
  /** `given`: another account of ours has given it to this one. */
  by: 'ballast' | 'liquidation' | 'autoDeleveraging' | 'byHand' | 'given';
  /** Who has given it; null where nobody did. */
  giver: Address | null;
  /** The block that a transfer is for; null for all else. */
  reference: Id | null;
  /** When its block was made; when it was noticed where that is not known yet. */
  at: UnixMillis;
  isDated: boolean;
}

/** Fills of orders, in the order that they were done; what a reorganisation undid is left out. */
export async function bookedFills(ledger: Ledger, wanted: PlacedFillsWanted): Promise<BookedFill[]> {
  return (await placedFills(ledger, wanted)).map(bookedOf);
}

const bookedOf = ({ terms, isSettled: _, ...row }: PlacedFill): BookedFill => ({
  ...{ ...row, venue: terms.venue, by: 'ballast', giver: null, reference: referenceOf(terms) },
});

const referenceOf = (terms: OrderTerms): Id | null => (terms.kind === 'transfer' ? terms.reference : null);

/** All that was done to an account, in that order: by orders of ours, by others, and what other accounts of ours have given it. */
export async function accountFills(
  ledger: Ledger,
  wanted: Required<Pick<ForeignFillsWanted, 'account' | 'chainId'>> & Pick<ForeignFillsWanted, 'since' | 'until'>,
): Promise<BookedFill[]> {
  const { account, ...anybody } = wanted;
  const isOurs = (address: Address) => address.toLowerCase() === account.toLowerCase();
  const given = (await bookedFills(ledger, { ...anybody, isTransfer: true })).flatMap((one): BookedFill[] =>
    one.fill.kind === 'transfer' && isOurs(one.fill.to) && !isOurs(one.account)
      ? [{ ...one, account, giver: one.account, strategy: null, order: null, parent: null, by: 'given' }]
      : [],
  );
  return [...(await doneTo(ledger, wanted)), ...given].sort(inOrder);
}

/** The same without what other accounts have given it. */
export async function doneTo(ledger: Ledger, wanted: ForeignFillsWanted): Promise<BookedFill[]> {
  const own = await bookedFills(ledger, wanted);
  const foreign = (await foreignFills(ledger, wanted)).map(
    (row): BookedFill => ({
      ...{ id: row.id, strategy: null, account: row.account, chainId: row.chainId, venue: row.venue, order: null },
      ...{ parent: null, fill: row.fill, transaction: row.transactionHash, block: row.blockNumber, giver: null },
      ...{ reference: null, venueOrder: row.order, by: row.kind, at: row.at, isDated: row.isDated },
    }),
  );
  return [...own, ...foreign].sort(inOrder);
}

/** By when they were done; in one block by its order, as far as ids tell. */
export const inOrder = (
  a: Pick<BookedFill, 'at' | 'block' | 'id'>,
  b: Pick<BookedFill, 'at' | 'block' | 'id'>,
): number => {
  if (a.at !== b.at) return a.at - b.at;
  if (a.block !== null && b.block !== null && a.block !== b.block) return a.block < b.block ? -1 : 1;
  return a.id < b.id ? -1 : a.id > b.id ? 1 : 0;
};

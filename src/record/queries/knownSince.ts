import { and, eq, gt, inArray, isNull, or } from 'drizzle-orm';
import type { Address, Hash } from 'viem';
import type { KnownFill } from '../../assess/breaks/known.js';
import type { AttemptState, Id, Order } from '../../model/order.js';
import type { Ledger } from '../ledger.js';
import { attempts, orders } from '../tables/orders.js';
import { venueOrders } from '../tables/venueOrders.js';
import type { Sender } from './attempts.js';
import { foreignFills } from './foreignFills.js';
import { openOrders } from './openOrders.js';
import { type PlacedFillsWanted, placedFills } from './placedFills.js';

/** What the ledger knows of an account after a block. */
export interface KnownSince {
  fills: KnownFill[];
  /** Transactions that may have moved tokens of the account: ours, and those that carried out what waited. */
  transactions: KnownTransaction[];
  /** Live orders that may still have an effect. */
  open: Pick<Order, 'id' | 'terms' | 'venueOrders'>[];
}

export interface KnownTransaction {
  hash: Hash;
  /** No reorganisation undoes it any more. */
  isSettled: boolean;
}

/** States of a transaction that has had no effect that is known, and may have one. */
const underWay: readonly AttemptState[] = ['Reserved', 'Signed', 'Broadcast', 'Unknown', 'Reorged'];

/** @param deep - The newest block that no reorganisation undoes; what came by no transaction of ours is judged by it. */
export async function knownSince(ledger: Ledger, sender: Sender, from: bigint, deep: bigint): Promise<KnownSince> {
  const of = { account: sender.account, chainId: sender.chainId };
  const [own, given, foreign, sent, waited, open, going] = await Promise.all([
    ownSince(ledger, { ...of, after: from }),
    ownSince(ledger, { chainId: sender.chainId, after: from, isTransfer: true }),
    foreignSince(ledger, of, from),
    sentSince(ledger, sender, from),
    waitedSince(ledger, sender, from),
    openOrders(ledger, { ...sender, mode: 'live' }),
    stillGoing(ledger, sender),
  ]);
  const isOurs = (address: Address) => address.toLowerCase() === sender.account.toLowerCase();
  const received = given.filter(({ fill, account }) => fill.kind === 'transfer' && isOurs(fill.to) && !isOurs(account));
  return {
    fills: [
      ...own.map(({ account: _, hash: __, ...one }): KnownFill => ({ ...one, by: 'ballast' })),
      ...received.map(({ account: _, hash: __, ...one }): KnownFill => ({ ...one, by: 'given' })),
      ...foreign.map(({ hash: _, ...one }): KnownFill => ({ ...one, isSettled: one.block <= deep })),
    ],
    transactions: onceEach([
      ...sent,
      ...waited,
      ...received.map(({ hash, isSettled }) => ({ hash, isSettled })),
      ...foreign.map(({ hash, block }) => ({ hash, isSettled: block <= deep })),
    ]),
    open: [...open, ...going.filter(({ id }) => !open.some((one) => one.id === id))],
  };
}

function onceEach(all: readonly KnownTransaction[]): KnownTransaction[] {
  const found = new Map<Hash, KnownTransaction>();
  for (const one of all) {
    const before = found.get(one.hash);
    found.set(one.hash, before ? { ...one, isSettled: before.isSettled && one.isSettled } : one);
  }
  return [...found.values()];
}

async function ownSince(ledger: Ledger, wanted: PlacedFillsWanted & { after: bigint }) {
  const found = await placedFills(ledger, wanted);
  return found.flatMap(({ fill, terms, account, block, isSettled, venueOrder, transaction }) => {
    if (block === null) return [];
    const position = 'position' in terms ? terms.position : null;
    return [{ fill, order: venueOrder, venue: terms.venue, block, position, isSettled, account, hash: transaction }];
  });
}

async function foreignSince(ledger: Ledger, sender: Sender, after: bigint) {
  const found = await foreignFills(ledger, { ...sender, after });
  return found.map(({ fill, venue, blockNumber, marginAccount, kind, order, transactionHash }) => ({
    ...{ fill, venue, block: blockNumber, position: marginAccount, by: kind, order, hash: transactionHash },
  }));
}

async function sentSince(ledger: Ledger, { account, chainId }: Sender, from: bigint): Promise<KnownTransaction[]> {
  const rows = await ledger.db
    .select({ hash: attempts.hash, isSettled: attempts.settled })
    .from(attempts)
    .where(
      and(
        eq(attempts.account, account),
        eq(attempts.chainId, chainId),
        inArray(attempts.state, ['Mined', 'Final']),
        gt(attempts.blockNumber, from),
      ),
    );
  return rows;
}

async function waitedSince(ledger: Ledger, { account, chainId }: Sender, from: bigint): Promise<KnownTransaction[]> {
  const rows = await ledger.db
    .select({ transactions: venueOrders.transactions, end: venueOrders.endTransaction, isSettled: venueOrders.settled })
    .from(venueOrders)
    .where(
      and(
        eq(venueOrders.account, account),
        eq(venueOrders.chainId, chainId),
        or(isNull(venueOrders.endBlock), gt(venueOrders.endBlock, from)),
      ),
    );
  return rows.flatMap(({ transactions, end, isSettled }) =>
    [...transactions, ...(end === null ? [] : [end])].map((hash) => ({ hash, isSettled })),
  );
}

/** Orders that are over by all that is known, one of whose transactions may be mined all the same. */
async function stillGoing(ledger: Ledger, { account, chainId }: Sender): Promise<{ id: Id; terms: Order['terms'] }[]> {
  return ledger.db
    .selectDistinct({ id: orders.id, terms: orders.terms })
    .from(attempts)
    .innerJoin(orders, eq(orders.id, attempts.order))
    .where(
      and(
        eq(attempts.account, account),
        eq(attempts.chainId, chainId),
        eq(attempts.settled, false),
        inArray(attempts.state, [...underWay]),
      ),
    );
}

import { and, eq, gt, inArray, isNull, or } from 'drizzle-orm';
import type { Address, Hash } from 'viem';
import type { KnownFill } from '../../assess/breaks/known.js';
import type { AttemptState, Id, Order } from '../../model/order.js';
import type { Ledger } from '../ledger.js';
import { attempts, fills, orders } from '../tables/orders.js';
import { unsolicited, venueOrders } from '../tables/venueOrders.js';
import type { Sender } from './attempts.js';
import { openOrders } from './openOrders.js';

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
  const [own, given, foreign, sent, waited, open, going] = await Promise.all([
    fillsSince(ledger, sender.chainId, from, sender.account),
    fillsSince(ledger, sender.chainId, from, null),
    foreignSince(ledger, sender, from),
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

/** A fill of an order that waited at its venue happened where that order ended. `account`: null for all. */
async function fillsSince(ledger: Ledger, chainId: number, from: bigint, account: Address | null) {
  const rows = await ledger.db
    .select({
      fill: fills.fill,
      terms: orders.terms,
      account: orders.account,
      mined: attempts.blockNumber,
      hash: attempts.hash,
      settled: attempts.settled,
      order: fills.venueOrder,
      ended: venueOrders.endBlock,
      endSettled: venueOrders.settled,
    })
    .from(fills)
    .innerJoin(orders, eq(orders.id, fills.order))
    .innerJoin(attempts, eq(attempts.id, fills.attempt))
    .leftJoin(venueOrders, and(eq(venueOrders.id, fills.venueOrder), eq(venueOrders.chainId, orders.chainId)))
    .where(
      and(
        eq(fills.voided, false),
        eq(orders.chainId, chainId),
        account === null ? undefined : eq(orders.account, account),
        or(gt(attempts.blockNumber, from), gt(venueOrders.endBlock, from)),
      ),
    );
  return rows.flatMap(({ fill, order, terms, account: owner, mined, hash, settled, ended, endSettled }) => {
    const block = ended ?? mined;
    if (block === null || block <= from) return [];
    const position = 'position' in terms ? terms.position : null;
    const isSettled = settled && (endSettled ?? true);
    return [{ fill, order, venue: terms.venue, block, position, isSettled, account: owner, hash }];
  });
}

async function foreignSince(ledger: Ledger, { account, chainId }: Sender, from: bigint) {
  return ledger.db
    .select({
      fill: unsolicited.fill,
      venue: unsolicited.venue,
      block: unsolicited.blockNumber,
      position: unsolicited.marginAccount,
      by: unsolicited.kind,
      order: unsolicited.order,
      hash: unsolicited.transactionHash,
    })
    .from(unsolicited)
    .where(
      and(
        eq(unsolicited.voided, false),
        eq(unsolicited.account, account),
        eq(unsolicited.chainId, chainId),
        gt(unsolicited.blockNumber, from),
      ),
    );
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

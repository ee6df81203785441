import { and, eq, gt, gte, inArray, like, lte } from 'drizzle-orm';
import type { PnlEvents, PnlFill, PnlSide, PnlTransfer } from '../../assess/pnl/pnlSide.js';
import { gasTokenOf } from '../../model/gasToken.js';
import { type UnixMillis, weiToFloat } from '../../model/units.js';
import type { Ledger } from '../ledger.js';
import { attempts, fills, orders } from '../tables/orders.js';
import { unsolicited, venueOrders } from '../tables/venueOrders.js';
import type { RecordedTick } from './ticks.js';

/** What happened to a book's account in a span of blocks, ready to be asked of any part of it. */
export interface RecordedPnlEvents {
  /** After the block of one side, and up to that of the other. */
  between(before: PnlSide, after: PnlSide): PnlEvents;
  /** Whether anything happened after one block and up to another. */
  isNear(from: bigint, to: bigint): boolean;
}

type Told = Omit<PnlFill, 'share'> & { block: bigint };

/**
 * Fills of the whole account, whichever strategy asked for them: they changed its positions. Gas of this strategy's orders alone:
 * each book pays its own.
 */
export async function createPnlEvents(
  ledger: Ledger,
  { account, chainId, strategy, blockNumber: from, at }: RecordedTick,
  { blockNumber: to }: RecordedTick,
): Promise<RecordedPnlEvents> {
  const told: Told[] = [
    ...(await ownFills(ledger, { account, chainId, from, to }, at)),
    ...(await foreignFills(ledger, { account, chainId, from, to })),
  ].sort((a, b) => (a.block < b.block ? -1 : a.block > b.block ? 1 : 0));
  const moved = await transfersOf(ledger, { account, chainId, from, to }, at);
  const spent = await gasSpent(ledger, { account, chainId, from, to }, strategy);
  const within = ({ block }: { block: bigint }, low: bigint, high: bigint) => block > low && block <= high;
  return {
    between(before, after) {
      const length = Number(after.block - before.block);
      return {
        fills: told
          .filter((one) => within(one, before.block, after.block))
          .map(({ block, ...fill }) => ({ ...fill, share: Number(block - before.block) / length })),
        transfers: moved.filter((one) => within(one, before.block, after.block)),
        gas: spent.filter((one) => within(one, before.block, after.block)).reduce((sum, { gas }) => sum + gas, 0),
        gasToken: gasTokenOf(chainId),
      };
    },
    isNear: (low, high) => [...told, ...moved, ...spent].some((one) => within(one, low, high)),
  };
}

interface Span {
  account: RecordedTick['account'];
  chainId: number;
  from: bigint;
  to: bigint;
}

const clockSlack = 3_600_000;

/** A fill of an order that waited at its venue happened where that order ended, and not where it was asked for. */
async function ownFills(ledger: Ledger, { account, chainId, from, to }: Span, at: UnixMillis): Promise<Told[]> {
  const rows = await ledger.db
    .select({
      fill: fills.fill,
      terms: orders.terms,
      mined: attempts.blockNumber,
      ended: venueOrders.endBlock,
    })
    .from(fills)
    .innerJoin(orders, eq(orders.id, fills.order))
    .innerJoin(attempts, eq(attempts.id, fills.attempt))
    .leftJoin(venueOrders, and(eq(venueOrders.id, fills.venueOrder), eq(venueOrders.chainId, orders.chainId)))
    .where(
      and(
        eq(fills.voided, false),
        eq(orders.account, account),
        eq(orders.chainId, chainId),
        // It was written down after its block: what is older is not asked for, but for a clock that was set back.
        gte(fills.at, (at - clockSlack) as UnixMillis),
      ),
    );
  return rows.flatMap(({ fill, terms, mined, ended }): Told[] => {
    const block = ended ?? mined;
    if (block === null || block <= from || block > to) return [];
    return [{ fill, block, position: 'position' in terms ? terms.position : null, by: 'ballast' }];
  });
}

/** Both ways: what an order of another own account gave to this one is among that order's fills. */
async function transfersOf(
  ledger: Ledger,
  { account, chainId, from, to }: Span,
  at: UnixMillis,
): Promise<(PnlTransfer & { block: bigint })[]> {
  const rows = await ledger.db
    .select({ fill: fills.fill, giver: orders.account, block: attempts.blockNumber })
    .from(fills)
    .innerJoin(orders, eq(orders.id, fills.order))
    .innerJoin(attempts, eq(attempts.id, fills.attempt))
    .where(
      and(
        eq(fills.voided, false),
        eq(orders.chainId, chainId),
        gte(fills.at, (at - clockSlack) as UnixMillis),
        // Most fills are none: they are not to be read one by one.
        like(fills.fill, '%"kind":"transfer"%'),
      ),
    );
  return rows.flatMap(({ fill, giver, block }) => {
    if (fill.kind !== 'transfer' || block === null || block <= from || block > to) return [];
    const isGiven = giver.toLowerCase() === account.toLowerCase();
    if (!isGiven && fill.to.toLowerCase() !== account.toLowerCase()) return [];
    return [{ fill, isGiven, block }];
  });
}

async function foreignFills(ledger: Ledger, { account, chainId, from, to }: Span): Promise<Told[]> {
  const rows = await ledger.db
    .select({
      fill: unsolicited.fill,
      block: unsolicited.blockNumber,
      by: unsolicited.kind,
      position: unsolicited.marginAccount,
    })
    .from(unsolicited)
    .where(
      and(
        eq(unsolicited.voided, false),
        eq(unsolicited.account, account),
        eq(unsolicited.chainId, chainId),
        gt(unsolicited.blockNumber, from),
        lte(unsolicited.blockNumber, to),
      ),
    );
  return rows;
}

/** Whole gas tokens: what transactions cost, the failed ones too, and what venues' keepers were paid. */
async function gasSpent(
  ledger: Ledger,
  { account, chainId, from, to }: Span,
  strategy: string,
): Promise<{ block: bigint; gas: number }[]> {
  const own = and(eq(orders.strategy, strategy), eq(orders.account, account), eq(orders.chainId, chainId));
  const sent = await ledger.db
    .select({ block: attempts.blockNumber, cost: attempts.gasCost })
    .from(attempts)
    .innerJoin(orders, eq(orders.id, attempts.order))
    .where(
      and(
        own,
        inArray(attempts.state, ['Mined', 'Final', 'Reverted']),
        gt(attempts.blockNumber, from),
        lte(attempts.blockNumber, to),
      ),
    );
  const waited = await ledger.db
    .select({ block: venueOrders.endBlock, cost: venueOrders.keeperPaid })
    .from(venueOrders)
    .innerJoin(orders, eq(orders.id, venueOrders.order))
    .where(and(own, gt(venueOrders.endBlock, from), lte(venueOrders.endBlock, to)));
  return [...sent, ...waited].flatMap(({ block, cost }) =>
    block === null || cost === null ? [] : [{ block, gas: weiToFloat(cost) }],
  );
}

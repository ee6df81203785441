import { and, eq, gt, inArray, lte } from 'drizzle-orm';
import type { PnlEvents, PnlFill, PnlSide, PnlTransfer } from '../../assess/pnl/pnlSide.js';
import { gasTokenOf } from '../../model/gasToken.js';
import { unixMillis, weiToFloat } from '../../model/units.js';
import type { Ledger } from '../ledger.js';
import { attempts, orders } from '../tables/orders.js';
import { venueOrders } from '../tables/venueOrders.js';
import { foreignFills } from './foreignFills.js';
import { type PlacedFillsWanted, placedFills } from './placedFills.js';
import type { RecordedTick } from './recordedTick.js';

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
  // It was written down after its block: what is older is not asked for, but for a clock that was set back.
  const span = { account, chainId, after: from, upTo: to, noticedSince: unixMillis(at - clockSlack) };
  const told: Told[] = [...(await ownFills(ledger, span)), ...(await foreignOf(ledger, span))].sort((a, b) =>
    a.block < b.block ? -1 : a.block > b.block ? 1 : 0,
  );
  const moved = await transfersOf(ledger, span);
  const spent = await gasSpent(ledger, span, strategy);
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

type Span = Required<Pick<PlacedFillsWanted, 'account' | 'chainId' | 'after' | 'upTo' | 'noticedSince'>>;

const clockSlack = 3_600_000;

async function ownFills(ledger: Ledger, span: Span): Promise<Told[]> {
  const found = await placedFills(ledger, span);
  return found.flatMap(({ fill, block, terms }): Told[] =>
    block === null ? [] : [{ fill, block, position: 'position' in terms ? terms.position : null, by: 'ballast' }],
  );
}

/** Both ways: what an order of another own account gave to this one is among that order's fills. */
async function transfersOf(ledger: Ledger, { account, ...span }: Span): Promise<(PnlTransfer & { block: bigint })[]> {
  const found = await placedFills(ledger, { ...span, isTransfer: true });
  return found.flatMap(({ fill, account: giver, block }) => {
    if (fill.kind !== 'transfer' || block === null) return [];
    const isGiven = giver.toLowerCase() === account.toLowerCase();
    if (!isGiven && fill.to.toLowerCase() !== account.toLowerCase()) return [];
    return [{ fill, isGiven, block }];
  });
}

async function foreignOf(ledger: Ledger, { noticedSince: _, ...span }: Span): Promise<Told[]> {
  const found = await foreignFills(ledger, span);
  return found.map(({ fill, blockNumber, kind, marginAccount }) => ({
    ...{ fill, block: blockNumber, by: kind, position: marginAccount },
  }));
}

/** Whole gas tokens: what transactions cost, the failed ones too, and what venues' keepers were paid. */
async function gasSpent(
  ledger: Ledger,
  { account, chainId, after: from, upTo: to }: Span,
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

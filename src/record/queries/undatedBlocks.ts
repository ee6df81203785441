import { and, eq, isNotNull, notExists } from 'drizzle-orm';
import type { Hash } from 'viem';
import type { Ledger } from '../ledger.js';
import { blockTimes } from '../tables/blockTimes.js';
import { attempts } from '../tables/orders.js';
import { unsolicited, venueOrders } from '../tables/venueOrders.js';

export interface UndatedOptions {
  chainId: number;
  /** Only what is not settled yet: few rows, where all would be the whole history. */
  unsettled: boolean;
  limit: number;
}

/** Blocks of a chain that held something of ours, and whose time is not written down. */
export async function undatedBlocks(ledger: Ledger, { chainId, unsettled, limit }: UndatedOptions): Promise<Hash[]> {
  const { db } = ledger;
  const dated = (hash: typeof attempts.blockHash | typeof venueOrders.endBlockHash | typeof unsolicited.blockHash) =>
    db
      .select({ hash: blockTimes.hash })
      .from(blockTimes)
      .where(and(eq(blockTimes.chainId, chainId), eq(blockTimes.hash, hash)));
  const [mined, ended, foreign] = await Promise.all([
    db
      .selectDistinct({ hash: attempts.blockHash })
      .from(attempts)
      .where(
        and(
          eq(attempts.chainId, chainId),
          unsettled ? eq(attempts.settled, false) : undefined,
          isNotNull(attempts.blockHash),
          notExists(dated(attempts.blockHash)),
        ),
      )
      .limit(limit),
    db
      .selectDistinct({ hash: venueOrders.endBlockHash })
      .from(venueOrders)
      .where(
        and(
          eq(venueOrders.chainId, chainId),
          unsettled ? eq(venueOrders.settled, false) : undefined,
          isNotNull(venueOrders.endBlockHash),
          notExists(dated(venueOrders.endBlockHash)),
        ),
      )
      .limit(limit),
    db
      .selectDistinct({ hash: unsolicited.blockHash })
      .from(unsolicited)
      .where(
        and(eq(unsolicited.chainId, chainId), eq(unsolicited.voided, false), notExists(dated(unsolicited.blockHash))),
      )
      .limit(limit),
  ]);
  const found = new Set([...mined, ...ended, ...foreign].flatMap(({ hash }) => hash ?? []));
  return [...found].slice(0, limit);
}

import { and, eq, isNull, sql } from 'drizzle-orm';
import { type Hex, keccak256, stringToBytes } from 'viem';
import type { Id } from '../../model/order.js';
import type { TradingStateChange } from '../../model/tradingState.js';
import type { UnixMillis } from '../../model/units.js';
import { LedgerError } from '../errors.js';
import { mustChange, type Statement } from '../ledger.js';
import { operatorCommands, runs, strategies, tradingStateChanges } from '../tables/runs.js';

/** The run's id is the ledger's holder. @param owner `process id@host`; empty where nobody must be kept out */
export const startRun =
  ({ version, at, owner = '' }: { version: string; at: UnixMillis; owner?: string }): Statement =>
  (db, holder) =>
    db.insert(runs).values({ id: holder, version, startedAt: at, owner, seenAt: at });

/** This run says that it is alive. */
export const beat = ({ at }: { at: UnixMillis }): Statement =>
  mustChange('this run was never started', (db, holder) =>
    db.update(runs).set({ seenAt: at }).where(eq(runs.id, holder)),
  );

export const endRun = ({ exitCode, at }: { exitCode: number; at: UnixMillis }): Statement =>
  mustChange('this run was never started', (db, holder) =>
    db.update(runs).set({ exitCode, endedAt: at }).where(eq(runs.id, holder)),
  );

/**
 * A run that has not ended is not followed any further, here: its ledger has been put back from a backup, and what became of it stands in
 * the one that was there. Its code stays null.
 */
export const leaveRun =
  ({ id, at }: { id: Id; at: UnixMillis }): Statement =>
  (db) =>
    db
      .update(runs)
      .set({ endedAt: at })
      .where(and(eq(runs.id, id), isNull(runs.endedAt)));

/** Once a hash: a file that is known stays as it is. Committing throws LedgerError where the hash is not that of the text. */
export const saveStrategy =
  (strategy: { hash: Hex; name: string; source: string; at: UnixMillis }): Statement =>
  (db, holder) => {
    if (keccak256(stringToBytes(strategy.source)) !== strategy.hash)
      throw new LedgerError(`what is to be kept of ${strategy.name} is not the text of its hash`);
    return db
      .insert(strategies)
      .values({ ...strategy, holder })
      .onConflictDoNothing();
  };

export interface OperatorCommand {
  id: Id;
  verb: string;
  args: readonly string[];
  author: string;
  at: UnixMillis;
}

export const insertCommand =
  (command: OperatorCommand): Statement =>
  (db, holder) =>
    db.insert(operatorCommands).values({ ...command, holder });

export const insertTradingState =
  (change: TradingStateChange): Statement =>
  (db, holder) =>
    db.insert(tradingStateChanges).values({
      ...change,
      holder,
      number: sql`(select coalesce(max(${tradingStateChanges.number}), 0) + 1 from ${tradingStateChanges})`,
    });

/** As `insertTradingState`, where the newest change is still the one of that number; 0: where there is none. */
export const insertTradingStateAfter = (number: number, change: TradingStateChange): Statement =>
  mustChange('somebody else has said another word of trading meanwhile', (db, holder) =>
    db
      .insert(tradingStateChanges)
      .values({ ...change, holder, number: number + 1 })
      .onConflictDoNothing(),
  );

import { eq } from 'drizzle-orm';
import type { Address, Hash, Hex } from 'viem';
import type { MarginAccount } from '../../model/marginAccount.js';
import type { Id } from '../../model/order.js';
import type { Position } from '../../model/position.js';
import type { RiskReport } from '../../model/riskReport.js';
import type { UnixMillis, UnixSeconds } from '../../model/units.js';
import { mustChange, type Statement } from '../ledger.js';
import type { PackedSnapshot } from '../snapshotCodec.js';
import { marginAccounts, positions, risk, snapshots, ticks } from '../tables/ticks.js';
import { prepareOnce } from './prepareOnce.js';

/** A tick of a strategy that is recorded: it decided something, or it was sampled. */
export interface Tick {
  id: Id;
  strategy: string;
  strategyHash: Hex;
  chainId: number;
  account: Address;
  blockNumber: bigint;
  blockHash: Hash;
  blockTimestamp: UnixSeconds;
  /** Of the raw inputs (`packSnapshot`). */
  snapshotHash: Hex;
  tookMs: number;
  /** Blocks that passed unseen since the previous tick. */
  skippedBlocks: number;
  /** Plain values for a status line. */
  summary: unknown;
  at: UnixMillis;
}

export const insertTick =
  (tick: Tick): Statement =>
  (db, holder) =>
    db.insert(ticks).values({ ...tick, holder });

export const insertSnapshot =
  (tick: Id, packed: PackedSnapshot): Statement =>
  (db) =>
    db.insert(snapshots).values({ tick, ...packed });

/** Of a tick that decided nothing: the newest takes its place. */
export const dropSnapshot =
  (tick: Id): Statement =>
  (db) =>
    db.delete(snapshots).where(eq(snapshots.tick, tick));

/** One statement a position: none for none. */
export const insertPositions = (tick: Id, all: readonly Position[]): readonly Statement[] =>
  all.map((position) => (db) => positionRow(db, { tick, ...position }));

const positionRow = prepareOnce(positions, (db, places) => db.insert(positions).values(places));

export const insertMarginAccounts = (tick: Id, all: readonly MarginAccount[]): readonly Statement[] =>
  all.map((account) => (db) => accountRow(db, { tick, ...account }));

const accountRow = prepareOnce(marginAccounts, (db, places) => db.insert(marginAccounts).values(places));

export const insertRisk =
  (tick: Id, report: RiskReport): Statement =>
  (db) =>
    db.insert(risk).values({ tick, report });

/** With what took longer to work out than the tick could wait. */
export const replaceRisk = (tick: Id, report: RiskReport): Statement =>
  mustChange(`the risk of tick ${tick} was never recorded`, (db) =>
    db.update(risk).set({ report }).where(eq(risk.tick, tick)),
  );

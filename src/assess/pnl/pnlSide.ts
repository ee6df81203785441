import type { Underlying } from '../../model/instrument.js';
import type { MarginAccount } from '../../model/marginAccount.js';
import type { Fill } from '../../model/order.js';
import type { Position } from '../../model/position.js';
import type { PositionId } from '../../model/positionId.js';
import { toFloat, type UnixSeconds } from '../../model/units.js';
import type { UnsolicitedChange } from '../../model/venueOrder.js';

/** A book at one block, as far as its worth goes. */
export interface PnlSide {
  /** Of the block. */
  at: UnixSeconds;
  block: bigint;
  positions: readonly Position[];
  marginAccounts: readonly MarginAccount[];
  /** USD per unit, as the risk report told them. */
  prices: Readonly<Record<Underlying, number>>;
  /** USD that left the wallet for orders which their venues have not carried out. */
  heldByOrders: number;
}

/** What happened after one side and up to the other. */
export interface PnlEvents {
  fills: readonly PnlFill[];
  /** What own accounts gave to each other: capital that moved. Absent: nothing. */
  transfers?: readonly PnlTransfer[];
  /** Gas token paid, whole tokens: for transactions, and to keepers. */
  gas: number;
  /** The gas token is valued at the price of this. */
  gasToken: Underlying;
}

export interface PnlTransfer {
  fill: Fill & { kind: 'transfer' };
  /** This account gave it; otherwise it got it. */
  isGiven: boolean;
}

export interface PnlFill {
  /** When, as a share of the way from one side to the other: over 0, up to 1. */
  share: number;
  fill: Fill;
  /** The position that it was asked for; null where that is to be found. */
  position: PositionId | null;
  /** Whose idea it was. */
  by: 'ballast' | UnsolicitedChange['kind'];
}

/** USD: equity of margin accounts, values outside of them, and what orders hold. As `assess` has it, to the last bits. */
export const worthOf = ({ positions, marginAccounts, heldByOrders }: PnlSide): number =>
  [
    ...marginAccounts.map(({ equity }) => toFloat(equity)),
    ...positions.map(({ value }) => toFloat(value)),
    heldByOrders,
  ]
    .sort((a, b) => a - b)
    .reduce((total, one) => total + one, 0);

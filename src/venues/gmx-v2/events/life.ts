import type { Address, Hex } from 'viem';
import type { GmxOrder } from '../state.js';
import type { CancelledBy, EndReason } from './endReason.js';
import type { EventPlace } from './eventLog.js';
import type { OrderFees } from './orderFees.js';
import type { OrderFill } from './orderFill.js';
import type { OrderState } from './orderTransitions.js';

/** USD, 30 decimals. Exact in USD; each cost is rounded up to a unit of the collateral token when it is paid. */
export interface Realised {
  basePnlUsd: bigint;
  /** 0 of an insolvent close: nothing more could be settled than the collateral. */
  totalImpactUsd: bigint;
  feesUsd: bigint;
  /** Taken now, claimable later: not lost, but not held either. */
  priceImpactDiffUsd: bigint;
  netUsd: bigint;
  insolvent: boolean;
}

/** What became of one order, as far as the events tell. */
export interface OrderLife {
  key: Hex;
  account: Address;
  state: Exclude<OrderState, 'unseen'>;
  /** As it was created. */
  created: { at: EventPlace; order: GmxOrder };
  /** As it stands, updates and corrections by GMX applied. Top-ups of `executionFee` are not told by events. */
  order: GmxOrder;
  /** Everything after the creation, in chain order. */
  history: readonly LifeEntry[];
  /** null: not executed, or a swap, or the position events were not among the logs. */
  fill: OrderFill | null;
  /** What was paid; null as long as it was not read, and of an insolvent close (GMX tells zeros, which are not true). */
  fees: OrderFees | null;
  /** What an insolvent position owed. */
  feesDue: OrderFees | null;
  realised: Realised | null;
  /** `liquidation` and `autoDeleveraging` are orders that GMX made itself. */
  cause: 'order' | 'liquidation' | 'autoDeleveraging';
  insolvent: InsolventClose | null;
  /** Impact taken beyond GMX's limit: claimable with `timeKey` once its delay has passed. */
  claimableCollateral: readonly ClaimableCollateral[];
  /** Funding received, now to be claimed. */
  claimableFunding: readonly ClaimableAmount[];
  /** The part of the funding due that the position could not pay; smallest units of `token`. */
  unpaidFunding: readonly { token: Address; amount: bigint }[];
  /** Wei: what keepers were paid out of the execution fee, and what came back. */
  keeperFee: bigint;
  feeRefund: bigint;
}

export type LifeEntry = { at: EventPlace } & (
  | { status: 'updated'; order: UpdatedFields }
  | { status: 'sizeDeltaAutoUpdated'; sizeDeltaUsd: bigint; nextSizeDeltaUsd: bigint }
  | { status: 'collateralDeltaAutoUpdated'; collateralDeltaAmount: bigint; nextCollateralDeltaAmount: bigint }
  | { status: 'frozen'; reason: EndReason }
  | { status: 'cancelled'; by: CancelledBy; reason: EndReason }
  /** 1: auto-deleveraging. */
  | { status: 'executed'; secondaryOrderType: number }
);

export type UpdatedFields = Pick<
  GmxOrder,
  'sizeDeltaUsd' | 'acceptablePrice' | 'triggerPrice' | 'minOutputAmount' | 'updatedAtTime'
> &
  Partial<Pick<GmxOrder, 'validFromTime' | 'autoCancel'>>;

export interface InsolventClose {
  /** All of it was lost; smallest units. */
  collateralAmount: bigint;
  remainingCostUsd: bigint;
  basePnlUsd: bigint;
  /** The cost that could not be paid: `funding`, `pnl`, `fees`, `impact`, `diff`. */
  step: string;
}

export interface ClaimableAmount {
  market: Address;
  token: Address;
  amount: bigint;
}

export interface ClaimableCollateral extends ClaimableAmount {
  timeKey: bigint;
}

import type { CollateralKind } from '../../model/order.js';

/** Gas of each kind, the approval of exactly the amount included where it is paid in: measured on the real contracts, and held to them. */
export const loanGas: Readonly<Record<CollateralKind, bigint>> = {
  addCollateral: 215_000n,
  removeCollateral: 260_000n,
  borrow: 245_000n,
  repay: 225_000n,
};

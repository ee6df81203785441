/**
 * Gas of moving collateral, the approval of exactly the amount included where it is paid in: measured on the real contracts, and
 * held to them by the conformance suite ("ways").
 */
export const collateralGas = { add: 137_000n, remove: 370_000n } as const;

/**
 * Gas of asking for collateral to be moved, the approval of exactly the amount included where it is paid in; what the keepers use to
 * carry it out is paid apart. Measured on the lab's stand-in, and held to it by the conformance suite ("ways"); GMX's own
 * contracts use more where they read more of the DataStore.
 */
export const collateralGas = { add: 895_000n, remove: 793_000n } as const;

/** Unique within one account: `perp-v2 ETH`, `lyra #7`, `wallet USDC`. */
export type PositionId = string;

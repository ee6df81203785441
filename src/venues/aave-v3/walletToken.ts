/** What the wallet holds of a reserve's token, and what the pool may pull of it. Base units. */
export interface WalletToken {
  symbol: string;
  balance: bigint;
  allowance: bigint;
}

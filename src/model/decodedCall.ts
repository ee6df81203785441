import type { Address, Hex } from 'viem';
import type { TransferTerms } from './order.js';
import type { TokenAmount, Wei } from './units.js';

/** What a transaction says to whom, without gas and nonce. */
export interface TransactionCall {
  to: Address;
  data: Hex;
  value: Wei;
}

/** One thing that a transaction does, as its calldata says it. */
export interface DecodedCall {
  /** For people, in the protocol's words: `openPosition: sell 2 ETH, at least 4 400 USD`. */
  does: string;
  /** Whoever the calldata names as getting something (tokens, a position, a refund): each must be the account itself. */
  recipients: readonly Address[];
  /** Tokens that the account gives at most; what an approval before it must be exact for. */
  pays: readonly { token: Address; amount: TokenAmount }[];
  /**
   * Notes of the venue's own that it takes back at most: receipts for what is withdrawn, notes of the debt that is repaid. They are
   * worth nothing beside that, and need no permission. Absent: none.
   */
  burns?: readonly { token: Address; amount: TokenAmount }[];
  /** Wei of the transaction's value that this call uses: what its keepers are paid, or wrapped as collateral. */
  value: Wei;
  /** USD that it may add to what is at risk: a trade's notional; 0 where it can only lower risk. */
  notional: number;
  /** What another account gets, and may keep. Absent: nothing; whatever moves stays the account's own. */
  gives?: GivenAway;
  /** It can only lower risk: collateral into the account's own margin, a reduction, an order taken back, a claim. */
  lowersRisk: boolean;
}

/** What a call gives to another account, in the words of an order: it can be held against one. */
export interface GivenAway extends Pick<TransferTerms, 'asset' | 'to'> {
  /** The NFT that leaves the account whole; absent where tokens move, or a part becomes an NFT of its own. */
  nft?: { token: Address; id: bigint };
}

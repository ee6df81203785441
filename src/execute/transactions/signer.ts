import { type Address, type Hash, type Hex, isHex, keccak256, size } from 'viem';
import { privateKeyToAccount } from 'viem/accounts';
import type { TransactionCall } from '../../model/decodedCall.js';
import type { Id, TransferTerms } from '../../model/order.js';
import type { VenueReading } from '../../model/snapshot.js';
import type { Wei } from '../../model/units.js';
import type { Fees } from './fees.js';
import { SignerError } from './signerError.js';

/** Everything a signature covers. */
export interface UnsignedTransaction extends Fees {
  chainId: number;
  nonce: number;
  to: Address;
  data: Hex;
  value: Wei;
  /** Limit. */
  gas: bigint;
}

export interface SignedTransaction {
  bytes: Hex;
  hash: Hash;
}

/** What a signature is wanted for: all that a policy may know beside the transaction itself. */
export interface SigningPurpose {
  order: Id;
  /** The order's transactions after this one: what an approval must be exact for. */
  next: readonly TransactionCall[];
  /** The newest known of each venue of the account; for prices, and to tell what only reduces. May be empty after a start. */
  readings: readonly VenueReading[];
  /** What the order gives to whom; absent where it gives nothing away. */
  transfer?: TransferTerms;
}

export interface Signer {
  readonly address: Address;
  /** @throws SignerError when it does not sign: for another chain, or because a policy refuses. Nothing is signed then. */
  sign(transaction: UnsignedTransaction, purpose: SigningPurpose): Promise<SignedTransaction>;
}

/** A key alone, which signs whatever it is given; `createPolicedSigner` stands before it. */
export interface KeySigner extends Signer {
  sign(transaction: UnsignedTransaction): Promise<SignedTransaction>;
}

/**
 * The one place where a key becomes an account. The key stays in this closure.
 * @param options.chainId the only chain this signer signs for
 * @throws SignerError when the key is none; the message does not quote it.
 */
export function createSigner(privateKey: Hex, { chainId }: { chainId: number }): KeySigner {
  const account = accountOf(privateKey);
  return {
    address: account.address,
    async sign(transaction) {
      if (transaction.chainId !== chainId) {
        throw new SignerError(`the transaction is for chain ${transaction.chainId}, this signer is for ${chainId}`);
      }
      const bytes = await account.signTransaction({ ...transaction, type: 'eip1559' });
      return { bytes, hash: keccak256(bytes) };
    },
  };
}

function accountOf(privateKey: Hex) {
  try {
    if (isHex(privateKey, { strict: true }) && size(privateKey) === 32) return privateKeyToAccount(privateKey);
  } catch {
    // Zero or beyond the curve's order. The cause may quote the key, so it is not kept.
  }
  throw new SignerError('that is not a private key', { mend: 'a key is 0x and 64 hexadecimal digits' });
}

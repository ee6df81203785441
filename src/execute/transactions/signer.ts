import { type Address, type Hash, type Hex, isHex, keccak256, size } from 'viem';
import { privateKeyToAccount } from 'viem/accounts';
import { BallastError } from '../../model/error.js';
import type { Wei } from '../../model/units.js';
import type { Fees } from './fees.js';

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

export interface Signer {
  readonly address: Address;
  /** @throws SignerError when the transaction is for another chain. */
  sign(transaction: UnsignedTransaction): Promise<SignedTransaction>;
}

export class SignerError extends BallastError {
  override name = 'SignerError';
}

/**
 * The one place where a key becomes an account. The key stays in this closure.
 * @param options.chainId the only chain this signer signs for
 * @throws SignerError when the key is none; the message does not quote it.
 */
export function createSigner(privateKey: Hex, { chainId }: { chainId: number }): Signer {
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

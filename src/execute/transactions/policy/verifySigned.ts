import {
  type Address,
  isAddressEqual,
  keccak256,
  parseTransaction,
  recoverTransactionAddress,
  serializeTransaction,
  type TransactionSerializedEIP1559,
} from 'viem';
import { type SignedTransaction, SignerError, type UnsignedTransaction } from '../signer.js';

/**
 * What a signer gave back is the very transaction that was asked for, signed by the account, under its own hash: its bytes are
 * written again from what was asked and the signature alone. @throws SignerError, not retryable: the bytes must not be used
 */
export async function verifySigned(
  { bytes, hash }: SignedTransaction,
  asked: UnsignedTransaction,
  account: Address,
): Promise<void> {
  const wrong = await problemOf({ bytes, hash }, asked, account);
  if (wrong === null) return;
  throw new SignerError(`the signer of ${account} signed something else than it was asked to: ${wrong}`, {
    facts: [`nonce ${asked.nonce} on chain ${asked.chainId}`],
    mend: 'do not use this signer again before you know why',
    retryable: false,
  });
}

async function problemOf({ bytes, hash }: SignedTransaction, asked: UnsignedTransaction, account: Address) {
  try {
    const { r, s, yParity, ...signed } = parseTransaction(bytes as TransactionSerializedEIP1559);
    if (r === undefined || s === undefined || yParity === undefined) return 'there is no signature';
    if (signed.type !== 'eip1559') return `it is of type ${signed.type}`;
    const again = serializeTransaction({ ...asked, type: 'eip1559' }, { r, s, yParity });
    if (again.toLowerCase() !== bytes.toLowerCase()) return differences(signed, asked);
    const signers = await recoverTransactionAddress({ serializedTransaction: bytes as TransactionSerializedEIP1559 });
    if (!isAddressEqual(signers, account)) return `it is signed by ${signers}`;
    return keccak256(bytes) === hash ? null : 'its hash is another one';
  } catch {
    // Whatever it is, it is not the transaction. The cause may quote bytes.
    return 'that is no signed transaction';
  }
}

function differences(signed: object, asked: UnsignedTransaction): string {
  const found = signed as Partial<Record<keyof UnsignedTransaction, unknown>>;
  const empty = { data: '0x', value: 0n, nonce: 0, gas: 0n, maxFeePerGas: 0n, maxPriorityFeePerGas: 0n };
  const names = ['chainId', 'nonce', 'to', 'data', 'value', 'gas', 'maxFeePerGas', 'maxPriorityFeePerGas'] as const;
  const other = names.filter((name) => {
    const value = found[name] ?? (name in empty ? empty[name as keyof typeof empty] : undefined);
    return String(value).toLowerCase() !== String(asked[name]).toLowerCase();
  });
  return other.length > 0 ? `another ${other.join(', ')}` : 'other bytes';
}

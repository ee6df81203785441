import {
  type Address,
  type Hex,
  hexToBigInt,
  isAddressEqual,
  isHex,
  keccak256,
  parseTransaction,
  recoverTransactionAddress,
  serializeTransaction,
  type TransactionSerializableEIP1559,
} from 'viem';
import type { SignedTransaction, UnsignedTransaction } from './signer.js';
import { SignerError } from './signerError.js';

/** Half the order of secp256k1: of the two signatures that fit, the chain takes the lower (EIP-2). */
const highestS = 0x7fffffffffffffffffffffffffffffff5d576e7357a4501ddfe92f46681b20a0n;

/**
 * What a signer elsewhere answered, if it is exactly what was to be signed: every field, no access list, nothing before or
 * after it, signed by the account. The bytes are thrown away otherwise; they are valid somewhere, and must not be sent.
 * @throws SignerError, never retryable
 */
export async function verifySigned(
  answered: unknown,
  wanted: UnsignedTransaction,
  account: Address,
): Promise<SignedTransaction> {
  if (!isHex(answered, { strict: true })) throw somethingElse('it answered no bytes');
  const bytes = answered.toLowerCase() as Hex;
  const parsed = parsedFrom(bytes);
  const differences = differing(parsed, wanted);
  if (differences.length > 0) throw somethingElse(...differences);
  const { r, s, yParity } = parsed;
  if (r === undefined || s === undefined || yParity === undefined) throw somethingElse('it is not signed');
  // Equal bytes: whatever was not compared one by one is equal too.
  const expected = serializeTransaction({ ...wanted, type: 'eip1559' }, { r, s, yParity });
  if (expected !== bytes) throw somethingElse('it is written otherwise');
  if (hexToBigInt(s) > highestS) throw somethingElse('its signature is the higher of two, which chains refuse');
  const sender = await recoverTransactionAddress({ serializedTransaction: expected }).catch(() => null);
  if (sender === null) throw somethingElse('its signature is nobody’s');
  if (!isAddressEqual(sender, account)) throw somethingElse(`it is signed by ${sender}, not by ${account}`);
  return { bytes, hash: keccak256(bytes) };
}

type Parsed = TransactionSerializableEIP1559 & { r?: Hex; s?: Hex; yParity?: number };

function parsedFrom(bytes: Hex): Parsed {
  let parsed: ReturnType<typeof parseTransaction>;
  try {
    parsed = parseTransaction(bytes);
  } catch {
    throw somethingElse('it answered no transaction');
  }
  if (parsed.type !== 'eip1559') throw somethingElse(`it is of type ${parsed.type}, not eip1559`);
  return parsed as Parsed;
}

/** In words, for each field that is not as it was asked for. */
function differing(parsed: Parsed, wanted: UnsignedTransaction): string[] {
  const pairs: [name: string, is: unknown, was: unknown][] = [
    ['chain', parsed.chainId, wanted.chainId],
    ['nonce', parsed.nonce ?? 0, wanted.nonce],
    ['recipient', (parsed.to ?? 'none').toLowerCase(), wanted.to.toLowerCase()],
    ['value', parsed.value ?? 0n, wanted.value],
    ['gas', parsed.gas ?? 0n, wanted.gas],
    ['maxFeePerGas', parsed.maxFeePerGas ?? 0n, wanted.maxFeePerGas],
    ['maxPriorityFeePerGas', parsed.maxPriorityFeePerGas ?? 0n, wanted.maxPriorityFeePerGas],
  ];
  const found = pairs.filter(([, is, was]) => is !== was).map(([name, is, was]) => `${name} ${is} instead of ${was}`);
  if ((parsed.data ?? '0x').toLowerCase() !== wanted.data.toLowerCase()) found.push('other calldata');
  if ((parsed.accessList ?? []).length > 0) found.push('an access list');
  return found;
}

const somethingElse = (...facts: string[]): SignerError =>
  new SignerError('the remote signer signs something else than it was asked to', {
    facts,
    mend: 'do not use this signer again before you know why: it may be broken or not yours',
  });

import { type Address, isAddress, isAddressEqual, isHex, size } from 'viem';
import type { UnsignedTransaction } from '../signer.js';
import { refuse, type SigningRefusal } from './signingRules.js';

/**
 * Bounds for everything that is signed, rescues as well: far above what any honest transaction needs on any chain, so that they
 * never stop one, and low enough that a planted fee does not empty an account at once. Gas alone has none but what nodes read:
 * rollups count what data costs on Ethereum as gas of their own, at their own price, which may be a thousandth.
 */
export const sanity = {
  /** Gas: nodes hold it in 64 bits. */
  gas: 2n ** 64n - 1n,
  /** Wei per gas, 100 000 gwei: base fees of the busiest hours were below a tenth of it. What is above is not paid, only permitted. */
  maxFeePerGas: 100_000n * 10n ** 9n,
  /** Wei per gas, 1 000 gwei: a tip is paid whole, to whoever makes the block. */
  maxPriorityFeePerGas: 1_000n * 10n ** 9n,
  /** Wei for all of the gas: that of a block of 30 M at the highest fee. */
  fee: 3_000n * 10n ** 18n,
  /** Wei of tips for all of the gas: the same at the highest tip. */
  tip: 30n * 10n ** 18n,
  /** Bytes: what nodes take at most. */
  data: 128 * 1024,
} as const;

/** Fields that are what they say they are, for this account's chain, at fees within reason; null when nothing is wrong. */
export function judgeForm(transaction: UnsignedTransaction, chainId: number): SigningRefusal | null {
  const { to, data, value, nonce, gas, maxFeePerGas, maxPriorityFeePerGas } = transaction;
  if (transaction.chainId !== chainId) {
    return refuse('form', `it is for chain ${transaction.chainId}, and the key is for chain ${chainId}`);
  }
  if (isMissing(to)) return refuse('creation', 'it would create a contract');
  if (!isAddress(to, { strict: false })) return refuse('form', 'its target is not an address');
  if (!isHex(data, { strict: true }) || data.length % 2 !== 0) return refuse('form', 'its calldata is not bytes');
  if (size(data) > sanity.data)
    return refuse('form', `its calldata is of ${size(data)} bytes; ${sanity.data} are the most`);
  if (!Number.isSafeInteger(nonce) || nonce < 0) return refuse('form', `its nonce is ${nonce}`);
  for (const [name, amount] of Object.entries({ value, gas, maxFeePerGas, maxPriorityFeePerGas })) {
    if (typeof amount !== 'bigint' || amount < 0n) return refuse('form', `its ${name} is ${amount}`);
  }
  return judgeFees(transaction);
}

function judgeFees({ gas, maxFeePerGas, maxPriorityFeePerGas }: UnsignedTransaction): SigningRefusal | null {
  if (maxPriorityFeePerGas > maxFeePerGas) {
    return refuse('fees', `its tip of ${maxPriorityFeePerGas} wei is above its whole fee of ${maxFeePerGas} wei`);
  }
  for (const [name, amount] of Object.entries({ gas, maxFeePerGas, maxPriorityFeePerGas })) {
    const most = sanity[name as 'gas' | 'maxFeePerGas' | 'maxPriorityFeePerGas'];
    if (amount > most) return refuse('fees', `its ${name} is ${amount}; ${most} is the most that is ever signed`);
  }
  for (const [name, whole] of Object.entries({ fee: gas * maxFeePerGas, tip: gas * maxPriorityFeePerGas })) {
    const most = sanity[name as 'fee' | 'tip'];
    if (whole > most) return refuse('fees', `its ${name} may be ${whole} wei; ${most} is the most that is ever signed`);
  }
  return null;
}

const isMissing = (to: unknown): boolean => to === undefined || to === null || to === '' || to === '0x';

/** Takes a nonce back: nothing, to ourselves. */
export const isEmptySelfTransfer = ({ to, data, value }: UnsignedTransaction, account: Address): boolean =>
  isAddressEqual(to, account) && data === '0x' && value === 0n;

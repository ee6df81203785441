/** Nonces from the first to the last. */
export interface NonceGap {
  first: number;
  last: number;
}

/**
 * The highest nonces that lie between two that were signed for, or told of, and were neither themselves. null where there are none: what
 * came before the first signature is nobody's concern.
 * @param signed - Highest first.
 * @param told - The highest that was told of; null: none ever.
 */
export function nonceGap(signed: readonly number[], told: number | null): NonceGap | null {
  for (const [i, nonce] of signed.entries()) {
    const below = Math.max(signed[i + 1] ?? -1, told ?? -1);
    if (below < 0) return null;
    if (nonce - below > 1) return { first: below + 1, last: nonce - 1 };
  }
  return null;
}

import type { Underlying } from './instrument.js';

/**
 * Chains whose gas is not paid in ether, by id (chainlist.org). Whoever reads the ledger has no settings at hand, only the chain's
 * id; ether's price for another token would be wrong by thousands.
 */
const others: Readonly<Record<number, Underlying>> = {
  25: 'CRO',
  56: 'BNB',
  100: 'XDAI',
  137: 'POL',
  146: 'S',
  250: 'FTM',
  999: 'HYPE',
  5000: 'MNT',
  42220: 'CELO',
  43114: 'AVAX',
  80094: 'BERA',
};

/** The underlying whose price is the gas token's. */
export const gasTokenOf = (chainId: number): Underlying => others[chainId] ?? 'ETH';

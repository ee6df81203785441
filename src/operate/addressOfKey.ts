import type { Address, Hex } from 'viem';
import { createSigner } from '../execute/transactions/signer.js';

/** Whose key it is, worked out of the key itself. @throws SignerError where it is none */
export const addressOfKey = (privateKey: Hex): Address => createSigner(privateKey, { chainId: 0 }).address;

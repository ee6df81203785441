import type { Address } from 'viem';
import type { CollateralToken } from '../../model/marginAccount.js';
import { WAD } from '../../model/units.js';

export const toyAccount: Address = '0x00000000000000000000000000000000000000a1';

export const usdc: CollateralToken = {
  symbol: 'USDC',
  address: '0x00000000000000000000000000000000000000c1',
  decimals: 6,
  price: WAD,
};

import { type Address, type Hex, parseEther, parseUnits } from 'viem';
import { generatePrivateKey, privateKeyToAddress } from 'viem/accounts';
import type { Contract } from './chain.js';
import { LabError } from './errors.js';
import type { World } from './market.js';

export interface LabAccount {
  address: Address;
  privateKey: Hex;
}

/** Whole tokens. */
export interface Funds {
  USDC?: number;
  sUSD?: number;
  sETH?: number;
  /** Where the lab has Aave. */
  WETH?: number;
  WBTC?: number;
  /** For gas; 10 unless told. */
  ETH?: number;
}

/** A new key with tokens minted to it. */
export async function createAccount({ chain, lyra, perp, aave }: World, funds: Funds): Promise<LabAccount> {
  const privateKey = generatePrivateKey();
  const address = privateKeyToAddress(privateKey);
  await chain.testClient.setBalance({ address, value: parseEther(String(funds.ETH ?? 10)) });
  const mint = async (token: Contract | undefined, amount: number | undefined, decimals: number) => {
    if (!amount) return;
    if (!token) throw new LabError('this lab has no such token', { mend: 'make it with createWholeLab' });
    await chain.send(token, 'mint', [address, parseUnits(String(amount), decimals)]);
  };
  await mint(perp.USDC, funds.USDC, 6);
  await mint(lyra.sUSD, funds.sUSD, 18);
  await mint(lyra.sETH, funds.sETH, 18);
  await mint(aave?.reserves.WETH.token, funds.WETH, 18);
  await mint(aave?.reserves.WBTC.token, funds.WBTC, 8);
  return { address, privateKey };
}

import type { Address } from 'viem';
import { erc20Abi } from '../../../../abis/erc20.js';
import type { View } from '../../view.js';
import { together, view } from '../../view.js';
import { claimableFundingAmountKey } from '../keys.js';
import type { ClaimableFunding, WalletRow } from './accountState.js';
import type { DataStore } from './dataStore.js';

/** What the wallet holds of a token, and what Router may pull of it. */
export function walletView(token: Address, decimals: number, account: Address, router: Address): View<WalletRow> {
  const asked = together({
    balance: view(`balance of ${token}`, token, erc20Abi, 'balanceOf', [account]),
    allowance: view(`the Router's allowance of ${token}`, token, erc20Abi, 'allowance', [account, router]),
  });
  return { calls: asked.calls, decode: (results) => ({ token, decimals, ...asked.decode(results) }) };
}

/** Funding settled in the account's favour, not yet claimed. */
export function claimableView(
  store: DataStore,
  market: Address,
  token: Address,
  account: Address,
): View<ClaimableFunding> {
  const asked = store.uint(`claimable funding of ${market}`, claimableFundingAmountKey(market, token, account));
  return { calls: asked.calls, decode: (results) => ({ market, token, amount: asked.decode(results) }) };
}

import type { Address, Hex } from 'viem';
import type { LabChain } from '../chain.js';
import type { DeployedGmx } from './contracts.js';
import { dataKey } from './keys.js';
import { wrap } from './parameters.js';

/** What GMX's governance and its other keepers could do, on command. */
export interface GmxControls {
  /** Under keys of the DataStore: see `dataKey`. Nothing but what the lab's contracts read has an effect. */
  setUint(key: Hex, value: bigint): Promise<void>;
  setBool(key: Hex, value: boolean): Promise<void>;
  setMarketDisabled(isDisabled: boolean): Promise<void>;
  /** An order type's creation, update, execution or cancellation, by GMX's number of the type. */
  setFeatureDisabled(
    feature: 'CREATE' | 'UPDATE' | 'EXECUTE' | 'CANCEL',
    orderType: number,
    isDisabled: boolean,
  ): Promise<void>;
  /** Funding that the account has earned and may claim; base units. */
  creditFunding(account: Address, amounts: { USDC?: bigint; WETH?: bigint }): Promise<void>;
}

export function createControls(chain: LabChain, gmx: DeployedGmx): GmxControls {
  const { dataStore, marketToken, orderHandler } = gmx;
  const market = ['address', marketToken.address] as const;
  const setUint = async (key: Hex, value: bigint) => {
    await chain.send(dataStore, 'setUint', [key, value]);
  };
  const setBool = async (key: Hex, value: boolean) => {
    await chain.send(dataStore, 'setBool', [key, value]);
  };
  async function credit(account: Address, token: Address, amount: bigint): Promise<void> {
    const all = dataKey('CLAIMABLE_FUNDING_AMOUNT', market, ['address', token]);
    const own = dataKey('CLAIMABLE_FUNDING_AMOUNT', market, ['address', token], ['address', account]);
    for (const key of [all, own]) await chain.send(dataStore, 'incrementUint', [key, amount]);
  }
  return {
    setUint,
    setBool,
    setMarketDisabled: (isDisabled) => setBool(dataKey('IS_MARKET_DISABLED', market), isDisabled),
    setFeatureDisabled: (feature, orderType, isDisabled) =>
      setBool(
        dataKey(`${feature}_ORDER_FEATURE_DISABLED`, ['address', orderHandler.address], ['uint256', BigInt(orderType)]),
        isDisabled,
      ),
    async creditFunding(account, { USDC = 0n, WETH = 0n }) {
      if (USDC > 0n) {
        await chain.send(gmx.USDC, 'mint', [marketToken.address, USDC]);
        await credit(account, gmx.USDC.address, USDC);
      }
      if (WETH > 0n) {
        await wrap(chain, gmx, marketToken.address, WETH);
        await credit(account, gmx.WETH.address, WETH);
      }
    },
  };
}

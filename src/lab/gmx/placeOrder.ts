import exchangeRouterAbi from '@gmx-io/sdk/abis/ExchangeRouter';
import {
  type Address,
  encodeFunctionData,
  type Hash,
  type Hex,
  isAddressEqual,
  maxUint256,
  zeroAddress,
  zeroHash,
} from 'viem';
import type { LabChain } from '../chain.js';
import { LabError } from '../errors.js';
import type { DeployedGmx } from './contracts.js';
import { GAS_PRICE, sendAs } from './sendAs.js';

/** An order in the contracts' own numbers; what is not told is nothing, and every price is accepted. */
export interface LabOrder {
  /** Order.OrderType: 2 market increase, 3 limit increase, 4 market decrease, 5 take profit, 6 stop loss, 8 stop increase. */
  orderType: number;
  isLong: boolean;
  collateral: 'USDC' | 'WETH';
  /** USD, 30 decimals. */
  sizeDeltaUsd?: bigint;
  /** Base units: sent along by an increase, withdrawn by a decrease. */
  collateralDelta?: bigint;
  triggerPrice?: bigint;
  acceptablePrice?: bigint;
  minOutputAmount?: bigint;
  /** Wei; the contracts' own minimum at the gas price of this transaction, and a fifth more, unless told. */
  executionFee?: bigint;
  autoCancel?: boolean;
  validFromTime?: bigint;
  /** 1 swaps profit into collateral, 2 collateral into the profit's token. */
  decreasePositionSwapType?: number;
  cancellationReceiver?: Address;
}

export interface PlacedOrder {
  key: Hex;
  hash: Hash;
  executionFee: bigint;
}

/** (600 000 + 3 * 250 000 + 3 000 000) of the lab's parameters, and room for one swap. */
const EXECUTION_GAS = 5_350_000n;

const increases = [2, 3, 8];

/** Sends from an account whose key the lab made, without signing. @throws LabError when it reverts */
export async function placeOrder(
  chain: LabChain,
  gmx: DeployedGmx,
  account: Address,
  order: LabOrder,
): Promise<PlacedOrder> {
  const executionFee = order.executionFee ?? (EXECUTION_GAS * GAS_PRICE * 6n) / 5n;
  const isIncrease = increases.includes(order.orderType);
  const token = order.collateral === 'USDC' ? gmx.USDC : gmx.WETH;
  const sent = isIncrease ? (order.collateralDelta ?? 0n) : 0n;
  const router = { abi: exchangeRouterAbi, address: gmx.exchangeRouter.address };
  const calls = [
    encodeFunctionData({ ...router, functionName: 'sendWnt', args: [gmx.orderVault.address, executionFee] }),
    ...(sent > 0n
      ? [
          encodeFunctionData({
            ...router,
            functionName: 'sendTokens',
            args: [token.address, gmx.orderVault.address, sent],
          }),
        ]
      : []),
    encodeFunctionData({
      ...router,
      functionName: 'createOrder',
      args: [createParams(gmx, account, token.address, order, executionFee, isIncrease)],
    }),
  ];
  const send = (to: Address, data: Hex, value = 0n) => sendAs(chain, { from: account, to, data, value }, gmx.errors);
  if (sent > 0n) {
    const args = [gmx.router.address, sent];
    await send(token.address, encodeFunctionData({ abi: token.abi, functionName: 'approve', args }));
  }
  const { logs, transactionHash: hash } = await send(
    router.address,
    encodeFunctionData({ ...router, functionName: 'multicall', args: [calls] }),
    executionFee,
  );
  // OrderCreated is the one event that a creation leaves, and an order's key is its first topic.
  const created = logs.find(({ address }) => isAddressEqual(address, gmx.eventEmitter.address));
  const key = created?.topics[2];
  if (!key) throw new LabError('No order was created');
  return { key, hash, executionFee };
}

function createParams(
  gmx: DeployedGmx,
  account: Address,
  collateralToken: Address,
  order: LabOrder,
  executionFee: bigint,
  isIncrease: boolean,
) {
  const anyPrice = order.isLong === isIncrease ? maxUint256 : 0n;
  return {
    addresses: {
      receiver: account,
      cancellationReceiver: order.cancellationReceiver ?? zeroAddress,
      callbackContract: zeroAddress,
      uiFeeReceiver: zeroAddress,
      market: gmx.marketToken.address,
      initialCollateralToken: collateralToken,
      swapPath: [],
    },
    numbers: {
      sizeDeltaUsd: order.sizeDeltaUsd ?? 0n,
      initialCollateralDeltaAmount: order.collateralDelta ?? 0n,
      triggerPrice: order.triggerPrice ?? 0n,
      acceptablePrice: order.acceptablePrice ?? anyPrice,
      executionFee,
      callbackGasLimit: 0n,
      minOutputAmount: order.minOutputAmount ?? 0n,
      validFromTime: order.validFromTime ?? 0n,
    },
    orderType: order.orderType,
    decreasePositionSwapType: order.decreasePositionSwapType ?? 0,
    isLong: order.isLong,
    shouldUnwrapNativeToken: false,
    autoCancel: order.autoCancel ?? false,
    referralCode: zeroHash,
    dataList: [],
  };
}

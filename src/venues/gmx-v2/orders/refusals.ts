import type { Address } from 'viem';
import { isAddressEqual, zeroAddress } from 'viem';
import type { GasParameters, OrderTypeName } from '../state.js';
import { orderTypes } from '../state.js';
import { minExecutionFee } from './executionFee.js';
import { GmxRefusal } from './gmxRefusal.js';
import { isDecreaseType, isIncreaseType, isMarketType, orderTypeOf } from './orderKind.js';
import type { OrderContracts } from './request.js';
import { MAX_UINT256 } from './request.js';
import type { CreateOrderParams, RouterCall } from './routerCall.js';
import { valueOfCalls } from './routerCall.js';
import type { VaultReceipts } from './vaultReceipts.js';
import { createVaultReceipts } from './vaultReceipts.js';

/** What createOrder looks at, at one block. */
export interface RefusalContext {
  account: Address;
  contracts: OrderContracts;
  gas: GasParameters;
  /** Wei; the highest price that the transaction can be mined at. */
  gasPrice: bigint;
  /** The market tokens that exist and that we know. */
  markets: readonly Address[];
  /** What the account holds of a token, smallest units. */
  balanceOf(token: Address): bigint;
  /** Wei that the account can spend on the transaction's value; null: looked at elsewhere. */
  nativeBalance: bigint | null;
}

/**
 * Refuses what ExchangeRouter would revert with, and what it would take although it should not be sent. It looks at the
 * calls themselves and not at requests, so that nothing is believed of them. @throws GmxRefusal
 */
export function refuseCalls(calls: readonly RouterCall[], context: RefusalContext): void {
  const { account, contracts } = context;
  const value = valueOfCalls(calls);
  if (context.nativeBalance !== null && value > context.nativeBalance) {
    throw new GmxRefusal(
      'InsufficientFunds',
      'the account has not enough ETH for the keeper’s fee and what goes with it',
      { value, balance: context.nativeBalance },
      { mend: 'send ETH to the account' },
    );
  }
  const vault = createVaultReceipts(contracts);
  const spent = new Map<string, bigint>();
  for (const call of calls) {
    switch (call.name) {
      case 'sendWnt':
        refuseAstray(call.receiver, contracts);
        vault.receive(contracts.wrappedNative, call.amount);
        break;
      case 'sendTokens':
        refuseAstray(call.receiver, contracts);
        refuseOverdraft(call, spent, context);
        vault.receive(call.token, call.amount);
        break;
      case 'createOrder':
        refuseCreation(call.params, vault, context);
        break;
      case 'updateOrder':
        vault.takeFeeTopUp();
        break;
      case 'cancelOrder':
        break;
      case 'claimFundingFees':
        refuseReceiver(call.receiver, account);
        break;
    }
  }
  const left = vault.left();
  if (left.length > 0) {
    throw new GmxRefusal('FundsAstray', 'tokens are sent to GMX’s vault for no order', {
      tokens: left.join(', '),
    });
  }
}

function refuseAstray(receiver: Address, contracts: OrderContracts): void {
  if (isAddressEqual(receiver, contracts.orderVault)) return;
  throw new GmxRefusal('FundsAstray', 'funds are sent elsewhere than to GMX’s order vault', { receiver });
}

function refuseOverdraft(
  call: { token: Address; amount: bigint },
  spent: Map<string, bigint>,
  context: RefusalContext,
): void {
  const key = call.token.toLowerCase();
  const needed = (spent.get(key) ?? 0n) + call.amount;
  spent.set(key, needed);
  const balance = context.balanceOf(call.token);
  if (needed <= balance) return;
  throw new GmxRefusal(
    'ERC20: transfer amount exceeds balance',
    'the account holds less of the collateral than it would send',
    { token: call.token, needed, balance },
    { mend: 'send less, or bring the collateral to the account' },
  );
}

/** The checks of OrderUtils.createOrder in its order. */
function refuseCreation(params: CreateOrderParams, vault: VaultReceipts, context: RefusalContext): void {
  const { addresses, numbers, orderType } = params;
  const type = orderTypeOf(orderType);
  if (!type || !(isIncreaseType(type) || isDecreaseType(type))) {
    throw new GmxRefusal('OrderTypeCannotBeCreated', 'an account cannot create an order of this type, or we do not', {
      orderType: BigInt(orderType),
    });
  }
  const taken = isIncreaseType(type)
    ? vault.takeIncrease(addresses.initialCollateralToken, numbers.executionFee)
    : { executionFee: vault.takeFee(numbers.executionFee), collateral: numbers.initialCollateralDeltaAmount };
  const isMarket = isMarketType(type);
  if (isMarket && numbers.validFromTime !== 0n) {
    throw new GmxRefusal('UnexpectedValidFromTime', 'a market order is executed at once and cannot wait', {
      orderType: BigInt(orderType),
    });
  }
  if (isMarket && params.autoCancel) {
    throw new GmxRefusal(
      'AutoCancelOnMarketOrder',
      'GMX takes autoCancel on a market order and does nothing with it',
      { orderType: BigInt(orderType) },
      { mend: 'set it on the stop-loss or take-profit that is to go with the position' },
    );
  }
  if (type === 'MarketDecrease' && numbers.sizeDeltaUsd === MAX_UINT256) {
    throw new GmxRefusal(
      'InvalidDecreaseOrderSize',
      'a market order knows no "all": GMX would cancel it when a keeper tries',
      { sizeDeltaUsd: numbers.sizeDeltaUsd },
      { mend: 'close exactly the position’s size' },
    );
  }
  if (!context.markets.some((market) => isAddressEqual(market, addresses.market))) {
    throw new GmxRefusal('EmptyMarket', 'no market that we know has this market token', { market: addresses.market });
  }
  if (addresses.swapPath.length > 0) {
    throw new GmxRefusal('SwapPathNotUsed', 'the order would swap in other markets on its way', {
      swapPath: addresses.swapPath.join(', '),
    });
  }
  refuseReceiver(addresses.receiver, context.account);
  refuseFee(type, params, taken.executionFee, context);
  if (numbers.sizeDeltaUsd === 0n && taken.collateral === 0n) {
    throw new GmxRefusal('EmptyOrder', 'an order of no size and no collateral would do nothing');
  }
}

function refuseReceiver(receiver: Address, account: Address): void {
  if (isAddressEqual(receiver, account)) return;
  if (isAddressEqual(receiver, zeroAddress)) throw new GmxRefusal('EmptyReceiver', 'the payout would go to nobody');
  throw new GmxRefusal('ForeignReceiver', 'the payout would go to someone else', { receiver, account });
}

function refuseFee(
  type: OrderTypeName,
  params: CreateOrderParams,
  executionFee: bigint,
  { gas, gasPrice }: RefusalContext,
): void {
  const { callbackGasLimit } = params.numbers;
  if (callbackGasLimit > gas.maxCallbackGasLimit) {
    throw new GmxRefusal('MaxCallbackGasLimitExceeded', 'a callback may not burn that much gas', {
      callbackGasLimit,
      maxCallbackGasLimit: gas.maxCallbackGasLimit,
    });
  }
  const shape = {
    orderType: orderTypes[type],
    swapPathLength: params.addresses.swapPath.length,
    decreasePositionSwapType: params.decreasePositionSwapType,
    callbackGasLimit,
  };
  const least = minExecutionFee(shape, gas, gasPrice);
  if (executionFee >= least) return;
  throw new GmxRefusal(
    'InsufficientExecutionFee',
    'the keeper’s fee is too small at this gas price',
    { minExecutionFee: least, executionFee },
    { mend: 'quote the fee again at the transaction’s maximum fee per gas', retryable: true },
  );
}

import { createRequire } from 'node:module';
import type { Address, Hex } from 'viem';
import { encodeAbiParameters, keccak256, parseAbiParameters } from 'viem';
import { expect, test } from 'vitest';
import { recordedReads } from '../../../test/fixtures/gmx/reads.js';
import * as keys from './keys.js';
import { releaseV22b } from './releases/v2.2b.js';

const eth: Address = '0x70d95587d40A2caf56bd97485aB3Eec10Bee6336';
const btc: Address = '0x47c031236e19d024b42f8AE6780E44A573170703';
const { WETH: weth = eth, USDC: usdc = eth } = recordedReads.tokens;
const account = recordedReads.accounts.find(({ positions }) => positions === 12)?.account ?? eth;
const id: Hex = `0x${'ab'.repeat(32)}`;
const handler = releaseV22b.contracts.orderHandler;

test('default', () => {
  const ours: Record<string, Hex> = {
    MIN_COLLATERAL_USD: keys.minCollateralUsdKey(),
    'MIN_COLLATERAL_FACTOR(ETH)': keys.minCollateralFactorKey(eth),
    'MIN_COLLATERAL_FACTOR_FOR_LIQUIDATION(BTC)': keys.minCollateralFactorForLiquidationKey(btc),
    'POSITION_FEE_FACTOR(ETH,true)': keys.positionFeeFactorKey(eth, true),
    'POSITION_FEE_FACTOR(ETH,false)': keys.positionFeeFactorKey(eth, false),
    'OPEN_INTEREST(ETH,USDC,true)': keys.openInterestKey(eth, usdc, true),
    'OPEN_INTEREST_IN_TOKENS(ETH,WETH,false)': keys.openInterestInTokensKey(eth, weth, false),
    'POOL_AMOUNT(BTC,USDC)': keys.poolAmountKey(btc, usdc),
    'MAX_PNL_FACTOR(TRADERS,ETH,true)': keys.maxPnlFactorForTradersKey(eth, true),
    'CUMULATIVE_BORROWING_FACTOR(ETH,true)': keys.cumulativeBorrowingFactorKey(eth, true),
    REQUEST_EXPIRATION_TIME: keys.requestExpirationTimeKey(),
    ESTIMATED_GAS_FEE_BASE_AMOUNT_V2_1: keys.estimatedGasFeeBaseAmountKey(),
    INCREASE_ORDER_GAS_LIMIT: keys.increaseOrderGasLimitKey(),
    'CLAIMABLE_FUNDING_AMOUNT(ETH,USDC,acc12)': keys.claimableFundingAmountKey(eth, usdc, account),
  };
  expect(ours).toEqual(recordedReads.dataStoreKeys);
});

test('behavior: the keys that were asked of a real DataStore', () => {
  const asked = (what: string) => recordedReads.reads.filter((read) => read.what === what).map(({ args }) => args[0]);
  expect(asked('key SAVED_FUNDING_FACTOR_PER_SECOND(ETH)')).toEqual([keys.savedFundingFactorPerSecondKey(eth)]);
  expect(asked('key IS_MARKET_DISABLED(ETH)')).toEqual([keys.isMarketDisabledKey(eth)]);
  expect(asked('key SKIP_BORROWING_FEE_FOR_SMALLER_SIDE')).toEqual([keys.skipBorrowingFeeForSmallerSideKey()]);
  expect(asked('key CREATE_ORDER_FEATURE_DISABLED(OrderHandler,2)')).toEqual([
    keys.createOrderFeatureDisabledKey(handler, 2),
  ]);
  expect(asked('key WNT')).toEqual([keys.wrappedNativeTokenKey()]);
  expect(asked('order list')).toEqual([keys.orderListKey()]);
  const accounts = recordedReads.accounts.map((one) => one.account);
  expect(asked('position count')).toEqual(accounts.map(keys.accountPositionListKey));
  expect(asked('order count')).toEqual(accounts.map(keys.accountOrderListKey));
});

test('behavior: the keys of recorded positions', () => {
  expect(recordedReads.positionKeys).toHaveLength(20);
  for (const { account, market, collateralToken, isLong, positionKey } of recordedReads.positionKeys) {
    expect(keys.positionKey(account, market, collateralToken, isLong)).toBe(positionKey);
  }
});

test("behavior: GMX's own SDK makes the same keys", () => {
  // Only its CommonJS build loads in plain Node.
  const sdk: unknown = createRequire(import.meta.url)('@gmx-io/sdk/configs/dataStore');
  if (typeof sdk !== 'object' || sdk === null) throw new Error('the SDK has no configs/dataStore');
  const theirs = new Map<string, unknown>(Object.entries(sdk));
  const argumentsOf: Record<string, readonly unknown[]> = {
    openInterestKey: [eth, weth, true],
    openInterestInTokensKey: [eth, usdc, false],
    poolAmountKey: [eth, weth],
    claimableFundingAmountKey: [eth, weth, account],
    virtualInventoryForPositionsKey: [id],
    accountOrderListKey: [account],
    priceFeedKey: [weth],
    virtualTokenIdKey: [weth],
  };
  const compared: string[] = [];
  for (const [name, ours] of Object.entries(keys)) {
    const their = theirs.get(name);
    if (typeof their !== 'function') continue;
    const args = argumentsOf[name] ?? [eth, ...(their.length > 1 ? [true] : [])];
    const made: unknown = Reflect.apply(ours, undefined, args);
    expect([name, made]).toEqual([name, Reflect.apply(their, undefined, args)]);
    compared.push(name);
  }
  expect(compared).toHaveLength(37);
  for (const [ours, name] of [
    [keys.minCollateralFactorForOpenInterestMultiplierKey(eth, true), 'minCollateralFactorForOpenInterest'],
    [keys.positionKey(account, eth, usdc, false), 'hashedPositionKey'],
  ] as const) {
    const their = theirs.get(name);
    if (typeof their !== 'function') throw new Error(`the SDK has no ${name}`);
    const args = name === 'hashedPositionKey' ? [account, eth, usdc, false] : [eth, true];
    expect(ours).toBe(Reflect.apply(their, undefined, args));
  }
  const constants: Record<string, Hex> = {
    MIN_POSITION_SIZE_USD_KEY: keys.minPositionSizeUsdKey(),
    ESTIMATED_GAS_FEE_PER_ORACLE_PRICE: keys.estimatedGasFeePerOraclePriceKey(),
    ESTIMATED_GAS_FEE_MULTIPLIER_FACTOR: keys.estimatedGasFeeMultiplierFactorKey(),
    USE_OPEN_INTEREST_IN_TOKENS_FOR_BALANCE: keys.useOpenInterestInTokensForBalanceKey(),
    ORDER_LIST_KEY: keys.orderListKey(),
  };
  for (const [name, key] of Object.entries(constants)) expect([name, key]).toEqual([name, theirs.get(name)]);
});

test('behavior: a key is the hash of its name and padded arguments', () => {
  const padded = (name: string, types: string, ...args: readonly unknown[]): Hex => {
    const base = keccak256(encodeAbiParameters([{ type: 'string' }], [name]));
    return keccak256(encodeAbiParameters(parseAbiParameters(`bytes32${types}`), [base, ...args] as readonly unknown[]));
  };
  const pairs: readonly (readonly [Hex, Hex])[] = [
    [
      keys.fundingFeeAmountPerSizeKey(eth, usdc, true),
      padded('FUNDING_FEE_AMOUNT_PER_SIZE', ',address,address,bool', eth, usdc, true),
    ],
    [
      keys.claimableFundingAmountPerSizeKey(eth, usdc, false),
      padded('CLAIMABLE_FUNDING_AMOUNT_PER_SIZE', ',address,address,bool', eth, usdc, false),
    ],
    [
      keys.cumulativeBorrowingFactorUpdatedAtKey(eth, false),
      padded('CUMULATIVE_BORROWING_FACTOR_UPDATED_AT', ',address,bool', eth, false),
    ],
    [keys.lentPositionImpactPoolAmountKey(eth), padded('LENT_POSITION_IMPACT_POOL_AMOUNT', ',address', eth)],
    [keys.liquidationFeeFactorKey(eth), padded('LIQUIDATION_FEE_FACTOR', ',address', eth)],
    [keys.fundingUpdatedAtKey(eth), padded('FUNDING_UPDATED_AT', ',address', eth)],
    [keys.optimalUsageFactorKey(eth, true), padded('OPTIMAL_USAGE_FACTOR', ',address,bool', eth, true)],
    [keys.baseBorrowingFactorKey(eth, true), padded('BASE_BORROWING_FACTOR', ',address,bool', eth, true)],
    [
      keys.aboveOptimalUsageBorrowingFactorKey(eth, true),
      padded('ABOVE_OPTIMAL_USAGE_BORROWING_FACTOR', ',address,bool', eth, true),
    ],
    [
      keys.virtualInventoryForPositionsInTokensKey(id),
      padded('VIRTUAL_INVENTORY_FOR_POSITIONS_IN_TOKENS', ',bytes32', id),
    ],
    [keys.priceFeedMultiplierKey(weth), padded('PRICE_FEED_MULTIPLIER', ',address', weth)],
    [keys.priceFeedHeartbeatDurationKey(weth), padded('PRICE_FEED_HEARTBEAT_DURATION', ',address', weth)],
    [
      keys.executeOrderFeatureDisabledKey(handler, 4),
      padded('EXECUTE_ORDER_FEATURE_DISABLED', ',address,uint256', handler, 4n),
    ],
    [
      keys.updateOrderFeatureDisabledKey(handler, 6),
      padded('UPDATE_ORDER_FEATURE_DISABLED', ',address,uint256', handler, 6n),
    ],
    [
      keys.cancelOrderFeatureDisabledKey(handler, 5),
      padded('CANCEL_ORDER_FEATURE_DISABLED', ',address,uint256', handler, 5n),
    ],
  ];
  for (const [ours, theirs] of pairs) expect(ours).toBe(theirs);
  expect(keys.maxCallbackGasLimitKey()).toBe(keys.nameHash('MAX_CALLBACK_GAS_LIMIT'));
});

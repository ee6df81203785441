import type { Address, Hex } from 'viem';
import { encodeAbiParameters, keccak256 } from 'viem';

/**
 * Where GMX V2's DataStore keeps what: keccak256(abi.encode(base, arguments…)), base = keccak256(abi.encode(NAME)), padded
 * and never packed. Names and argument order: gmx-synthetics, contracts/data/Keys.sol.
 */

type Argument =
  | { type: 'address'; value: Address }
  | { type: 'bool'; value: boolean }
  | { type: 'bytes32'; value: Hex }
  | { type: 'uint256'; value: bigint };

const address = (value: Address): Argument => ({ type: 'address', value });
const bool = (value: boolean): Argument => ({ type: 'bool', value });
const bytes32 = (value: Hex): Argument => ({ type: 'bytes32', value });
const uint256 = (value: bigint): Argument => ({ type: 'uint256', value });

const hash = (parts: readonly Argument[]): Hex =>
  keccak256(
    encodeAbiParameters(
      parts.map(({ type }) => ({ type })),
      parts.map(({ value }) => value),
    ),
  );

/** keccak256(abi.encode(NAME)): keys without arguments, role names, action names. */
export const nameHash = (name: string): Hex => keccak256(encodeAbiParameters([{ type: 'string' }], [name]));

type OfNothing = () => Hex;
type OfMarket = (market: Address) => Hex;
type OfToken = (token: Address) => Hex;
type OfSide = (market: Address, isLong: boolean) => Hex;
/** `positive`: positive impact, or a trade that improved the balance. */
type OfSign = (market: Address, positive: boolean) => Hex;
type OfCollateral = (market: Address, collateralToken: Address, isLong: boolean) => Hex;
type OfWord = (word: Hex) => Hex;
type OfOrderType = (handler: Address, orderType: number) => Hex;

// Each name is hashed once, here; the keys of a market are made at every block.
function alone(name: string): OfNothing {
  const base = nameHash(name);
  return () => base;
}
function byAddress(name: string): OfMarket {
  const base = bytes32(nameHash(name));
  return (one) => hash([base, address(one)]);
}
function byFlag(name: string): OfSide {
  const base = bytes32(nameHash(name));
  return (market, flag) => hash([base, address(market), bool(flag)]);
}
function byCollateral(name: string): OfCollateral {
  const base = bytes32(nameHash(name));
  return (market, token, isLong) => hash([base, address(market), address(token), bool(isLong)]);
}
function byWord(name: string): OfWord {
  const base = bytes32(nameHash(name));
  return (word) => hash([base, bytes32(word)]);
}
function byOrderType(name: string): OfOrderType {
  const base = bytes32(nameHash(name));
  return (handler, orderType) => hash([base, address(handler), uint256(BigInt(orderType))]);
}

/** The key of a position: keccak256(abi.encode(account, market, collateralToken, isLong)); not a DataStore key. */
export const positionKey = (account: Address, market: Address, collateralToken: Address, isLong: boolean): Hex =>
  hash([address(account), address(market), address(collateralToken), bool(isLong)]);

// Lists.
export const orderListKey: OfNothing = alone('ORDER_LIST');
export const accountOrderListKey = byAddress('ACCOUNT_ORDER_LIST');
export const accountPositionListKey = byAddress('ACCOUNT_POSITION_LIST');

// What holds for all markets. uint unless it says otherwise.
export const minCollateralUsdKey = alone('MIN_COLLATERAL_USD');
export const minPositionSizeUsdKey = alone('MIN_POSITION_SIZE_USD');
/** bool */
export const skipBorrowingFeeForSmallerSideKey = alone('SKIP_BORROWING_FEE_FOR_SMALLER_SIDE');
/** bool */
export const useOpenInterestInTokensForBalanceKey = alone('USE_OPEN_INTEREST_IN_TOKENS_FOR_BALANCE');
export const requestExpirationTimeKey = alone('REQUEST_EXPIRATION_TIME');
/** address */
export const wrappedNativeTokenKey = alone('WNT');

// What a keeper is paid for.
export const estimatedGasFeeBaseAmountKey = alone('ESTIMATED_GAS_FEE_BASE_AMOUNT_V2_1');
export const estimatedGasFeePerOraclePriceKey = alone('ESTIMATED_GAS_FEE_PER_ORACLE_PRICE');
export const estimatedGasFeeMultiplierFactorKey = alone('ESTIMATED_GAS_FEE_MULTIPLIER_FACTOR');
export const increaseOrderGasLimitKey = alone('INCREASE_ORDER_GAS_LIMIT');
export const decreaseOrderGasLimitKey = alone('DECREASE_ORDER_GAS_LIMIT');
export const swapOrderGasLimitKey = alone('SWAP_ORDER_GAS_LIMIT');
export const singleSwapGasLimitKey = alone('SINGLE_SWAP_GAS_LIMIT');
export const maxCallbackGasLimitKey = alone('MAX_CALLBACK_GAS_LIMIT');

// What governance sets of a market.
/** bool */
export const isMarketDisabledKey = byAddress('IS_MARKET_DISABLED');
export const positionFeeFactorKey: OfSign = byFlag('POSITION_FEE_FACTOR');
export const positionImpactFactorKey: OfSign = byFlag('POSITION_IMPACT_FACTOR');
/** By sign since release 2.2; one for both signs before. */
export const positionImpactExponentFactorKey: OfSign = byFlag('POSITION_IMPACT_EXPONENT_FACTOR');
export const maxPositionImpactFactorKey: OfSign = byFlag('MAX_POSITION_IMPACT_FACTOR');
export const maxPositionImpactFactorForLiquidationsKey = byAddress('MAX_POSITION_IMPACT_FACTOR_FOR_LIQUIDATIONS');
export const minCollateralFactorKey = byAddress('MIN_COLLATERAL_FACTOR');
export const minCollateralFactorForLiquidationKey = byAddress('MIN_COLLATERAL_FACTOR_FOR_LIQUIDATION');
export const minCollateralFactorForOpenInterestMultiplierKey = byFlag(
  'MIN_COLLATERAL_FACTOR_FOR_OPEN_INTEREST_MULTIPLIER',
);
export const liquidationFeeFactorKey = byAddress('LIQUIDATION_FEE_FACTOR');
export const fundingFactorKey = byAddress('FUNDING_FACTOR');
export const fundingExponentFactorKey = byAddress('FUNDING_EXPONENT_FACTOR');
export const fundingIncreaseFactorPerSecondKey = byAddress('FUNDING_INCREASE_FACTOR_PER_SECOND');
export const fundingDecreaseFactorPerSecondKey = byAddress('FUNDING_DECREASE_FACTOR_PER_SECOND');
export const thresholdForStableFundingKey = byAddress('THRESHOLD_FOR_STABLE_FUNDING');
export const thresholdForDecreaseFundingKey = byAddress('THRESHOLD_FOR_DECREASE_FUNDING');
export const minFundingFactorPerSecondKey = byAddress('MIN_FUNDING_FACTOR_PER_SECOND');
export const maxFundingFactorPerSecondKey = byAddress('MAX_FUNDING_FACTOR_PER_SECOND');
export const maxLendableImpactFactorKey = byAddress('MAX_LENDABLE_IMPACT_FACTOR');
export const maxLendableImpactUsdKey = byAddress('MAX_LENDABLE_IMPACT_USD');
export const maxOpenInterestKey = byFlag('MAX_OPEN_INTEREST');
export const reserveFactorKey = byFlag('RESERVE_FACTOR');
export const openInterestReserveFactorKey = byFlag('OPEN_INTEREST_RESERVE_FACTOR');
export const optimalUsageFactorKey = byFlag('OPTIMAL_USAGE_FACTOR');
export const baseBorrowingFactorKey = byFlag('BASE_BORROWING_FACTOR');
export const aboveOptimalUsageBorrowingFactorKey = byFlag('ABOVE_OPTIMAL_USAGE_BORROWING_FACTOR');
export const borrowingFactorKey = byFlag('BORROWING_FACTOR');
export const borrowingExponentFactorKey = byFlag('BORROWING_EXPONENT_FACTOR');
const maxPnlFactor = bytes32(nameHash('MAX_PNL_FACTOR'));
const forTraders = bytes32(nameHash('MAX_PNL_FACTOR_FOR_TRADERS'));
/** MAX_PNL_FACTOR of the type that caps what traders are paid. */
export const maxPnlFactorForTradersKey: OfSide = (market, isLong) =>
  hash([maxPnlFactor, forTraders, address(market), bool(isLong)]);

// What trading moves in a market.
export const openInterestKey = byCollateral('OPEN_INTEREST');
export const openInterestInTokensKey = byCollateral('OPEN_INTEREST_IN_TOKENS');
export const fundingFeeAmountPerSizeKey = byCollateral('FUNDING_FEE_AMOUNT_PER_SIZE');
export const claimableFundingAmountPerSizeKey = byCollateral('CLAIMABLE_FUNDING_AMOUNT_PER_SIZE');
const poolAmount = bytes32(nameHash('POOL_AMOUNT'));
export const poolAmountKey = (market: Address, token: Address): Hex =>
  hash([poolAmount, address(market), address(token)]);
export const positionImpactPoolAmountKey = byAddress('POSITION_IMPACT_POOL_AMOUNT');
export const lentPositionImpactPoolAmountKey = byAddress('LENT_POSITION_IMPACT_POOL_AMOUNT');
export const cumulativeBorrowingFactorKey = byFlag('CUMULATIVE_BORROWING_FACTOR');
export const cumulativeBorrowingFactorUpdatedAtKey = byFlag('CUMULATIVE_BORROWING_FACTOR_UPDATED_AT');
/** int */
export const savedFundingFactorPerSecondKey = byAddress('SAVED_FUNDING_FACTOR_PER_SECOND');
export const fundingUpdatedAtKey = byAddress('FUNDING_UPDATED_AT');
/** bytes32, by index token; zero when it has no virtual inventory. */
export const virtualTokenIdKey: OfToken = byAddress('VIRTUAL_TOKEN_ID');
/** int, by virtual token id */
export const virtualInventoryForPositionsKey = byWord('VIRTUAL_INVENTORY_FOR_POSITIONS');
/** int, by virtual token id */
export const virtualInventoryForPositionsInTokensKey = byWord('VIRTUAL_INVENTORY_FOR_POSITIONS_IN_TOKENS');

// What an account is owed.
const claimableFundingAmount = bytes32(nameHash('CLAIMABLE_FUNDING_AMOUNT'));
export const claimableFundingAmountKey = (market: Address, token: Address, account: Address): Hex =>
  hash([claimableFundingAmount, address(market), address(token), address(account)]);

// Chainlink feeds that GMX checks its prices against.
/** address; zero when the token has none. */
export const priceFeedKey: OfToken = byAddress('PRICE_FEED');
/** 10^(60 - tokenDecimals - feedDecimals). */
export const priceFeedMultiplierKey: OfToken = byAddress('PRICE_FEED_MULTIPLIER');
/** Seconds after which GMX itself refuses the feed's answer. */
export const priceFeedHeartbeatDurationKey: OfToken = byAddress('PRICE_FEED_HEARTBEAT_DURATION');

// bool: switched off by governance, for one handler and order type.
export const createOrderFeatureDisabledKey = byOrderType('CREATE_ORDER_FEATURE_DISABLED');
export const executeOrderFeatureDisabledKey = byOrderType('EXECUTE_ORDER_FEATURE_DISABLED');
export const updateOrderFeatureDisabledKey = byOrderType('UPDATE_ORDER_FEATURE_DISABLED');
export const cancelOrderFeatureDisabledKey = byOrderType('CANCEL_ORDER_FEATURE_DISABLED');

import type { Address, Hex } from 'viem';
import type { EventPlace, EventValue } from './eventLog.js';

/**
 * What ballast reads of each event, by the contracts' own key names. `number` is a uint or an int of the event (both are
 * bigint here), `hash` is bytes32; `?` marks keys that GMX sets only sometimes. USD and factors have 30 decimals, prices
 * are USD per smallest unit, amounts are smallest units, times are Unix seconds.
 */
type FieldKind = 'address' | 'addresses' | 'number' | 'flag' | 'hash' | 'hashes' | 'bytes' | 'text';
type Fields = Readonly<Record<string, FieldKind | `${FieldKind}?`>>;

const position = {
  account: 'address',
  market: 'address',
  collateralToken: 'address',
  isLong: 'flag',
  orderKey: 'hash',
  positionKey: 'hash',
  orderType: 'number',
  /** The position once the order has filled. */
  sizeInUsd: 'number',
  sizeInTokens: 'number',
  collateralAmount: 'number',
  borrowingFactor: 'number',
  fundingFeeAmountPerSize: 'number',
  longTokenClaimableFundingAmountPerSize: 'number',
  shortTokenClaimableFundingAmountPerSize: 'number',
  executionPrice: 'number',
  'indexTokenPrice.min': 'number',
  'indexTokenPrice.max': 'number',
  'collateralTokenPrice.min': 'number',
  'collateralTokenPrice.max': 'number',
  sizeDeltaUsd: 'number',
  sizeDeltaInTokens: 'number',
  collateralDeltaAmount: 'number',
} as const satisfies Fields;

const positionFees = {
  orderKey: 'hash',
  positionKey: 'hash',
  market: 'address',
  collateralToken: 'address',
  'collateralTokenPrice.min': 'number',
  'collateralTokenPrice.max': 'number',
  tradeSizeUsd: 'number',
  isIncrease: 'flag',
  positionFeeAmount: 'number',
  borrowingFeeUsd: 'number',
  borrowingFeeAmount: 'number',
  fundingFeeAmount: 'number',
  uiFeeAmount: 'number',
  liquidationFeeAmount: 'number?',
  'referral.traderDiscountAmount': 'number?',
  'pro.traderDiscountAmount': 'number?',
  claimableLongTokenAmount: 'number',
  claimableShortTokenAmount: 'number',
  totalCostAmount: 'number',
} as const satisfies Fields;

const ended = { key: 'hash', account: 'address', reason: 'text', reasonBytes: 'bytes' } as const satisfies Fields;

const claimable = {
  market: 'address',
  token: 'address',
  account: 'address',
  delta: 'number',
  nextValue: 'number',
} as const satisfies Fields;

export const gmxEvents = {
  OrderCreated: {
    key: 'hash',
    account: 'address',
    receiver: 'address',
    market: 'address',
    initialCollateralToken: 'address',
    swapPath: 'addresses',
    orderType: 'number',
    sizeDeltaUsd: 'number',
    initialCollateralDeltaAmount: 'number',
    triggerPrice: 'number',
    acceptablePrice: 'number',
    executionFee: 'number',
    minOutputAmount: 'number',
    updatedAtTime: 'number',
    validFromTime: 'number?',
    isLong: 'flag',
    autoCancel: 'flag?',
  },
  OrderUpdated: {
    key: 'hash',
    account: 'address',
    sizeDeltaUsd: 'number',
    acceptablePrice: 'number',
    triggerPrice: 'number',
    minOutputAmount: 'number',
    updatedAtTime: 'number',
    validFromTime: 'number?',
    autoCancel: 'flag?',
  },
  OrderSizeDeltaAutoUpdated: { key: 'hash', sizeDeltaUsd: 'number', nextSizeDeltaUsd: 'number' },
  OrderCollateralDeltaAmountAutoUpdated: {
    key: 'hash',
    collateralDeltaAmount: 'number',
    nextCollateralDeltaAmount: 'number',
  },
  OrderExecuted: { key: 'hash', account: 'address', secondaryOrderType: 'number' },
  OrderCancelled: ended,
  OrderFrozen: ended,
  PositionIncrease: {
    ...position,
    increasedAtTime: 'number',
    pendingPriceImpactUsd: 'number',
    pendingPriceImpactAmount: 'number',
  },
  PositionDecrease: {
    ...position,
    decreasedAtTime: 'number',
    priceImpactUsd: 'number',
    proportionalPendingImpactUsd: 'number',
    totalImpactUsd: 'number',
    'values.priceImpactDiffUsd': 'number',
    basePnlUsd: 'number',
    uncappedBasePnlUsd: 'number',
  },
  PositionFeesCollected: positionFees,
  /** The fees that were due, of a position that could not pay them. */
  PositionFeesInfo: positionFees,
  InsolventClose: {
    orderKey: 'hash',
    positionCollateralAmount: 'number',
    remainingCostUsd: 'number',
    basePnlUsd: 'number',
    step: 'text',
  },
  InsufficientFundingFeePayment: {
    market: 'address',
    token: 'address',
    expectedAmount: 'number',
    amountPaidInCollateralToken: 'number',
    amountPaidInSecondaryOutputToken: 'number',
  },
  ClaimableFundingUpdated: claimable,
  ClaimableCollateralUpdated: { ...claimable, timeKey: 'number' },
  FundingFeesClaimed: {
    market: 'address',
    token: 'address',
    account: 'address',
    receiver: 'address',
    amount: 'number',
  },
  KeeperExecutionFee: { keeper: 'address', executionFeeAmount: 'number' },
  ExecutionFeeRefund: { receiver: 'address', refundFeeAmount: 'number' },
  AdlStateUpdated: { isLong: 'flag', pnlToPoolFactor: 'number', maxPnlFactor: 'number', shouldEnableAdl: 'flag' },
  OraclePriceUpdate: { token: 'address', minPrice: 'number', maxPrice: 'number', timestamp: 'number?' },
} as const satisfies Readonly<Record<string, Fields>>;

export type GmxEventName = keyof typeof gmxEvents;

interface FieldTypes {
  address: Address;
  addresses: readonly Address[];
  number: bigint;
  flag: boolean;
  hash: Hex;
  hashes: readonly Hex[];
  bytes: Hex;
  text: string;
}

type FieldType<Kind> = Kind extends `${infer Base extends FieldKind}?`
  ? FieldTypes[Base] | null
  : Kind extends FieldKind
    ? FieldTypes[Kind]
    : never;

export type EventValues<Name extends GmxEventName> = {
  readonly [Key in keyof (typeof gmxEvents)[Name]]: FieldType<(typeof gmxEvents)[Name][Key]>;
};

/** One event, told apart by `name`. `more` holds the keys that ballast does not read. */
export type GmxEvent<Name extends GmxEventName = GmxEventName> = {
  [Each in Name]: {
    name: Each;
    at: EventPlace;
    values: EventValues<Each>;
    more: Readonly<Record<string, EventValue>>;
  };
}[Name];

import { type Address, maxUint256, parseEther, zeroAddress } from 'viem';

/** 18 decimals, as everything on Lyra. */
const wad = (decimal: string) => parseEther(decimal);
const HOUR = 3600n;
const DAY = 24n * HOUR;
const WEEK = 7n * DAY;

/** Receives the share of a liquidation that the protocol keeps for its safety; nobody here looks at it. */
export const securityModule: Address = '0x00000000000000000000000000000000000005ec';

/** Lyra's own defaults (`dist/test/utils/defaultParams.js` of its package). */
export const marketParameters = {
  maxBoardExpiry: 365n * DAY,
  securityModule,
  feePortionReserved: wad('0.1'),
  staticBaseSettlementFee: wad('0.0075'),
};

export const poolParameters = {
  minDepositWithdraw: wad('1'),
  depositDelay: WEEK,
  withdrawalDelay: WEEK,
  withdrawalFee: wad('0.01'),
  liquidityCBThreshold: wad('0.01'),
  liquidityCBTimeout: 3n * DAY,
  ivVarianceCBThreshold: wad('0.1'),
  skewVarianceCBThreshold: wad('0.35'),
  ivVarianceCBTimeout: 12n * HOUR,
  skewVarianceCBTimeout: 12n * HOUR,
  guardianMultisig: zeroAddress,
  guardianDelay: 2n * WEEK,
  boardSettlementCBTimeout: 6n * HOUR,
  maxFeePaid: wad('0.01'),
};

export const hedgerParameters = { interactionDelay: DAY, hedgeCap: maxUint256 };

export const greekCacheParameters = {
  maxStrikesPerBoard: 30n,
  acceptableSpotPricePercentMove: wad('0.05'),
  staleUpdateDuration: 3n * HOUR,
  varianceIvGWAVPeriod: DAY,
  varianceSkewGWAVPeriod: 3n * DAY,
  optionValueIvGWAVPeriod: DAY,
  optionValueSkewGWAVPeriod: 3n * DAY,
  gwavSkewFloor: wad('0.5'),
  gwavSkewCap: wad('2'),
  rateAndCarry: wad('0.05'),
};

export const minimumCollateralParameters = {
  minStaticBaseCollateral: wad('0.2'),
  minStaticQuoteCollateral: wad('200'),
  shockVolA: wad('2.5'),
  shockVolPointA: 2n * WEEK,
  shockVolB: wad('1.8'),
  shockVolPointB: 8n * WEEK,
  callSpotPriceShock: wad('1.2'),
  putSpotPriceShock: wad('0.8'),
};

export const forceCloseParameters = {
  ivGWAVPeriod: 12n * HOUR,
  skewGWAVPeriod: 24n * HOUR,
  shortVolShock: wad('1.2'),
  shortPostCutoffVolShock: wad('1.4'),
  longVolShock: wad('0.8'),
  longPostCutoffVolShock: wad('0.5'),
  liquidateVolShock: wad('1.3'),
  liquidatePostCutoffVolShock: wad('1.6'),
  shortSpotMin: wad('0.01'),
  liquidateSpotMin: wad('0.02'),
};

export const pricingParameters = {
  optionPriceFeeCoefficient: wad('0.01'),
  optionPriceFee1xPoint: 6n * WEEK,
  optionPriceFee2xPoint: 16n * WEEK,
  spotPriceFeeCoefficient: wad('0.01'),
  spotPriceFee1xPoint: 6n * WEEK,
  spotPriceFee2xPoint: 12n * WEEK,
  vegaFeeCoefficient: wad('100'),
  standardSize: wad('5'),
  skewAdjustmentFactor: wad('0.75'),
};

export const tradeLimitParameters = {
  minDelta: wad('0.15'),
  minForceCloseDelta: wad('0.25'),
  tradingCutoff: DAY / 2n,
  minBaseIV: wad('0.35'),
  maxBaseIV: wad('2'),
  minSkew: wad('0.5'),
  maxSkew: wad('1.5'),
  absMinSkew: wad('0.15'),
  absMaxSkew: wad('5'),
  minVol: wad('0.55'),
  maxVol: wad('3'),
  capSkewsToAbs: false,
};

export const varianceFeeParameters = {
  defaultVarianceFeeCoefficient: wad('0.25'),
  forceCloseVarianceFeeCoefficient: wad('0.25'),
  skewAdjustmentCoefficient: wad('3'),
  referenceSkew: wad('1'),
  minimumStaticSkewAdjustment: wad('1'),
  vegaCoefficient: wad('0.01'),
  minimumStaticVega: 0n,
  ivVarianceCoefficient: wad('1.5'),
  minimumStaticIvVariance: wad('1'),
};

export const partialCollateralParameters = {
  penaltyRatio: wad('0.2'),
  liquidatorFeeRatio: wad('0.4'),
  smFeeRatio: wad('0.3'),
  minLiquidationFee: wad('15'),
};

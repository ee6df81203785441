import type { Abi, Address } from 'viem';
import { decodeFunctionData, encodeFunctionResult, getAddress, isAddressEqual, numberToHex, zeroAddress } from 'viem';
import { oracleAbi, poolAbi, providerAbi, scaledTokenAbi, sentinelAbi } from '../../../../abis/aave-v3.js';
import { laterPoolAbi } from '../../../../abis/aave-v3-later.js';
import { erc20Abi } from '../../../../abis/erc20.js';
import type { Call, CallResult, Reading } from '../../../model/reading.js';
import type { Block, VenueReading } from '../../../model/snapshot.js';
import { unixSeconds, wei } from '../../../model/units.js';
import type { TokenDeclaration, Venue } from '../../venue.js';
import { aaveV3 } from '../aaveV3.js';
import type { AaveDetail } from '../state.js';
import { paperAccount } from './paperAccount.js';

export const paperTokens = ['WETH', 'USDC', 'GHO'] as const;
export type PaperToken = (typeof paperTokens)[number];

export interface PaperReserve {
  decimals: number;
  /** Basis points. */
  ltv: number;
  threshold: number;
  borrowing: boolean;
  /** More bits of the configuration word. */
  bits: bigint;
  liquidityIndex: bigint;
  liquidityRate: bigint;
  variableIndex: bigint;
  variableRate: bigint;
  updatedAt: number;
  /** 8 decimals. */
  price: bigint;
  /** Scaled. */
  supplied: bigint;
  owed: bigint;
  totalSupplied: bigint;
  totalOwed: bigint;
  isCollateral: boolean;
  isBorrowed: boolean;
  virtual: bigint;
  liquidity: bigint;
}

export interface PaperMode {
  id: number;
  ltv: number;
  threshold: number;
  collateral: readonly PaperToken[];
  borrowable: readonly PaperToken[];
  zeroLtv: readonly PaperToken[];
  isolated: boolean;
}

/** What a Pool of some revision would answer about one account: bytes of its own ABI, without a chain. */
export interface PaperPool {
  revision: number;
  at: number;
  reserves: Record<PaperToken, PaperReserve>;
  mode: PaperMode | null;
  /** Owed, as the Pool has it, beside what anybody can reckon; 8 decimals. */
  strangeDebt?: bigint;
  /** Functions that it has, or lacks, against its revision. */
  has?: readonly string[];
  lacks?: readonly string[];
  /** Not listed yet. */
  unlisted?: readonly PaperToken[];
  /** Whose debt token is another one by now. */
  moved?: readonly PaperToken[];
}

export const RAY = 10n ** 27n;

export const paperReserve = (given: Partial<PaperReserve> = {}): PaperReserve => ({
  ...{ decimals: 18, ltv: 8_000, threshold: 8_250, borrowing: true, bits: 1n << 252n },
  ...{ liquidityIndex: RAY, liquidityRate: 0n, variableIndex: RAY, variableRate: 0n, updatedAt: 1_000 },
  ...{ price: 2_000_00000000n, supplied: 0n, owed: 0n, totalSupplied: 10n ** 24n, totalOwed: 10n ** 23n },
  ...{ isCollateral: false, isBorrowed: false, virtual: 10n ** 24n, liquidity: 10n ** 24n },
  ...given,
});

export const paperPool = (revision: number, given: Partial<PaperPool> = {}): PaperPool => ({
  ...{ revision, at: 1_000, mode: null },
  reserves: {
    WETH: paperReserve(),
    USDC: paperReserve({ decimals: 6, ltv: 7_500, threshold: 7_800, price: 99_981_000n }),
    GHO: paperReserve({ ltv: 0, threshold: 0, price: 100_000_000n }),
  },
  ...given,
});

const place = (kind: number, index: number): Address => getAddress(numberToHex(kind * 256 + index, { size: 20 }));
const [pool, provider, oracle] = [place(1, 1), place(1, 2), place(1, 3)] as const;
const sentinel = place(1, 4);
export const paperAccountAddress = place(9, 9);
export const assetOf = (token: PaperToken): Address => place(2, paperTokens.indexOf(token));
const aTokenOf = (token: PaperToken): Address => place(3, paperTokens.indexOf(token));
const debtTokenOf = (token: PaperToken): Address => place(4, paperTokens.indexOf(token));

/** What came with which revision. */
const since: Readonly<Record<string, number>> = {
  ...{ getVirtualUnderlyingBalance: 4, getEModeCategoryCollateralConfig: 5, getEModeCategoryLabel: 5 },
  ...{ getEModeCategoryCollateralBitmap: 5, getEModeCategoryBorrowableBitmap: 5, getReserveDeficit: 6 },
  ...{ RESERVE_INTEREST_RATE_STRATEGY: 8, getEModeCategoryLtvzeroBitmap: 10, getIsEModeCategoryIsolated: 11 },
};

const offers = ({ revision, has = [], lacks = [] }: PaperPool, name: string): boolean =>
  (revision >= (since[name] ?? 0) && !lacks.includes(name)) || has.includes(name);

const bitmapOf = (tokens: readonly PaperToken[]): bigint =>
  tokens.reduce((bits, token) => bits | (1n << BigInt(paperTokens.indexOf(token))), 0n);

function configurationWord({ mode }: PaperPool, token: PaperToken, one: PaperReserve): bigint {
  const { ltv, threshold, decimals, borrowing, bits } = one;
  const isActive = 1n << 56n;
  const flags = isActive | (borrowing ? 1n << 58n : 0n);
  // Since 3.2 nobody writes it any more, and nobody should read it.
  const modeBits = BigInt(mode?.collateral.includes(token) ? mode.id : 0) << 168n;
  const figures = BigInt(ltv) | (BigInt(threshold) << 16n) | (10_500n << 32n) | (BigInt(decimals) << 48n);
  return figures | flags | (1_000n << 64n) | modeBits | bits;
}

const userBits = ({ reserves }: PaperPool): bigint =>
  paperTokens.reduce((bits, token, id) => {
    const { isBorrowed, isCollateral } = reserves[token];
    return bits | (isBorrowed ? 1n << BigInt(2 * id) : 0n) | (isCollateral ? 1n << BigInt(2 * id + 1) : 0n);
  }, 0n);

const tokenAt = (address: unknown): PaperToken => {
  const found = paperTokens.find((token) => typeof address === 'string' && assetOf(token) === getAddress(address));
  if (!found) throw new Error(`no paper token at ${String(address)}`);
  return found;
};

function answerPool(paper: PaperPool, name: string, [first]: readonly unknown[]): unknown {
  const { mode, revision } = paper;
  switch (name) {
    case 'POOL_REVISION':
      return BigInt(revision);
    case 'ADDRESSES_PROVIDER':
      return provider;
    case 'getReservesList':
      return paperTokens.filter((token) => !paper.unlisted?.includes(token)).map(assetOf);
    case 'getReserveData': {
      const token = tokenAt(first);
      const one = paper.reserves[token];
      return {
        ...{ configuration: { data: configurationWord(paper, token, one) }, liquidityIndex: one.liquidityIndex },
        ...{ currentLiquidityRate: one.liquidityRate, variableBorrowIndex: one.variableIndex },
        ...{ currentVariableBorrowRate: one.variableRate, currentStableBorrowRate: 0n },
        ...{ lastUpdateTimestamp: one.updatedAt, id: paperTokens.indexOf(token), aTokenAddress: aTokenOf(token) },
        // What a reserve that was listed before 3.2 goes on telling.
        ...{
          stableDebtTokenAddress: revision < 5 ? zeroAddress : place(5, 5),
          variableDebtTokenAddress: paper.moved?.includes(token) ? place(5, 6) : debtTokenOf(token),
        },
        ...{
          interestRateStrategyAddress: zeroAddress,
          accruedToTreasury: 0n,
          unbacked: 0n,
          isolationModeTotalDebt: 0n,
        },
      };
    }
    case 'getUserConfiguration':
      return { data: userBits(paper) };
    case 'getUserEMode':
      return BigInt(mode?.id ?? 0);
    case 'getEModeCategoryData':
      return {
        ...{ ltv: mode?.ltv ?? 0, liquidationThreshold: mode?.threshold ?? 0, liquidationBonus: 10_100 },
        ...{ priceSource: zeroAddress, label: 'paper' },
      };
    case 'getEModeCategoryCollateralConfig':
      return { ltv: mode?.ltv ?? 0, liquidationThreshold: mode?.threshold ?? 0, liquidationBonus: 10_100 };
    case 'getEModeCategoryLabel':
      return 'paper';
    case 'getEModeCategoryCollateralBitmap':
      return bitmapOf(mode?.collateral ?? []);
    case 'getEModeCategoryBorrowableBitmap':
      return bitmapOf(mode?.borrowable ?? []);
    case 'getEModeCategoryLtvzeroBitmap':
      return bitmapOf(mode?.zeroLtv ?? []);
    case 'getIsEModeCategoryIsolated':
      return mode?.isolated ?? false;
    case 'getVirtualUnderlyingBalance':
      return paper.reserves[tokenAt(first)].virtual;
    case 'getReserveDeficit':
      return 0n;
    case 'RESERVE_INTEREST_RATE_STRATEGY':
      return place(6, 6);
    case 'getUserAccountData': {
      const { collateral, debt, ltv, threshold, health } = paperAccount(paper);
      return [collateral, debt, 0n, threshold, ltv, health];
    }
    default:
      throw new Error(`the paper Pool is not asked ${name}`);
  }
}

function answerToken(paper: PaperPool, to: Address, name: string): unknown {
  for (const token of paperTokens) {
    const one = paper.reserves[token];
    if (isAddressEqual(to, aTokenOf(token))) return name === 'scaledBalanceOf' ? one.supplied : one.totalSupplied;
    if (isAddressEqual(to, debtTokenOf(token))) return name === 'scaledBalanceOf' ? one.owed : one.totalOwed;
    if (isAddressEqual(to, assetOf(token))) return name === 'balanceOf' ? one.liquidity : 0n;
  }
  throw new Error(`nothing on paper at ${to}`);
}

const abi: Abi = [
  ...poolAbi,
  ...laterPoolAbi,
  ...providerAbi,
  ...oracleAbi,
  ...sentinelAbi,
  ...scaledTokenAbi,
  ...erc20Abi,
];

function answer(paper: PaperPool, { to, data }: Call): CallResult {
  const { functionName, args = [] } = decodeFunctionData({ abi, data });
  const told = (value: unknown): CallResult => ({
    ok: true,
    data: encodeFunctionResult({ abi, functionName, result: value } as Parameters<typeof encodeFunctionResult>[0]),
  });
  const reverted: CallResult = { ok: false, data: '0x' };
  if (isAddressEqual(to, pool)) {
    return offers(paper, functionName) ? told(answerPool(paper, functionName, args)) : reverted;
  }
  if (isAddressEqual(to, provider)) return told(functionName === 'getPriceOracle' ? oracle : sentinel);
  if (isAddressEqual(to, sentinel)) return told(true);
  if (isAddressEqual(to, oracle)) {
    if (functionName === 'BASE_CURRENCY') return told(zeroAddress);
    return told(functionName === 'BASE_CURRENCY_UNIT' ? 10n ** 8n : paper.reserves[tokenAt(args[0])].price);
  }
  return told(answerToken(paper, to, functionName));
}

/** Runs a reading against what is on paper. */
export function readOnPaper<Value>(paper: PaperPool, reading: Reading<Value>): Value {
  let now = reading;
  while (now.kind === 'calls') now = now.next(now.calls.map((call) => answer(paper, call)));
  return now.value;
}

export function openOnPaper(
  paper: PaperPool,
  names: readonly PaperToken[] = paperTokens,
  declared: readonly PaperToken[] = paperTokens,
): { venue: Venue<AaveDetail>; reading: VenueReading<AaveDetail>; readAgain(): VenueReading<AaveDetail> } {
  const tokens = Object.fromEntries(
    declared.map((token): [string, TokenDeclaration] => {
      const { decimals } = paper.reserves[token];
      return [token, { address: assetOf(token), decimals, underlying: token === 'WETH' ? 'ETH' : null }];
    }),
  );
  const opening = aaveV3.open({ deployment: { pool }, account: paperAccountAddress, names, tokens });
  const venue = readOnPaper(paper, opening) as Venue<AaveDetail>;
  const hash = numberToHex(1, { size: 32 });
  const readAgain = () => {
    const block: Block = {
      ...{ number: 1n, hash, parentHash: hash },
      ...{ timestamp: unixSeconds(paper.at), baseFee: wei(1n) },
    };
    return readOnPaper(paper, venue.read(block));
  };
  return { venue, reading: readAgain(), readAgain };
}

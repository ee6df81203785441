import type { Turnover } from '../../model/turnover.js';
import type { PoolState } from './poolState.js';

export type FeeGrowth = Pick<
  PoolState,
  'feeGrowthGlobal0X128' | 'feeGrowthGlobal1X128' | 'liquidity' | 'fee' | 'feeProtocol'
>;

const Q128 = 2 ** 128;

/**
 * What a pool has traded, from the fees that its liquidity has earned: each swap leaves `fee` of what comes in, less the protocol's
 * part, as fee growth of the token that comes in (UniswapV3Pool.swap; white paper 2021, 6.2.1). undefined where it takes no fee.
 */
export function turnoverOf(
  { feeGrowthGlobal0X128, feeGrowthGlobal1X128, liquidity, fee, feeProtocol }: FeeGrowth,
  token0: { decimals: number; isBase: boolean },
  token1: { decimals: number },
): Turnover | undefined {
  if (fee <= 0) return undefined;
  const traded = (growth: bigint, protocol: number, decimals: number): number => {
    const kept = (fee / 1_000_000) * (protocol > 0 ? 1 - 1 / protocol : 1);
    return Number(growth) / Q128 / kept / 10 ** decimals;
  };
  const in0 = traded(feeGrowthGlobal0X128, feeProtocol & 0xf, token0.decimals);
  const in1 = traded(feeGrowthGlobal1X128, feeProtocol >> 4, token1.decimals);
  const [base, quote] = token0.isBase ? [in0, in1] : [in1, in0];
  return { base, quote, liquidity: Number(liquidity) };
}

/** A tick where liquidity changes. */
export interface InitializedTick {
  index: number;
  /** What L gains when the price rises through it. */
  liquidityNet: bigint;
  /** Fees for each unit of L on the other side of it, Q128.128, running over at 256 bits. */
  feeGrowthOutside0X128: bigint;
  feeGrowthOutside1X128: bigint;
}

/** A pool at one block, as far as it was read. */
export interface PoolState {
  sqrtPriceX96: bigint;
  tick: number;
  /** L at the price. */
  liquidity: bigint;
  /** Of 1 000 000. */
  fee: number;
  tickSpacing: number;
  /** `slot0.feeProtocol`: the low four bits are for token0, the high four for token1; one part in so many is the protocol's. */
  feeProtocol: number;
  feeGrowthGlobal0X128: bigint;
  feeGrowthGlobal1X128: bigint;
  /** All there are between `from` and `to`, ascending. */
  ticks: readonly InitializedTick[];
  /** Ticks that the price may move between before liquidity is unknown; both ends included. */
  from: number;
  to: number;
}

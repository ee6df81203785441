import { formatEther, maxUint256, parseEther, zeroHash } from 'viem';
import type { LabChain } from './chain.js';
import { type LyraContracts, lyraSpot, refreshGreeks, setLyraSpot } from './lyra.js';
import { type PerpContracts, priceOf, setFeed, sqrtPriceX96, whale } from './perpV2.js';

export interface World {
  chain: LabChain;
  lyra: LyraContracts;
  perp: PerpContracts;
}

export interface MoveOptions {
  /** How long the move takes on the chain's clock. Default 60; at least 16 for each 4 % of the move, and 16 to settle. */
  seconds?: number;
}

/** Curie lets the pool move 1000 ticks (10.5 %) in 15 seconds; steps of 4 % leave room for everybody else's trades. */
const STEP = 0.04;
const STEP_SECONDS = 16;

/** Spot as Lyra sees it, USD. */
export const priceNow = async ({ chain, lyra }: World): Promise<number> =>
  Number(formatEther(await lyraSpot(chain, lyra)));

/**
 * Moves feeds, pool and time together, in equal ratios of at most 4 %: first the oracles, then the pool by a whale's
 * trade one second later, so that the premium, and with it funding, stays near nothing.
 *
 * Afterwards index and pool stand at `price`, and so does Curie's mark: it is the median of the pool's 15-second TWAP,
 * its 30-minute TWAP and index + premium (AccountBalance.getMarkPrice); the first and the last are at `price` 16 seconds
 * after the last trade, hence so is the median, wherever the 30-minute TWAP still lags. To bring that one along as well,
 * take `seconds: 1800` or more after the move.
 */
export async function moveMarket(world: World, price: number, { seconds = 60 }: MoveOptions = {}): Promise<void> {
  const { chain, lyra, perp } = world;
  const start = await chain.now();
  const from = await priceNow(world);
  const steps = Math.max(1, Math.ceil(Math.abs(Math.log(price / from)) / Math.log(1 + STEP)));
  // The last share of the time is for the 15-second TWAP to settle.
  const share = Math.max(STEP_SECONDS, Math.floor(seconds / (steps + 1)));
  for (let step = 1; step <= steps; step++) {
    const target = step === steps ? price : Number((from * (price / from) ** (step / steps)).toFixed(6));
    await setFeed(chain, perp.Aggregator, target, start + step * share);
    await setLyraSpot(chain, lyra, target);
    await pushPool(world, target);
  }
  // Also the feed's heartbeat after a long wait.
  const end = Math.max(start + seconds, start + steps * share + STEP_SECONDS + 1);
  await setFeed(chain, perp.Aggregator, price, end);
  await refreshGreeks(chain, lyra);
}

/** Lets time pass at the price as it is; whoever pushed the pool away from the index is arbitraged away. */
export const advance = async (world: World, seconds: number): Promise<void> =>
  moveMarket(world, await priceNow(world), { seconds });

/** One basis point: closer than that the pool is left alone. */
const NEAR = 1e-4;

async function pushPool({ chain, perp }: World, price: number): Promise<void> {
  const [current] = await chain.read<readonly [bigint]>(perp.Pool, 'slot0');
  if (Math.abs(priceOf(current) / price - 1) < NEAR) return;
  const target = sqrtPriceX96(price);
  const isBaseToQuote = target < current;
  // More than enough: the price limit ends the trade.
  await chain.send(
    perp.ClearingHouse,
    'openPosition',
    [
      {
        baseToken: perp.BaseToken.address,
        isBaseToQuote,
        isExactInput: true,
        amount: parseEther(isBaseToQuote ? '20000' : '40000000'),
        oppositeAmountBound: 0n,
        deadline: maxUint256,
        sqrtPriceLimitX96: target,
        referralCode: zeroHash,
      },
    ],
    { from: whale },
  );
}

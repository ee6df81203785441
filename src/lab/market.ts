import { formatEther, maxUint256, parseEther, zeroHash } from 'viem';
import { type AaveV3Contracts, priceSet } from './aaveV3.js';
import type { LabCall, LabChain } from './chain.js';
import { boardSettlements, greeksRefresh, type LyraContracts, lyraRate, lyraSpot } from './lyra.js';
import { feedAnswer, type PerpContracts, priceOf, sqrtPriceX96, whale } from './perpV2.js';
import { type UniswapV3Contracts, uniswapPush } from './uniswapV3.js';

export interface World {
  chain: LabChain;
  lyra: LyraContracts;
  perp: PerpContracts;
  /** Only in a whole lab. */
  aave?: AaveV3Contracts;
  uniswap?: UniswapV3Contracts;
  /** Aave's prices that the market does not move: a stale oracle. */
  stale?: ReadonlySet<string>;
}

export interface MoveOptions {
  /** How long it takes on the chain's clock. 60 unless told; never less than 16 for each 6 % of the move and 17 to settle. */
  seconds?: number;
}

/** Curie lets trades push the pool 1000 ticks (10.5 %) in 15 seconds; 6 % leave room for everybody else's. */
const STEP = 0.06;
const STEP_SECONDS = 16;
/** After this the 15-second TWAP holds nothing but the new price. */
const SETTLE_SECONDS = 17;

/** Spot as Lyra sees it, USD. */
export const priceNow = async ({ chain, lyra }: World): Promise<number> =>
  Number(formatEther(await lyraSpot(chain, lyra)));

/**
 * Moves Lyra's rate, Aave's price of ether, Curie's feed, Curie's pool and Uniswap's (by a whale's trades) and time together. Each step of at most 6 %, all of
 * it in one block, so that nobody sees half a move and the premium, and with it funding, stays near nothing; then one
 * more block, when the dust has settled: the feed's heartbeat, and what Lyra's keepers do: expired boards settled, Greeks
 * refreshed.
 *
 * Afterwards index and pool stand at `price`, and so does Curie's mark: it is the median of the pool's 15-second TWAP,
 * its 30-minute TWAP and index + premium (AccountBalance.getMarkPrice). The first and the last are at `price` once the
 * move has settled, hence so is the median, wherever the 30-minute TWAP still lags. To bring that one along as well, let
 * 1800 seconds pass.
 */
export async function moveMarket(world: World, price: number, { seconds = 60 }: MoveOptions = {}): Promise<void> {
  const { chain, lyra, perp } = world;
  const start = await chain.now();
  const from = await priceNow(world);
  const steps = Math.max(1, Math.ceil(Math.abs(Math.log(price / from)) / Math.log(1 + STEP)));
  const share = Math.max(STEP_SECONDS, Math.floor(seconds / (steps + 1)));
  for (let step = 1; step <= steps; step++) {
    const target = step === steps ? price : Number((from * (price / from) ** (step / steps)).toFixed(6));
    const at = await soonest(chain, start + step * share);
    const push = [...(await poolPush(world, target)), ...(await spotPush(world, target))];
    await chain.sendTogether(at, [
      feedAnswer(perp, target, at),
      lyraRate(lyra, target),
      ...aavePrices(world, target),
      ...push,
    ]);
  }
  const end = await soonest(chain, Math.max(start + seconds, start + steps * share + SETTLE_SECONDS));
  const settlements = await boardSettlements(chain, lyra, end);
  await chain.sendTogether(end, [feedAnswer(perp, price, end), ...settlements, greeksRefresh(lyra)]);
}

/** Lets time pass at the price as it is; whoever pushed the pool away from the index is arbitraged away. */
export const advance = async (world: World, seconds: number): Promise<void> =>
  moveMarket(world, await priceNow(world), { seconds });

const aavePrices = ({ aave, stale }: World, price: number): LabCall[] =>
  aave && !stale?.has('WETH') ? [priceSet(aave, aave.reserves.WETH.token, price)] : [];

const spotPush = async ({ chain, uniswap }: World, price: number): Promise<LabCall[]> =>
  uniswap ? uniswapPush(chain, uniswap, price) : [];

/** Blocks of others may have been mined meanwhile, and the clock cannot run backwards. */
const soonest = async (chain: LabChain, at: number): Promise<number> => Math.max(at, (await chain.now()) + 1);

/** One basis point: closer than that the pool is left alone. */
const NEAR = 1e-4;

async function poolPush({ chain, perp }: World, price: number): Promise<LabCall[]> {
  const [current] = await chain.read<readonly [bigint]>(perp.Pool, 'slot0');
  if (Math.abs(priceOf(current) / price - 1) < NEAR) return [];
  return [pushTo(perp, price, sqrtPriceX96(price) < current)];
}

/** The whale's trade that moves Curie's pool to a price, USD: down by selling base, up by buying it. */
export function pushTo(perp: PerpContracts, price: number, isBaseToQuote: boolean): LabCall {
  const trade = {
    baseToken: perp.BaseToken.address,
    isBaseToQuote,
    isExactInput: true,
    // More than enough: the price limit ends the trade.
    amount: parseEther(isBaseToQuote ? '20000' : '40000000'),
    oppositeAmountBound: 0n,
    deadline: maxUint256,
    sqrtPriceLimitX96: sqrtPriceX96(price),
    referralCode: zeroHash,
  };
  return [perp.ClearingHouse, 'openPosition', [trade], { from: whale }];
}

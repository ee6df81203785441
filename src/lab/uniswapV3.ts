import { type Address, maxUint128, maxUint256, parseEther, parseUnits, zeroAddress } from 'viem';
import { loadArtifact } from './artifacts.js';
import type { Contract, LabCall, LabChain } from './chain.js';
import { maker, whale } from './perpV2.js';

/** 0.05 %, ticks 10 apart: where most of ether is traded against dollars. */
const UNISWAP_FEE = 500;
const TICK_SPACING = 10;

export type UniswapV3Contracts = Awaited<ReturnType<typeof deployUniswapV3>>;

/** What the pool trades: ether of 18 decimals against a dollar of 6, in whichever order their addresses are. */
export interface UniswapTokens {
  WETH: Contract;
  USDC: Contract;
}

/** Uniswap V3 with one pool, WETH/USDC, that has a price and no liquidity yet. */
export async function deployUniswapV3(chain: LabChain, { WETH, USDC }: UniswapTokens, price: number) {
  const { deploy, send, read } = chain;
  const periphery = (path: string) => loadArtifact('@uniswap/v3-periphery', path);
  const Factory = await deploy(loadArtifact('@uniswap/v3-core', 'UniswapV3Factory'));
  const [factory, weth] = [Factory.address, WETH.address];
  // Without a descriptor only `tokenURI` is broken.
  const Positions = await deploy(periphery('NonfungiblePositionManager'), [factory, weth, zeroAddress]);
  const Router = await deploy(periphery('SwapRouter'), [factory, weth]);
  const Quoter = await deploy(periphery('lens/QuoterV2'), [factory, weth]);
  await send(Factory, 'createPool', [WETH.address, USDC.address, UNISWAP_FEE]);
  const Pool = {
    address: await read<Address>(Factory, 'getPool', [WETH.address, USDC.address, UNISWAP_FEE]),
    abi: loadArtifact('@uniswap/v3-core', 'UniswapV3Pool').abi,
  };
  const wethIsToken0 = BigInt(WETH.address) < BigInt(USDC.address);
  await send(Pool, 'initialize', [sqrtPriceOf({ wethIsToken0 }, price)]);
  // Room for half an hour of memory at a trade every few seconds.
  await send(Pool, 'increaseObservationCardinalityNext', [500]);
  return { Factory, Positions, Router, Quoter, Pool, WETH, USDC, wethIsToken0 };
}

/** As a share of the price on both sides, and how deep: ether that a pool over all prices would hold on one side. */
const layers = [
  { factor: 4, depth: 8_000 },
  { factor: 1.25, depth: 4_000 },
  { factor: 1.06, depth: 4_000 },
] as const;

/**
 * Gives the pool its depth, in three layers, and the whale what it moves the price with. 10 ETH move the price by a tenth of a
 * percent near where it starts, and by three times that far away.
 */
export async function openUniswapV3(chain: LabChain, uni: UniswapV3Contracts, price: number): Promise<void> {
  const { send } = chain;
  for (const from of [maker, whale]) {
    await send(uni.WETH, 'mint', [from, parseEther('1000000')]);
    await send(uni.USDC, 'mint', [from, parseUnits('2000000000', 6)]);
    for (const token of [uni.WETH, uni.USDC])
      for (const spender of [uni.Positions, uni.Router])
        await send(token, 'approve', [spender.address, maxUint256], { from });
  }
  for (const { factor, depth } of layers) await addLiquidity(chain, uni, { price, factor, depth, from: maker });
}

export interface LiquidityTerms {
  /** USD per ETH, the middle of the range. */
  price: number;
  /** From price / factor to price × factor, to the next usable ticks. */
  factor: number;
  /** L, as the ether that a pool over all prices with it holds on one side at `price`. */
  depth: number;
  /** Has both tokens, and has permitted the position manager to take them. */
  from: Address;
}

/** Puts liquidity into a range. */
export async function addLiquidity(chain: LabChain, uni: UniswapV3Contracts, terms: LiquidityTerms): Promise<void> {
  const { price, factor, depth, from } = terms;
  const middle = tickAt(uni, price);
  const reach = Math.ceil(Math.log(factor) / Math.log(1.0001));
  const usable = (tick: number) => Math.round(tick / TICK_SPACING) * TICK_SPACING;
  // Held on one side within the range: all of it less what a pool over all prices would hold beyond.
  const share = 1 - 1 / Math.sqrt(factor);
  const weth = parseEther((depth * share * 1.001).toFixed(9));
  const usdc = parseUnits((depth * price * share * 1.001).toFixed(6), 6);
  const [amount0Desired, amount1Desired] = uni.wethIsToken0 ? [weth, usdc] : [usdc, weth];
  const [token0, token1] = tokensInOrder(uni);
  await chain.send(
    uni.Positions,
    'mint',
    [
      {
        ...{ token0, token1, fee: UNISWAP_FEE, tickLower: usable(middle - reach), tickUpper: usable(middle + reach) },
        ...{ amount0Desired, amount1Desired, amount0Min: 0n, amount1Min: 0n, recipient: from, deadline: maxUint256 },
      },
    ],
    { from },
  );
}

/** The whale's trade that moves the pool to a price, USD; none where it is there. To be sent before the price moves again. */
export async function uniswapPush(chain: LabChain, uni: UniswapV3Contracts, price: number): Promise<LabCall[]> {
  const [current] = await chain.read<readonly [bigint]>(uni.Pool, 'slot0');
  const target = sqrtPriceOf(uni, price);
  if (current === target) return [];
  const token0In = target < current;
  const [token0, token1] = tokensInOrder(uni);
  const trade = {
    ...{ tokenIn: token0In ? token0 : token1, tokenOut: token0In ? token1 : token0, fee: UNISWAP_FEE },
    ...{ recipient: whale, deadline: maxUint256, amountOutMinimum: 0n, sqrtPriceLimitX96: target },
    // More than enough: the price limit ends the trade.
    amountIn: token0In === uni.wethIsToken0 ? parseEther('500000') : parseUnits('1000000000', 6),
  };
  return [[uni.Router, 'exactInputSingle', [trade], { from: whale }]];
}

/** Trades the pool to a price, at once. */
export async function moveUniswap(chain: LabChain, uni: UniswapV3Contracts, price: number): Promise<void> {
  for (const call of await uniswapPush(chain, uni, price)) await chain.send(...call);
}

/** Takes away the liquidity of an account: the maker's is all that the lab has put in. `share` of each position, 1 is all. */
export async function drainUniswap(
  chain: LabChain,
  { Positions }: UniswapV3Contracts,
  { share = 1, from = maker }: { share?: number; from?: Address } = {},
): Promise<void> {
  const count = await chain.read<bigint>(Positions, 'balanceOf', [from]);
  for (let at = 0n; at < count; at++) {
    const tokenId = await chain.read<bigint>(Positions, 'tokenOfOwnerByIndex', [from, at]);
    const position = await chain.read<readonly unknown[]>(Positions, 'positions', [tokenId]);
    const liquidity = (BigInt(position[7] as bigint) * BigInt(Math.round(share * 1e9))) / 1_000_000_000n;
    if (liquidity === 0n) continue;
    const terms = { tokenId, liquidity, amount0Min: 0n, amount1Min: 0n, deadline: maxUint256 };
    await chain.send(Positions, 'decreaseLiquidity', [terms], { from });
    const all = { tokenId, recipient: from, amount0Max: maxUint128, amount1Max: maxUint128 };
    await chain.send(Positions, 'collect', [all], { from });
  }
}

const tokensInOrder = ({ WETH, USDC, wethIsToken0 }: UniswapV3Contracts): readonly [Address, Address] =>
  wethIsToken0 ? [WETH.address, USDC.address] : [USDC.address, WETH.address];

type Order = Pick<UniswapV3Contracts, 'wethIsToken0'>;

/** √(token1 / token0) in base units, Q64.96, at a price in USD per ETH. */
export function sqrtPriceOf({ wethIsToken0 }: Order, price: number): bigint {
  const usdc = parseUnits(price.toFixed(6), 6);
  const weth = parseEther('1');
  return squareRoot(wethIsToken0 ? (usdc << 192n) / weth : (weth << 192n) / usdc);
}

const tickAt = ({ wethIsToken0 }: Order, price: number): number =>
  Math.round(Math.log(wethIsToken0 ? price / 1e12 : 1e12 / price) / Math.log(1.0001));

function squareRoot(value: bigint): bigint {
  let root = value;
  for (let next = (root + 1n) / 2n; next < root; next = (root + value / root) / 2n) root = next;
  return root;
}

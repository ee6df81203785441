import { type Address, maxUint256, parseUnits, zeroAddress } from 'viem';
import { loadArtifact } from '../../src/lab/artifacts.js';
import type { Contract, LabChain } from '../../src/lab/chain.js';
import { maker } from '../../src/lab/perpV2.js';

export interface ListedToken {
  /** `T07`; the pool is `T07/USDC`. */
  symbol: string;
  decimals: number;
  /** USD. */
  price: number;
  token: Contract;
  pool: Address;
}

const FEE = 500;
const SPACING = 10;
/** USD on each side of a pool. */
const DEPTH = 20_000_000;

/** Uniswap V3 with a pool against USDC for each of many tokens, of several decimals and prices from cents to thousands. */
export async function deployPools(chain: LabChain, USDC: Contract, count: number) {
  const { deploy, send, read } = chain;
  const periphery = (path: string) => loadArtifact('@uniswap/v3-periphery', path);
  const Factory = await deploy(loadArtifact('@uniswap/v3-core', 'UniswapV3Factory'));
  const Positions = await deploy(periphery('NonfungiblePositionManager'), [Factory.address, zeroAddress, zeroAddress]);
  const Router = await deploy(periphery('SwapRouter'), [Factory.address, zeroAddress]);
  await send(USDC, 'mint', [maker, parseUnits(String(2 * DEPTH * count), 6)]);
  await send(USDC, 'approve', [Positions.address, maxUint256], { from: maker });
  const listed: ListedToken[] = [];
  for (let i = 1; i <= count; i++) {
    const symbol = `T${String(i).padStart(2, '0')}`;
    const decimals = [18, 8, 6][i % 3] ?? 18;
    const price = Number((0.37 * 1.41 ** (i % 27)).toFixed(4));
    const token = await deploy(loadArtifact('@lyrafinance/protocol', 'test-helpers/TestERC20SetDecimals'), [
      ...[symbol, symbol, decimals],
    ]);
    const isFirst = BigInt(token.address) < BigInt(USDC.address);
    const [token0, token1] = isFirst ? [token.address, USDC.address] : [USDC.address, token.address];
    await send(Factory, 'createPool', [token0, token1, FEE]);
    const pool = {
      address: await read<Address>(Factory, 'getPool', [token0, token1, FEE]),
      abi: loadArtifact('@uniswap/v3-core', 'UniswapV3Pool').abi,
    };
    const [one, dollars] = [10n ** BigInt(decimals), parseUnits(price.toFixed(4), 6)];
    await send(pool, 'initialize', [squareRoot(isFirst ? (dollars << 192n) / one : (one << 192n) / dollars)]);
    await send(pool, 'increaseObservationCardinalityNext', [100]);
    const tokens = parseUnits((DEPTH / price).toFixed(Math.min(decimals, 8)), decimals);
    await send(token, 'mint', [maker, tokens * 2n]);
    await send(token, 'approve', [Positions.address, maxUint256], { from: maker });
    const { tick } = await slotOf(chain, pool);
    const reach = Math.ceil(Math.log(4) / Math.log(1.0001));
    const usable = (at: number) => Math.round(at / SPACING) * SPACING;
    const usdc = parseUnits(String(DEPTH), 6);
    const [amount0Desired, amount1Desired] = isFirst ? [tokens, usdc] : [usdc, tokens];
    const range = { tickLower: usable(tick - reach), tickUpper: usable(tick + reach) };
    const mint = { token0, token1, fee: FEE, ...range, amount0Desired, amount1Desired, amount0Min: 0n, amount1Min: 0n };
    await send(Positions, 'mint', [{ ...mint, recipient: maker, deadline: maxUint256 }], { from: maker });
    listed.push({ symbol, decimals, price, token, pool: pool.address });
  }
  return { router: Router.address, positions: Positions.address, listed };
}

async function slotOf({ read }: LabChain, pool: Contract): Promise<{ tick: number }> {
  const [, tick] = await read<readonly [bigint, number]>(pool, 'slot0');
  return { tick };
}

function squareRoot(value: bigint): bigint {
  let root = value;
  for (let next = (root + 1n) / 2n; next < root; next = (root + value / root) / 2n) root = next;
  return root;
}

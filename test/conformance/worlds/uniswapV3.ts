import { encodeErrorResult, parseAbi, parseEther } from 'viem';
import { createUniswapLab } from '../../../src/lab/uniswapLab.js';
import { drainUniswap } from '../../../src/lab/uniswapV3.js';
import { multicall3Address } from '../../../src/model/multicall3.js';
import { bps, tokenAmount, wad } from '../../../src/model/units.js';
import { uniswapV3 } from '../../../src/venues/uniswap-v3/uniswapV3.js';
import type { VenueWorld, WorldSheet } from '../world.js';

const ether = (quantity: string) => wad(parseEther(quantity));

/** Uniswap V3's own contracts; `token0` tells which way around the pool counts its price. */
export const uniswapV3World = (token0: 'WETH' | 'USDC'): WorldSheet => ({
  name: `uniswap-v3 in the lab, ${token0} first`,
  venue: 'uniswap-v3',
  can: ['spot'],
  hands: ['newAccount', 'moveMarket', 'snapshot', 'drain'],
  async open(): Promise<VenueWorld> {
    const lab = await createUniswapLab({ token0 });
    return {
      chain: { id: lab.chainId, urls: [lab.wsUrl], http: lab.url, multicall3: multicall3Address },
      request: (account) => ({
        ...{ kind: uniswapV3, deployment: lab.venues['uniswap-v3'], account },
        ...{ names: ['WETH/USDC'], tokens: lab.tokens },
      }),
      createAccount: () => lab.createAccount({ USDC: 20_000, WETH: 6 }),
      examples: {
        instrument: () => 'uniswap-v3 WETH/USDC',
        sides: ['Buy', 'Sell'],
        marginSide: 'Sell',
        ...{ open: ether('2.41'), more: ether('0.3'), part: ether('1.1'), tooMuch: ether('100'), risky: ether('4') },
        maxSlippage: bps(100),
        ...{ beyondSlippage: 0.03, ruin: 0 },
        // Nothing is margined.
        deposit: () => null,
        collateral: { add: tokenAmount(0n), remove: tokenAmount(0n) },
        better: { topUp: 1, reduction: 1 },
        boundedApprovals: true,
        severalPositions: false,
        reduceOnlyOnChain: false,
        knownError: {
          data: encodeErrorResult({
            ...{ abi: parseAbi(['error Error(string)']), errorName: 'Error', args: ['Too little received'] },
          }),
          name: 'Too little received',
        },
      },
      tolerances: {
        // To the unit, at the same state.
        ...{ price: 0, fee: 0, wallet: 0, change: 0, quantity: 0 },
        ...{ equity: 0, topUp: 0, reduction: 0, below: 0, marginAt: 0 },
      },
      settle: async () => {},
      patience: 3,
      price: lab.price,
      moveMarket: (price) => lab.moveMarket(price),
      drain: () => drainUniswap(lab.chain, lab.contracts),
      snapshot: lab.snapshot,
      revert: lab.revert,
      stop: lab.stop,
    };
  },
});

import { encodeErrorResult, parseAbi, parseEther, parseUnits } from 'viem';
import { createAaveLab } from '../../../src/lab/aaveLab.js';
import type { AaveToken } from '../../../src/lab/aaveV3.js';
import { multicall3Address } from '../../../src/model/multicall3.js';
import { bps, tokenAmount, wad } from '../../../src/model/units.js';
import { aaveV3 } from '../../../src/venues/aave-v3/aaveV3.js';
import type { VenueWorld, WorldSheet } from '../world.js';

const ether = (quantity: string) => wad(parseEther(quantity));
const weth = (amount: string) => tokenAmount(parseEther(amount));
const usdc = (amount: string) => tokenAmount(parseUnits(amount, 6));

/** Aave V3's own contracts: ether stands for a debt of dollars. */
export const aaveV3World: WorldSheet = {
  name: 'aave-v3 in the lab',
  venue: 'aave-v3',
  can: ['addCollateral', 'removeCollateral', 'borrow'],
  hands: ['newAccount', 'moveMarket', 'liquidate', 'snapshot', 'freeze'],
  async open(): Promise<VenueWorld> {
    const lab = await createAaveLab();
    return {
      chain: { id: lab.chainId, urls: [lab.wsUrl], http: lab.url, multicall3: multicall3Address },
      request: (account) => ({
        ...{ kind: aaveV3, deployment: lab.venues['aave-v3'], account },
        ...{ names: ['WETH', 'USDC', 'sUSD'], tokens: lab.tokens },
      }),
      createAccount: () => lab.createAccount({ WETH: 20, USDC: 10_000 }),
      examples: {
        instrument: () => 'aave-v3 USDC',
        // Nothing is traded.
        sides: [],
        marginSide: 'Sell',
        ...{ open: ether('1'), more: ether('1'), part: ether('0.5'), tooMuch: ether('100'), risky: ether('1') },
        maxSlippage: bps(100),
        ...{ beyondSlippage: 0, ruin: 0.2 },
        deposit: () => null,
        collateral: { add: weth('1.23456789'), remove: weth('0.75') },
        better: { topUp: 1.4, reduction: 1 },
        loan: {
          supplied: { token: 'WETH', decimals: 18, amount: weth('10') },
          borrowed: { token: 'USDC', decimals: 6, amount: usdc('14000.654321') },
          tooMuch: usdc('18000'),
          unknown: 'WBTC',
        },
        boundedApprovals: false,
        severalPositions: false,
        reduceOnlyOnChain: true,
        knownError: {
          data: encodeErrorResult({ abi: parseAbi(['error Error(string)']), errorName: 'Error', args: ['35'] }),
          name: 'HEALTH_FACTOR_LOWER_THAN_LIQUIDATION_THRESHOLD',
        },
      },
      tolerances: {
        // Interest of a few seconds; an average threshold that is cut off to a basis point.
        ...{ equity: 1e-6, wallet: 0, change: 0, quantity: 1e-6, marginAt: 0 },
        ...{ topUp: 1e-3, reduction: 0, below: 1e-6, price: 0, fee: 0 },
      },
      settle: async () => {},
      patience: 3,
      price: lab.price,
      moveMarket: (price) => lab.moveMarket(price),
      liquidate: async (account) => (await lab.liquidate([account])).length,
      async freeze(token, how) {
        await lab.aave.pause(token as AaveToken, how === 'paused');
        await lab.aave.freeze(token as AaveToken, how === 'frozen');
      },
      snapshot: lab.snapshot,
      revert: lab.revert,
      stop: lab.stop,
    };
  },
};

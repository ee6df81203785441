import { encodeErrorResult, parseAbi, parseEther, parseUnits } from 'viem';
import { createLab } from '../../../src/lab/lab.js';
import { multicall3Address } from '../../../src/model/multicall3.js';
import { bps, tokenAmount, wad } from '../../../src/model/units.js';
import { perpV2 } from '../../../src/venues/perp-v2/perpV2.js';
import type { VenueWorld, WorldSheet } from '../world.js';

const ether = (quantity: string) => wad(parseEther(quantity));
const usdc = (amount: string) => tokenAmount(parseUnits(amount, 6));

/** Perpetual Protocol V2's own contracts. */
export const perpV2World: WorldSheet = {
  name: 'perp-v2 in the lab',
  venue: 'perp-v2',
  can: ['trade', 'flip', 'short', 'addCollateral', 'removeCollateral'],
  hands: ['newAccount', 'moveMarket', 'liquidate', 'snapshot'],
  async open(): Promise<VenueWorld> {
    const lab = await createLab();
    return {
      chain: { id: lab.chainId, urls: [lab.wsUrl], http: lab.url, multicall3: multicall3Address },
      request: (account) => ({
        kind: perpV2,
        deployment: lab.venues['perp-v2'],
        account,
        names: ['ETH'],
        tokens: lab.tokens,
      }),
      createAccount: () => lab.createAccount({ USDC: 5_000 }),
      examples: {
        instrument: () => 'perp-v2 ETH',
        sides: ['Buy', 'Sell'],
        marginSide: 'Sell',
        ...{ open: ether('2.41'), more: ether('0.3'), part: ether('1.1'), tooMuch: ether('100'), risky: ether('4') },
        maxSlippage: bps(100),
        ...{ beyondSlippage: 0.03, ruin: 0.15 },
        deposit: ({ venue, marginAccounts: [margin] }) => ({
          ...{ kind: 'addCollateral', venue, marginAccount: margin?.id ?? '', token: 'USDC', decimals: 6 },
          amount: usdc('1000'),
        }),
        collateral: { add: usdc('123.456789'), remove: usdc('100.5') },
        better: { topUp: 1.5, reduction: 1.3 },
        boundedApprovals: false,
        severalPositions: false,
        // ClearingHouse.openPosition knows no reduce-only; only closePosition reverts without a position.
        reduceOnlyOnChain: false,
        knownError: {
          data: encodeErrorResult({ abi: parseAbi(['error Error(string)']), errorName: 'Error', args: ['CH_NEMRFC'] }),
          name: 'CH_NEMRFC',
        },
      },
      tolerances: {
        ...{
          price: 1e-9,
          fee: 1e-9,
          equity: 1e-3,
          wallet: 0,
          topUp: 2e-3,
          reduction: 2e-2,
          below: 1e-4,
          marginAt: 1e-9,
          change: 0,
          quantity: 0,
        },
      },
      settle: async () => {},
      patience: 3,
      price: lab.price,
      moveMarket: (price) => lab.moveMarket(price),
      liquidate: async (account) => (await lab.liquidate([account])).length,
      snapshot: lab.snapshot,
      revert: lab.revert,
      stop: lab.stop,
    };
  },
};

import { encodeErrorResult, parseEther } from 'viem';
import { lyraErrorsAbi } from '../../../abis/lyra.js';
import { createLab } from '../../../src/lab/lab.js';
import { multicall3Address } from '../../../src/model/multicall3.js';
import type { VenueReading } from '../../../src/model/snapshot.js';
import { bps, tokenAmount, wad } from '../../../src/model/units.js';
import { lyra } from '../../../src/venues/lyra/lyra.js';
import type { VenueWorld, WorldSheet } from '../world.js';

const ether = (quantity: string) => wad(parseEther(quantity));
const susd = (amount: string) => tokenAmount(parseEther(amount));

/** The call at 2000 of the nearer board. */
function nearCall({ markets }: VenueReading): string {
  const calls = markets.flatMap(({ instrument }) =>
    instrument.kind === 'option' && instrument.id.endsWith('2000-C') ? [instrument] : [],
  );
  const [near] = calls.sort((a, b) => a.expiry - b.expiry);
  if (!near) throw new Error('no call at 2000 is listed');
  return near.id;
}

/** Lyra Avalon's own contracts. */
export const lyraWorld: WorldSheet = {
  name: 'lyra in the lab',
  venue: 'lyra',
  can: ['trade', 'short', 'addCollateral', 'removeCollateral', 'transfer'],
  hands: ['newAccount', 'moveMarket', 'liquidate', 'snapshot'],
  async open(): Promise<VenueWorld> {
    const lab = await createLab();
    return {
      chain: { id: lab.chainId, urls: [lab.wsUrl], http: lab.url, multicall3: multicall3Address },
      request: (account) => ({
        ...{ kind: lyra, deployment: lab.venues.lyra, account, names: ['ETH'], tokens: lab.tokens },
      }),
      createAccount: () => lab.createAccount({ sUSD: 10_000 }),
      examples: {
        instrument: nearCall,
        sides: ['Buy', 'Sell'],
        marginSide: 'Sell',
        ...{ open: ether('3'), more: ether('0.5'), part: ether('1.25'), tooMuch: ether('5000'), risky: ether('3') },
        maxSlippage: bps(500),
        // An option moves by many times what its underlying does.
        ...{ beyondSlippage: 0.04, ruin: 0.6 },
        deposit: () => null,
        collateral: { add: susd('123.456'), remove: susd('61.7') },
        better: { topUp: 1.3, reduction: 1.2 },
        boundedApprovals: true,
        severalPositions: true,
        // closePosition closes the position it names, and reverts when that is gone.
        reduceOnlyOnChain: true,
        knownError: {
          data: encodeErrorResult({
            abi: lyraErrorsAbi,
            errorName: 'TotalCostOutsideOfSpecifiedBounds',
            args: ['0x0000000000000000000000000000000000000001', 3n, 1n, 2n],
          }),
          name: 'TotalCostOutsideOfSpecifiedBounds',
        },
      },
      tolerances: {
        ...{
          price: 1e-3,
          fee: 2e-2,
          equity: 5e-3,
          wallet: 1e-3,
          topUp: 2e-2,
          reduction: 2e-2,
          below: 5e-3,
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

import customErrorsAbi from '@gmx-io/sdk/abis/CustomErrors';
import { encodeErrorResult, parseEther, parseUnits } from 'viem';
import { createGmxLab } from '../../../src/lab/gmx/gmxLab.js';
import { multicall3Address } from '../../../src/model/multicall3.js';
import { bps, tokenAmount, wad } from '../../../src/model/units.js';
import { gmxDeployment } from '../../../src/venues/gmx-v2/deployment.js';
import { gmxV2 } from '../../../src/venues/gmx-v2/gmxV2.js';
import type { Ability, Examples, VenueWorld, WorldSheet } from '../world.js';

const ether = (quantity: string) => wad(parseEther(quantity));
const usdc = (amount: string) => tokenAmount(parseUnits(amount, 6));

export const gmxAbilities: readonly Ability[] = [
  ...(['trade', 'flip', 'short', 'addCollateral', 'removeCollateral'] as const),
  ...(['rest', 'replace', 'cancel', 'claim', 'twoStep'] as const),
];

/** What holds of GMX V2 wherever it is. */
export const gmxExamples: Pick<
  Examples,
  | 'instrument'
  | 'sides'
  | 'marginSide'
  | 'deposit'
  | 'boundedApprovals'
  | 'severalPositions'
  | 'reduceOnlyOnChain'
  | 'knownError'
> = {
  instrument: () => 'gmx-v2 ETH/USD',
  sides: ['Buy', 'Sell'],
  marginSide: 'Sell',
  deposit: () => null,
  boundedApprovals: false,
  severalPositions: true,
  // A decrease order names its position, and is cancelled without one.
  reduceOnlyOnChain: true,
  knownError: {
    data: encodeErrorResult({
      abi: customErrorsAbi,
      errorName: 'OrderNotFulfillableAtAcceptablePrice',
      args: [2_000n, 1_990n],
    }),
    name: 'OrderNotFulfillableAtAcceptablePrice',
  },
};

/** The lab's stand-in of GMX V2; its keeper acts when the suite lets it. */
export const gmxLabWorld: WorldSheet = {
  name: 'gmx-v2 in the lab',
  venue: 'gmx-v2',
  can: gmxAbilities,
  hands: ['newAccount', 'moveMarket', 'liquidate', 'snapshot', 'owe', 'holdKeeper', 'passTime'],
  async open(): Promise<VenueWorld> {
    const lab = await createGmxLab();
    const deployment = gmxDeployment.parse(lab.venues['gmx-v2']);
    return {
      chain: { id: lab.chainId, urls: [lab.wsUrl], http: lab.url, multicall3: multicall3Address },
      request: (account) => ({ kind: gmxV2, deployment, account, names: ['ETH/USD'], tokens: lab.tokens }),
      createAccount: () => lab.createAccount({ USDC: 20_000 }),
      examples: {
        ...gmxExamples,
        ...{ open: ether('2.41'), more: ether('0.3'), part: ether('1.1'), tooMuch: ether('10000'), risky: ether('2') },
        ...{ maxSlippage: bps(50), beyondSlippage: 0.01, ruin: 0.22, leverage: 5 },
        collateral: { add: usdc('123.456789'), remove: usdc('100.5') },
        better: { topUp: 1.5, reduction: 1.3 },
      },
      tolerances: {
        ...{ price: 1e-9, fee: 1e-6, equity: 1e-6, wallet: 1e-9, topUp: 1e-4, reduction: 1e-4, below: 1e-9 },
        ...{ marginAt: 1e-9, change: 1e-12, quantity: 1e-12 },
      },
      settle: async () => void (await lab.keeper.executeAll()),
      patience: 3,
      price: async () => lab.price(),
      moveMarket: (price) => lab.moveMarket(price),
      liquidate: async (account) => (await lab.liquidate(account)).length,
      owe: (account) => lab.controls.creditFunding(account, { USDC: 12_345_678n, WETH: 10n ** 16n }),
      // REQUEST_EXPIRATION_TIME of the lab's parameters is 300.
      passTime: () => lab.advance(301),
      snapshot: lab.snapshot,
      revert: lab.revert,
      stop: lab.stop,
    };
  },
};

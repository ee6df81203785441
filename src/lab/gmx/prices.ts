import { parseUnits } from 'viem';
import type { LabCall, LabChain } from '../chain.js';
import type { DeployedGmx } from './contracts.js';

/** What one ether is worth in the lab's world. */
export interface MarketPrice {
  /** USD, the middle. */
  price: number;
  /** Between the min and the max that keepers execute at, as a share of the price; 0 when they are one. */
  spread: number;
}

/** A token's two prices as the contracts take them: USD with 30 decimals per smallest unit. */
export interface TokenPrice {
  min: bigint;
  max: bigint;
}

export interface LabPrices {
  ETH: TokenPrice;
  USDC: TokenPrice;
}

/** 18 decimals of the token leave 12 for the price. */
export const ethPrice = (usd: number): bigint => parseUnits(usd.toFixed(8), 12);

export const labPrices = ({ price, spread }: MarketPrice): LabPrices => ({
  ETH: { min: ethPrice(price * (1 - spread / 2)), max: ethPrice(price * (1 + spread / 2)) },
  USDC: { min: 10n ** 24n, max: 10n ** 24n },
});

/** Both feeds at `at`, Unix seconds. */
export const feedAnswers = ({ ethFeed, usdcFeed }: DeployedGmx, price: number, at: number): LabCall[] => [
  [ethFeed, 'setAnswer', [parseUnits(price.toFixed(8), 8), at, at]],
  [usdcFeed, 'setAnswer', [10n ** 8n, at, at]],
];

export const sequencerAnswer = ({ sequencerFeed }: DeployedGmx, isUp: boolean, since: number): LabCall => [
  sequencerFeed,
  'setAnswer',
  [isUp ? 0n : 1n, since, since],
];

/** The feeds, and how they can be made to disagree with the market. */
export interface GmxFeeds {
  ETH: `0x${string}`;
  USDC: `0x${string}`;
  sequencer: `0x${string}`;
  /** Until the market moves again; `updatedAt` is now on the chain's clock unless told. */
  answer(token: 'ETH' | 'USDC', price: number, updatedAt?: number): Promise<void>;
  /** `since` is now unless told. */
  sequencerIs(state: 'up' | 'down', since?: number): Promise<void>;
}

export const createFeeds = (chain: LabChain, gmx: DeployedGmx): GmxFeeds => ({
  ETH: gmx.ethFeed.address,
  USDC: gmx.usdcFeed.address,
  sequencer: gmx.sequencerFeed.address,
  async answer(token, price, updatedAt) {
    const at = updatedAt ?? (await chain.now());
    await chain.send(token === 'ETH' ? gmx.ethFeed : gmx.usdcFeed, 'setAnswer', [
      parseUnits(price.toFixed(8), 8),
      at,
      at,
    ]);
  },
  async sequencerIs(state, since) {
    await chain.send(...sequencerAnswer(gmx, state === 'up', since ?? (await chain.now())));
  },
});

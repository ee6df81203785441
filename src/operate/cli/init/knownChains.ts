import type { Address } from 'viem';
import type { VenueId } from '../../../model/instrument.js';

/** A token as ballast.yaml declares it. */
export interface TokenEntry {
  address: Address;
  decimals: number;
  underlying?: string;
}

/** What `ballast init` writes of a chain before anybody has changed it. */
export interface ChainTemplate {
  /** The name that strategies use. */
  name: string;
  id: number;
  gasToken: string;
  /** Chainlink's sequencer uptime feed, where the chain is a rollup. */
  sequencer?: Address;
  tokens: Readonly<Record<string, TokenEntry>>;
  /** As ballast.yaml declares them; `wallet` needs no entry. */
  venues: Readonly<Record<VenueId, object>>;
}

/** Chains whose addresses nobody need look up. `ballast check` asks each address for its code all the same. */
export const knownChains: readonly ChainTemplate[] = [
  {
    name: 'arbitrum',
    id: 42161,
    gasToken: 'ETH',
    sequencer: '0xFdB631F5EE196F0ed6FAa767959853A9F217697D',
    tokens: {
      USDC: { address: '0xaf88d065e77c8cC2239327C5EDb3A432268e5831', decimals: 6 },
      WETH: { address: '0x82aF49447D8a07e3bd95BD0d56f35241523fBab1', decimals: 18, underlying: 'ETH' },
      WBTC: { address: '0x2f2a2543B76A4166549F7aaB2e75Bef0aefC5B0f', decimals: 8, underlying: 'BTC' },
    },
    venues: {
      'gmx-v2': { release: 'v2.2c' },
      'aave-v3': { pool: '0x794a61358D6845594F94dc1DB02A252b5b4814aD' },
      'uniswap-v3': {
        router: '0xE592427A0AEce92De3Edee1F18E0157C05861564',
        positions: '0xC36442b4a4522E871399CD717aBDD847Ab11FE88',
        pools: { 'WETH/USDC': '0xC6962004f452bE9203591991D15f6b388e09E8D0' },
      },
    },
  },
  {
    name: 'ethereum',
    id: 1,
    gasToken: 'ETH',
    tokens: {
      USDC: { address: '0xA0b86991c6218b36c1d19D4a2e9Eb0cE3606eB48', decimals: 6 },
      WETH: { address: '0xC02aaA39b223FE8D0A0e5C4F27eAD9083C756Cc2', decimals: 18, underlying: 'ETH' },
      WBTC: { address: '0x2260FAC5E5542a773Aa44fBCfeDf7C193bc2C599', decimals: 8, underlying: 'BTC' },
    },
    venues: {
      'aave-v3': { pool: '0x87870Bca3F3fD6335C3F4ce8392D69350B4fA4E2' },
      'uniswap-v3': {
        router: '0xE592427A0AEce92De3Edee1F18E0157C05861564',
        positions: '0xC36442b4a4522E871399CD717aBDD847Ab11FE88',
        pools: { 'WETH/USDC': '0x88e6A0c2dDD26FEEb64F039a2c41296FcB3f5640' },
      },
    },
  },
];

import type { Address } from 'viem';
import { isAddress } from 'viem';
import { z } from 'zod';
import { pairPattern } from './names.js';

/** What an operator states of a Uniswap V3 deployment; tokens, fees and the factory are found from the pools. */
export interface UniswapV3Deployment {
  /** SwapRouter of v3-periphery. */
  router: Address;
  /** NonfungiblePositionManager; without it no liquidity is read. */
  positions?: Address | undefined;
  /** By the pair as operators name it: `WETH/USDC`, the base first. */
  pools: Record<string, Address>;
  /** Price feeds in USD by the base's symbol. */
  oracles?: Record<string, OracleDeployment> | undefined;
}

export interface OracleDeployment {
  feed: Address;
  /** Seconds; an older answer is not used. */
  maxAge: number;
}

const address = z.custom<Address>(
  (value) => typeof value === 'string' && isAddress(value, { strict: false }),
  'must be an address: 0x and 40 hexadecimal digits',
);

export const uniswapV3Deployment: z.ZodType<UniswapV3Deployment> = z.strictObject({
  router: address.meta({ description: 'SwapRouter of v3-periphery (not SwapRouter02)' }),
  positions: address
    .optional()
    .meta({ description: 'NonfungiblePositionManager: its liquidity positions are read where it is named' }),
  pools: z
    .record(z.string().regex(pairPattern, 'a pool is named by two token symbols, the base first: WETH/USDC'), address)
    .refine((pools) => Object.keys(pools).length > 0, 'must name at least one pool')
    .meta({ description: 'Each pool by its pair: WETH/USDC, or WETH/USDC-3000 for another pool of the same pair' }),
  oracles: z
    .record(
      z.string(),
      z.strictObject({
        feed: address.meta({ description: 'A feed of the price in USD that answers as Chainlink does' }),
        maxAge: z
          .number()
          .int()
          .positive()
          .meta({ description: 'Seconds after which an answer is too old: its heartbeat and some' }),
      }),
    )
    .optional()
    .meta({ description: 'Price feeds by the symbol of the base token; else the average of the pool itself is used' }),
});

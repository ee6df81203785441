import type { Address } from 'viem';
import { z } from 'zod';
import { addressField } from '../../config/fields.js';
import type { GmxPriceSettings } from './prices/settings.js';
import { gmxPriceSettings } from './prices/settings.js';
import type { GmxContracts, ReleaseName } from './releases/release.js';

/** What an operator states of GMX V2. */
export interface GmxDeployment {
  /** Addresses and ABIs, pinned as one unit. */
  release: ReleaseName;
  /** Market tokens by name: `ETH/USD`. */
  markets: Record<string, Address>;
  prices: GmxPriceSettings;
  /** By token, where the chain does not tell. */
  decimals: Record<Address, number>;
  /** Of a chain that is not Arbitrum. */
  local?: LocalDeployment | undefined;
}

/** Where a chain of one's own has what Arbitrum has elsewhere. */
export interface LocalDeployment {
  chainId: number;
  contracts: Partial<GmxContracts>;
  wrappedNative: Address;
  sequencerFeed: Address | null;
}

/** The markets that an operator need not look up, on Arbitrum. */
export const arbitrumMarkets: Readonly<Record<string, Address>> = {
  'ETH/USD': '0x70d95587d40A2caf56bd97485aB3Eec10Bee6336',
  'BTC/USD': '0x47c031236e19d024b42f8AE6780E44A573170703',
};

export const arbitrumWeth: Address = '0x82aF49447D8a07e3bd95BD0d56f35241523fBab1';

const contract = addressField('A contract of GMX V2').optional();

const contracts = z
  .strictObject({
    exchangeRouter: contract,
    reader: contract,
    orderHandler: contract,
    dataStore: contract,
    eventEmitter: contract,
    router: contract,
    orderVault: contract,
    roleStore: contract,
    referralStorage: contract,
  })
  // An absent address is the release's own.
  .transform((stated) => Object.fromEntries(Object.entries(stated).filter(([, address]) => address !== undefined)));

const local: z.ZodType<LocalDeployment> = z
  .strictObject({
    chainId: z.int().positive().meta({ description: "The chain's id" }),
    contracts,
    wrappedNative: addressField('The token that ETH is wrapped in'),
    sequencerFeed: addressField("Chainlink's feed of the sequencer's uptime").nullable().prefault(null),
  })
  .meta({
    description:
      'Only for a chain of your own: its `chainId`, the `contracts` that are elsewhere than the release has them, `wrappedNative` and, if it has one, `sequencerFeed`',
  });

export const gmxDeployment: z.ZodType<GmxDeployment> = z.strictObject({
  release: z.enum(['v2.2b', 'v2.2c']).meta({
    description: 'Which contracts: v2.2c is production on Arbitrum since July 2026, v2.2b the one before',
    examples: ['v2.2c'],
  }),
  markets: z
    .record(
      z.string().regex(/^[A-Za-z0-9.]+\/[A-Za-z0-9.]+$/, 'a market is named by its index and its currency: ETH/USD'),
      addressField("A market's token (GM token)"),
    )
    .refine((markets) => Object.keys(markets).length > 0, 'must name at least one market')
    .prefault({ ...arbitrumMarkets })
    .meta({ description: 'Market tokens by name: `ETH/USD`' }),
  prices: gmxPriceSettings,
  decimals: z
    .record(addressField('A token'), z.int().min(0).max(36))
    .prefault({})
    .meta({ description: 'Of index tokens that no contract tells the decimals of, by address' }),
  local: local.optional(),
});

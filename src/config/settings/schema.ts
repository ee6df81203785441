import { z } from 'zod';
import { multicall3Address } from '../../model/multicall3.js';
import { addressField, countField, durationField, numberField, scalar, wordField } from '../fields.js';
import { type JsonSchema, jsonSchemaOf } from '../jsonSchema.js';
import type { Parsed, Written } from '../quantities.js';

/** A URL; what is wrong is said without repeating it, for it may carry a key. */
function parseEndpoint(written: Written): Parsed<string> {
  const text = String(written).trim();
  const mend = 'write a URL that begins with wss://, ws://, https:// or http://';
  if (!URL.canParse(text)) return { message: 'the endpoint is not a URL', mend };
  const { protocol } = new URL(text);
  if (['ws:', 'wss:', 'http:', 'https:'].includes(protocol)) return { value: text };
  return { message: `an endpoint cannot be reached by ${protocol}`, mend };
}

const endpoint = scalar(parseEndpoint, {
  describe: 'WebSocket gives blocks at once, HTTP is polled',
  examples: ['wss://arbitrum.example.com/key'],
});

export const tokenShape = {
  address: addressField('The ERC-20 contract'),
  decimals: numberField(
    { describe: 'As the contract says', examples: [6, 18] },
    (value) => Number.isInteger(value) && value >= 0 && value <= 36,
    'is not a number of decimals: 0 to 36',
  ),
  underlying: wordField({ describe: 'What its price follows; left out for a US dollar', examples: ['ETH'] }).optional(),
};

export const chainShape = {
  id: countField('What `eth_chainId` must answer', 1, 42161),
  endpoints: z
    .union([endpoint, z.array(endpoint).min(1)], { error: 'a URL or a list of URLs is wanted' })
    .meta({ description: 'RPC endpoints, the preferred first', written: [['wss://arbitrum.example.com/key']] }),
  confirmations: countField('Blocks after which a mined transaction is final', 1, 2).prefault(2),
  gasToken: wordField({ describe: 'The token that gas is paid in', examples: ['ETH'] }).prefault('ETH'),
  multicall3: addressField('The Multicall3 contract; the default is its address on nearly every chain').prefault(
    multicall3Address,
  ),
  tokens: z
    .record(z.string(), z.strictObject(tokenShape))
    .prefault({})
    .meta({ description: 'Tokens by symbol: what `wallet` may watch and collateral may come from' }),
  venues: z
    .record(z.string(), z.unknown())
    .prefault({})
    .meta({ description: 'Deployments by venue, each as the venue documents; `wallet` needs no entry' }),
};

export const ledgerShape = {
  file: wordField({ describe: 'The SQLite database', examples: ['ballast.db'] }, /^.+$/).prefault('ballast.db'),
  keep: durationField('How long whole snapshots are kept; decisions, orders and fills always are', '30d').prefault(
    '30d',
  ),
  sampleEvery: durationField('How often a tick that decided nothing is recorded', '10s').prefault('10s'),
};

export const keyShape = {
  account: addressField('Whose key it is'),
  keystore: wordField({ describe: 'The encrypted keystore (`ballast keys`)', examples: ['./keys/book.json'] }, /^.+$/),
  passwordFile: wordField(
    { describe: 'A file with its password; chmod 600', examples: ['./keys/book.password'] },
    /^.+$/,
  ),
};

export const settingsFields = {
  chains: z
    .record(z.string(), z.strictObject(chainShape))
    .meta({ description: 'Chains by the name that strategies use' }),
  ledger: z.strictObject(ledgerShape).prefault({}).meta({ description: 'The database of everything' }),
  keys: z
    .array(z.strictObject(keyShape))
    .prefault([])
    .meta({ description: 'Where the keys of accounts are; only `mode: live` needs one' }),
};

/** JSON Schema of ballast.yaml, for the reference. */
export const settingsJsonSchema = (): JsonSchema => jsonSchemaOf(z.strictObject(settingsFields));

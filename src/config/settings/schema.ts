import { z } from 'zod';
import { multicall3Address } from '../../model/multicall3.js';
import {
  addressField,
  countField,
  durationField,
  gasField,
  numberField,
  scalar,
  usdField,
  wordField,
} from '../fields.js';
import { type JsonSchema, jsonSchemaOf } from '../jsonSchema.js';
import type { Parsed, Written } from '../quantities.js';
import { statedOf } from '../strategy/boundField.js';
import { aboveShape } from '../strategy/standingSchema.js';
import { alertsShape } from './alertsSchema.js';
import { backupShape } from './backupSchema.js';
import { consoleShape } from './consoleSchema.js';
import { metricsShape } from './metricsSchema.js';
import { telegramShape } from './telegramSchema.js';

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

/** As an endpoint, but only what one request and one answer can do. */
function parseRemote(written: Written): Parsed<string> {
  const text = String(written).trim();
  const mend = 'write a URL that begins with https:// or http://';
  if (!URL.canParse(text)) return { message: 'the remote signer is not a URL', mend };
  const { protocol } = new URL(text);
  if (protocol === 'http:' || protocol === 'https:') return { value: text };
  return { message: `a remote signer cannot be reached by ${protocol}`, mend };
}

export const tokenShape = {
  address: addressField('The ERC-20 contract'),
  decimals: numberField(
    { describe: 'As the contract says', examples: [6, 18] },
    (value) => Number.isInteger(value) && value >= 0 && value <= 36,
    'is not a number of decimals: 0 to 36',
  ),
  underlying: wordField({ describe: 'What its price follows; left out for a US dollar', examples: ['ETH'] }).optional(),
};

export const sequencerShape = {
  feed: addressField("Chainlink's L2 sequencer uptime feed of the chain"),
  grace: durationField('How long no new risk is taken once the sequencer has come back', '1h').prefault('1h'),
};

export const chainShape = {
  id: countField('What `eth_chainId` must answer', 1, 42161),
  endpoints: z
    .union([endpoint, z.array(endpoint).min(1)], { error: 'a URL or a list of URLs is wanted' })
    .meta({ description: 'RPC endpoints, the preferred first', written: [['wss://arbitrum.example.com/key']] }),
  confirmations: countField('Blocks that make a mined transaction final, its own included', 1, 2).prefault(2),
  headAge: durationField(
    'A newest block older than this, against the clock, is stale: its endpoint is left for another, and no new risk is taken where all are',
    '60s',
  ).prefault('60s'),
  gasToken: wordField({ describe: 'The token that gas is paid in', examples: ['ETH'] }).prefault('ETH'),
  multicall3: addressField('The Multicall3 contract; the default is its address on nearly every chain').prefault(
    multicall3Address,
  ),
  sequencer: z
    .strictObject(sequencerShape)
    .optional()
    .meta({
      description:
        'Of a rollup: while its sequencer is down, and for the grace after it, no new risk is taken; not looked at where it is left out',
      written: [{ feed: '0xFdB631F5EE196F0ed6FAa767959853A9F217697D', grace: '1h' }],
    }),
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

const budget = (of: string) =>
  z
    .strictObject({
      notional: usdField(`Most USD that ${of} may add to what is at risk`, '50_000 usd').optional(),
      gas: gasField(`Most that ${of} may cost: gas at the price that is signed, and what keepers are paid`).optional(),
    })
    .optional()
    .meta({ description: `What ${of} may do at most`, written: [{ notional: '50_000 usd', gas: '0.02 eth' }] });

const policyShape = {
  profile: z
    .enum(['trade', 'reduceOnly'])
    .optional()
    .meta({
      description: '`trade` by default; with `reduceOnly` nothing that may add risk is ever signed',
      written: ['reduceOnly'],
    }),
  transaction: budget('one transaction'),
  day: budget('any 24 hours'),
  transfersTo: z
    .array(addressField('An account of `keys:`'))
    .optional()
    .meta({
      description:
        'The accounts of `keys:` that this key may give tokens and positions to, where an order says so; none by default',
      written: [['0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266']],
    }),
};

export const keyShape = {
  account: addressField('Whose key it is'),
  keystore: wordField(
    { describe: 'The encrypted keystore (`ballast keys` makes one); or `remote`', examples: ['./keys/book.json'] },
    /^.+$/,
  ).optional(),
  passwordFile: wordField(
    { describe: "A file with the keystore's password; chmod 600", examples: ['./keys/book.password'] },
    /^.+$/,
  ).optional(),
  credential: wordField(
    {
      describe:
        "Instead of `passwordFile`: the name of a systemd credential (`LoadCredential=`) with the keystore's password",
      examples: ['book-password'],
    },
    /^(?!\.)[\w.-]{1,255}$/,
    'is not the name of a credential: letters, digits, - _ and .',
  ).optional(),
  prompt: z
    .boolean({ error: 'true or false is wanted' })
    .optional()
    .meta({
      description: 'Instead of `passwordFile`: the password is asked for on the terminal at start',
      written: [true],
    }),
  remote: scalar(parseRemote, {
    describe:
      'Instead of `keystore`: the URL of a remote signer (JSON-RPC `eth_signTransaction`, as web3signer has it)',
    examples: ['http://127.0.0.1:9000'],
  }).optional(),
  policy: z
    .strictObject(policyShape)
    .optional()
    .meta({
      description: "What the key may sign at most; what is left out is taken from the strategy's `limits`",
      written: [{ transaction: { notional: '50_000 usd' }, day: { gas: '0.05 eth' } }],
    }),
};

export const accountShape = {
  account: addressField('Whose limits they are'),
  limits: z
    .strictObject(aboveShape)
    .transform(statedOf)
    .meta({ description: 'As those of everybody', written: [{ gross: '500_000 usd' }] }),
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
  limits: z
    .strictObject(aboveShape)
    .transform(statedOf)
    .optional()
    .meta({
      description: 'What all live books together may not exceed, above every strategy and account',
      written: [{ gross: '2_000_000 usd', day: { loss: '50_000 usd' } }],
    }),
  accounts: z
    .array(z.strictObject(accountShape))
    .optional()
    .meta({ description: 'What all books of an account may not exceed together' }),
  alerts: z.strictObject(alertsShape).optional().meta({
    description:
      'Who is told of alerts, and how: docs/alerting.md. Left out: `ballast alerts` shows them, nobody is told',
  }),
  telegram: z.strictObject(telegramShape).optional().meta({
    description: 'Remote control by a Telegram bot: docs/telegram.md. Left out: there is none',
  }),
  backup: z.strictObject(backupShape).optional().meta({
    description: 'Backups that the daemon makes by itself: docs/backup.md. Left out: `ballast backup` makes them',
  }),
  metrics: z.strictObject(metricsShape).optional().meta({
    description:
      'Where Prometheus and watchers of health ask: docs/monitoring.md. Left out: nowhere but on the console',
  }),
  console: z.strictObject(consoleShape).optional().meta({
    description: 'The web page and the HTTP API of the daemon: docs/console.md. Left out: it listens on no port',
  }),
};

/** JSON Schema of ballast.yaml, for the reference. */
export const settingsJsonSchema = (): JsonSchema => jsonSchemaOf(z.strictObject(settingsFields));

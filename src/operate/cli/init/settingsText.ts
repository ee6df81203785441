import type { Address } from 'viem';
import { stringify } from 'yaml';
import type { ChainTemplate } from './knownChains.js';

/** What `.env` calls an endpoint: `RPC_URL`, `RPC_URL_2`. */
export const endpointVariable = (index: number): string => (index === 0 ? 'RPC_URL' : `RPC_URL_${index + 1}`);

export interface SettingsTextOptions {
  chain: ChainTemplate;
  endpoints: number;
  account: Address;
}

/** ballast.yaml of one chain. What may be secret is not in it: it names variables. */
export function settingsText({ chain, endpoints, account }: SettingsTextOptions): string {
  const { name, id, gasToken, sequencer, tokens, venues } = chain;
  const urls = Array.from({ length: endpoints }, (_, i) => `      - \${${endpointVariable(i)}}`);
  return [
    '# The chains and what is deployed on them, the ledger, and where keys are; what to do stands in strategies/.',
    '# $' +
      '{NAME} is taken from the environment or .env. Every key: docs/strategy.md. More to choose from: ballast.example.yaml.',
    '',
    'chains:',
    `  ${name}:`,
    `    id: ${id}`,
    '    endpoints:                           # the preferred first; live trading wants two of different providers',
    ...urls,
    `    gasToken: ${gasToken}`,
    ...(sequencer
      ? [
          '    sequencer:                           # while it is down, and for an hour after, no new risk is taken',
          `      feed: "${sequencer}"`,
        ]
      : []),
    ...section('tokens', tokenLines(tokens), 'dollars, where no `underlying` is stated'),
    ...section('venues', venueLines(venues), '`wallet` needs no entry'),
    '',
    'ledger:',
    '  file: ballast.db                       # beside this file',
    '  keep: 30d                              # whole snapshots; decisions, orders and fills are kept for ever',
    '  sampleEvery: 10s                       # how often a quiet tick is recorded',
    '',
    '# Only `mode: live` needs a key: `ballast keys new keys/book.json --password-file keys/book.password`',
    '# keys:',
    `#   - account: "${account}"`,
    '#     keystore: keys/book.json',
    '#     passwordFile: keys/book.password   # chmod 600',
    '',
    '# The web page and the API of the daemon: docs/console.md. `ballast token new YOU admin --to console.tokens` lets you in.',
    '# console:',
    '#   listen: 127.0.0.1:8420',
    '#   tokens: ./console.tokens',
    '',
    '# Alerts to Telegram, Discord, Slack, mail or your own server, remote control by Telegram, metrics, backups: ballast.example.yaml.',
    '',
  ].join('\n');
}

function section(key: string, lines: readonly string[], note: string): string[] {
  return lines.length === 0
    ? []
    : ['', `${`    ${key}:`.padEnd(41)}# ${note}`, ...lines.map((line) => `      ${line}`)];
}

/** A line each. */
const tokenLines = (tokens: ChainTemplate['tokens']): string[] =>
  Object.entries(tokens).map(
    ([symbol, token]) => `${symbol}: ${stringify(token, { collectionStyle: 'flow', lineWidth: 0 }).trim()}`,
  );

const venueLines = (venues: ChainTemplate['venues']): string[] =>
  Object.keys(venues).length === 0 ? [] : stringify(venues, { lineWidth: 0 }).trimEnd().split('\n');

/** .env with what the files name. URLs may carry a provider's key, so this file is for its owner alone. */
export function envText({ endpoints, account }: { endpoints: readonly string[]; account: Address }): string {
  return [
    '# Read at start; what is set in the environment wins. It may hold keys of providers: leave it at mode 600.',
    '',
    ...endpoints.map((url, i) => `${endpointVariable(i)}=${quoted(url)}`),
    `BOOK_ACCOUNT=${account}`,
    '',
  ].join('\n');
}

/** As Node reads it back; a URL has no line's end, and no quote that is not escaped. */
const quoted = (value: string): string => (/["'#\s\\]/.test(value) ? `'${value.replaceAll("'", '%27')}'` : value);

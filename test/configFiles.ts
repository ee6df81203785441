import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach } from 'vitest';
import { z } from 'zod';
import { ConfigError } from '../src/config/configError.js';
import { loadConfig } from '../src/config/loadConfig.js';
import { done } from '../src/model/reading.js';
import { accountsOf, underlyingOf } from '../src/venues/gmx-v2/names.js';
import { type VenueKind, VenueReadError } from '../src/venues/venue.js';

/** Good files of an operator, in a folder of their own for each test, to be spoilt one way at a time. */

const address = z.custom<string>((value) => typeof value === 'string' && value.startsWith('0x'), 'must be an address');

const kind = (id: string, main: string, more: Partial<VenueKind> = {}): VenueKind => ({
  id,
  deployment: z.strictObject({ [main]: address, markets: z.record(z.string(), address) }),
  contracts: () => [],
  names: (deployment) => Object.keys((deployment as { markets: object }).markets),
  open: () => {
    throw new VenueReadError('not in these tests');
  },
  ...more,
});

export const kinds: VenueKind[] = [
  kind('lyra', 'viewer'),
  kind('perp-v2', 'clearingHouse', { perpetuals: (name) => name }),
  kind('gmx-v2', 'reader', { perpetuals: underlyingOf, rests: true, accounts: accountsOf }),
  kind('uniswap-v3', 'router', { spots: (name, tokens) => tokens[name.split('/')[0] ?? '']?.underlying ?? null }),
  kind('aave-v3', 'pool', {
    accounts: () => ({ isOne: (account) => account === 'account', like: 'account' }),
    loans: (name, tokens) => tokens[name]?.underlying ?? null,
  }),
  kind('wallet', '', { deployment: z.strictObject({}), names: () => [], open: () => done(undefined as never) }),
];

export const book = '0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266';
export const other = (digit: string) => `0x${digit.repeat(40)}`;

export const goodSettings = `chains:
  lab:
    id: 31337
    endpoints: [ws://127.0.0.1:8545]
    tokens:
      USDC: { address: ${other('1')}, decimals: 6 }
      sUSD: { address: ${other('2')}, decimals: 18 }
      sETH: { address: ${other('3')}, decimals: 18, underlying: ETH }
    venues:
      lyra: { viewer: ${other('4')}, markets: { ETH: ${other('5')} } }
      perp-v2:
        clearingHouse: ${other('6')}
        markets: { ETH: ${other('7')}, BTC: ${other('8')} }
keys:
  - { account: ${book}, keystore: keys/book.json, passwordFile: keys/book.password }
`;

export const goodStrategy = `name: eth-book
chain: lab
account: \${BOOK_ACCOUNT}
watch:
  - lyra: ETH
  - perp-v2: [ETH]
  - wallet: [USDC, sUSD]
rules:
  - hedge: ETH
    when: abs(delta) > 1.5 and gas < 2
    on: perp-v2 ETH
    maxSlippage: 30bps
    cooldown: 2m
    minimum: 0.05
  - topUp: perp-v2 *
    when: health < 1.3
    to: 1.8
    from: wallet USDC
  - name: smaller
    deleverage: lyra *
    when: health < 1.12
    to: 1.4
limits:
  order: 50_000 usd
  day: { turnover: 500_000 usd, orders: 60, gas: 0.05 eth }
`;

/** ballast.yaml with one section more, written from the first column on. */
export const withSection = (name: string, text: string): string =>
  `${goodSettings}${name}:\n${text.replace(/^/gm, '  ')}\n`;

export let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'ballast-config-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

interface Given {
  settings?: string;
  strategies?: readonly string[];
  env?: Record<string, string>;
}

export function load({ settings = goodSettings, strategies = [goodStrategy], env = {} }: Given) {
  const settingsFile = join(folder, 'ballast.yaml');
  writeFileSync(settingsFile, settings);
  const strategyFiles = strategies.map((text, index) => {
    const file = join(folder, `${index}.yaml`);
    writeFileSync(file, text);
    return file;
  });
  return loadConfig({ settingsFile, strategyFiles, env: { BOOK_ACCOUNT: book, ...env }, kinds });
}

export function failure(given: Given): ConfigError {
  try {
    load(given);
  } catch (error) {
    if (error instanceof ConfigError) return error;
    throw error;
  }
  throw new Error('loaded without a problem');
}

/** `line:column path message` of each problem. */
export const said = (given: Given): string[] =>
  failure(given).problems.map(({ line, column, path, message }) => `${line}:${column} ${path} ${message}`);

/** A text with one thing changed; the change must change something. */
export function but(text: string, from: string, to: string): string {
  if (!text.includes(from)) throw new Error(`no ${from} in the text`);
  return text.replace(from, () => to);
}

/** `path message` of each problem with ballast.yaml, without where in the file it stands. */
export const saidOfSettings = (settings: string): string[] =>
  said({ settings }).map((line) => line.replace(/^\d+:\d+ /, ''));

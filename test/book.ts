import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Address } from 'viem';
import { stringify } from 'yaml';
import { type Config, loadConfig } from '../src/config/loadConfig.js';
import type { Mode } from '../src/model/mode.js';

/** What a chain is to the files that an operator writes. */
export interface BookWorld {
  chainId: number;
  wsUrl: string;
  tokens: Readonly<Record<string, { address: Address; decimals: number; underlying: string | null }>>;
  /** As ballast.yaml declares them. */
  venues: object;
}

/** The files an operator would have written for a book in the lab, in a folder that is gone when the test is over. */
export interface BookFiles {
  folder: string;
  settings: string;
  strategy: string;
  ledger: string;
}

export interface BookText {
  /** Whose book. */
  account: Address;
  mode?: Mode;
  /** As YAML would have them; each has no cooldown unless it states one, so that nothing but state holds it back. */
  rules: readonly Rule[];
  watch?: readonly unknown[];
  limits?: Limits;
  surviveBelow?: number;
  /** As a strategy file has it. */
  risk?: Readonly<Record<string, unknown>>;
  /** The lab's WebSocket unless told. */
  endpoints?: readonly string[];
  confirmations?: number;
  /** Further chains, by the names that the files give them. */
  chains?: Readonly<Record<string, ElsewhereText>>;
  /** As ballast.yaml has them. */
  keys?: readonly ({ account: Address } & Readonly<Record<string, unknown>>)[];
}

export interface ElsewhereText {
  world: BookWorld;
  /** As on the first chain unless told. */
  account?: Address;
  watch: readonly unknown[];
  endpoints?: readonly string[];
}

type Rule = Readonly<Record<string, unknown>>;

interface Limits {
  order?: string | { review: string; reject: string };
  slippage?: string;
  priceDeviation?: string;
  health?: number;
  hour?: { orders: number };
  day?: { turnover?: string; orders?: number; gas?: string };
}

type Finished = (forget: () => void | Promise<void>) => void;

const everything = [{ lyra: 'ETH' }, { 'perp-v2': 'ETH' }, { wallet: ['USDC', 'sUSD', 'sETH'] }];

/** Writes ballast.yaml and one strategy for the lab. */
export function writeBook(lab: BookWorld, text: BookText, onFinished: Finished): BookFiles {
  const folder = mkdtempSync(join(tmpdir(), 'ballast-e2e-'));
  onFinished(() => rmSync(folder, { recursive: true, force: true }));
  const files = {
    folder,
    settings: join(folder, 'ballast.yaml'),
    strategy: join(folder, 'book.yaml'),
    ledger: join(folder, 'ballast.db'),
  };
  // Whoever runs the book in this process brings its own signer; the files must be there all the same.
  const { keys = [{ account: text.account, keystore: 'unread.json', passwordFile: 'unread.json' }] } = text;
  writeSecret(join(folder, 'unread.json'), '{}');
  writeFileSync(files.settings, settingsText(lab, { ...text, keys }));
  writeFileSync(files.strategy, strategyText(text));
  return files;
}

export const loadBook = (files: BookFiles): Config =>
  loadConfig({ settingsFile: files.settings, strategyFiles: [files.strategy], env: {} });

function settingsText(lab: BookWorld, { endpoints, confirmations = 1, chains = {}, keys = [] }: BookText): string {
  const others = Object.entries(chains).map(([name, one]) => [name, chainOf(one.world, one.endpoints, confirmations)]);
  return stringify({
    chains: { lab: chainOf(lab, endpoints, confirmations), ...Object.fromEntries(others) },
    ledger: { file: 'ballast.db', sampleEvery: '10m' },
    keys,
  });
}

function chainOf(lab: BookWorld, endpoints: readonly string[] | undefined, confirmations: number) {
  const tokens = Object.fromEntries(
    Object.entries(lab.tokens).map(([symbol, { underlying, ...token }]) => [
      symbol,
      underlying ? { ...token, underlying } : token,
    ]),
  );
  const { chainId: id, venues } = lab;
  return { id, endpoints: endpoints ?? [lab.wsUrl], confirmations, tokens, venues };
}

function strategyText({
  account,
  mode = 'live',
  rules,
  watch = everything,
  chains = {},
  limits = {},
  surviveBelow,
  risk,
}: BookText) {
  const { day, ...others } = limits;
  return stringify({
    name: 'book',
    chain: 'lab',
    account,
    mode,
    ...(surviveBelow === undefined ? {} : { surviveBelow }),
    ...(risk === undefined ? {} : { risk }),
    watch,
    ...(Object.keys(chains).length === 0
      ? {}
      : { chains: Object.fromEntries(Object.entries(chains).map(elsewhereOf)) }),
    rules: rules.map((rule) => ({ cooldown: '0s', ...rule })),
    limits: {
      order: '100_000 usd',
      slippage: '5%',
      hour: { orders: 100 },
      ...others,
      day: { turnover: '1_000_000 usd', orders: 400, gas: '1 eth', ...day },
    },
  });
}

const elsewhereOf = ([name, { account, watch }]: [string, ElsewhereText]) => [
  name,
  // Of its own: what is the same object would be written as a reference to the first.
  { ...(account === undefined ? {} : { account }), watch: structuredClone(watch) },
];

/** A file that only its owner may read. */
export function writeSecret(file: string, text: string): void {
  writeFileSync(file, text);
  chmodSync(file, 0o600);
}

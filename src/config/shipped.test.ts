import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { loadConfig } from './loadConfig.js';

const root = join(import.meta.dirname, '../..');
const book = '0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266';
const names = [
  ...['USDC', 'SUSD', 'SETH', 'WETH', 'LYRA_VIEWER', 'LYRA_ETH_MARKET', 'PERP_CLEARING_HOUSE', 'PERP_ETH_BASE_TOKEN'],
  ...['AAVE_POOL', 'UNISWAP_ROUTER', 'UNISWAP_POSITIONS', 'UNISWAP_WETH_USDC_POOL'],
];
const env = {
  RPC_URL: 'ws://127.0.0.1:8545',
  BOOK_ACCOUNT: book,
  BALLAST_KEYSTORE: './keys/book.json',
  BALLAST_PASSWORD_FILE: './keys/book.password',
  DISCORD_WEBHOOK: 'https://discord.com/api/webhooks/1/secret',
  SLACK_WEBHOOK: 'https://hooks.slack.com/services/secret',
  HEARTBEAT_URL: 'https://watch.example.com/secret',
  ...Object.fromEntries(names.map((name, index) => [name, `0x${(index + 1).toString(16).repeat(40)}`])),
};
const shipped = readdirSync(join(root, 'strategies')).filter((file) => file.endsWith('.yaml'));

test('default: every shipped strategy loads with the shipped example of ballast.yaml', () => {
  const { settings, strategies } = loadConfig({
    settingsFile: join(root, 'ballast.example.yaml'),
    strategyFiles: shipped.map((file) => join(root, 'strategies', file)),
    env,
  });
  expect(strategies.map(({ name }) => `${name}.yaml`)).toEqual(shipped);
  const known = ['gmx-book.yaml', 'guarded-perp.yaml', 'options-book.yaml', 'whole-book.yaml'];
  expect(shipped).toEqual(expect.arrayContaining(known));
  expect(Object.keys(settings.chains['lab']?.venues ?? {})).toEqual([
    ...['lyra', 'perp-v2', 'aave-v3', 'uniswap-v3', 'wallet'],
  ]);
  expect(Object.keys(settings.chains['arbitrum']?.venues ?? {})).toEqual(['gmx-v2', 'uniswap-v3', 'wallet']);
  for (const { mode, account } of strategies) expect({ mode, account }).toEqual({ mode: 'shadow', account: book });
});

test('behavior: every section that the example has as a comment is one that ballast takes', () => {
  const text = readFileSync(join(root, 'ballast.example.yaml'), 'utf8');
  const sections = [...text.matchAll(/^# (\w+):$/gm)].map(([, name]) => name);
  expect(sections).toEqual(['limits', 'accounts', 'alerts', 'console', 'telegram', 'metrics', 'backup']);
  // A comment of a section is that of a line of YAML; what is written for people ends in a full stop or a colon.
  const uncommented = text
    .split(/\n(?=# \w+:\n)/)
    .map((part, at) => (at === 0 ? part : part.replaceAll(/^# (?=\w+:$| )/gm, '')))
    .join('\n');
  const settingsFile = join(root, 'ballast.example.yaml');
  const { settings } = loadConfig({
    ...{ settingsFile, strategyFiles: [], env, needsKeys: false },
    texts: new Map([[settingsFile, new TextEncoder().encode(uncommented.replaceAll('"0x…"', `"${book}"`))]]),
  });
  expect(settings.above).toHaveLength(2);
  expect(settings.alerts?.sinks.map(({ kind }) => kind)).toEqual(['discord', 'slack', 'telegram', 'webhook', 'smtp']);
  expect(settings.console?.publicUrls).toEqual(['https://ballast.example.com']);
  expect(settings.telegram?.users.map(({ name }) => name)).toEqual(['ann', 'ben']);
  expect(settings.metrics?.listen).toBe('127.0.0.1:9420');
  expect(settings.backup?.keep).toBe(28);
});

test('behavior: every shipped strategy asks the editor for its schema', () => {
  for (const file of shipped) {
    const [first] = readFileSync(join(root, 'strategies', file), 'utf8').split('\n');
    expect(first).toBe('# yaml-language-server: $schema=./strategy.schema.json');
  }
});

test('behavior: every variable of the example is one that this test sets', () => {
  const settings = readFileSync(join(root, 'ballast.example.yaml'), 'utf8');
  const used = [...settings.matchAll(/\$\{(\w+)\}/g)].map(([, name]) => name).filter((name) => name !== 'NAME');
  expect(used.sort()).toEqual(Object.keys(env).sort());
});

test('behavior: .env.example names every one of them', () => {
  const named = [...readFileSync(join(root, '.env.example'), 'utf8').matchAll(/^#?([A-Z_]+)=/gm)].map(
    ([, name]) => name,
  );
  expect(named).toEqual(expect.arrayContaining(Object.keys(env)));
});

test('behavior: without the variables each is named, once a place', () => {
  const folder = mkdtempSync(join(tmpdir(), 'ballast-shipped-'));
  const settingsFile = join(folder, 'ballast.yaml');
  writeFileSync(settingsFile, readFileSync(join(root, 'ballast.example.yaml')));
  try {
    expect(() => loadConfig({ settingsFile, strategyFiles: [], env: {} })).toThrow(/^16 problems/);
  } finally {
    rmSync(folder, { recursive: true });
  }
});

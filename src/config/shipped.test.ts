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

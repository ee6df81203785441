import { expect, test } from 'vitest';
import type { Problem } from '../../config/problem.js';
import { createCheck, readValue } from '../../config/readFields.js';
import { readYaml } from '../../config/yamlFile.js';
import { VenueReadError } from '../venue.js';
import { gmxDeployment } from './deployment.js';
import { gmxV2 } from './gmxV2.js';
import { releases } from './releases/releases.js';

const one = '0x00000000000000000000000000000000000000a1';
const other = '0x00000000000000000000000000000000000000b2';
const local = { chainId: 31_337, contracts: { reader: one }, wrappedNative: other };

const problems = (value: unknown) =>
  gmxDeployment
    .safeParse(value)
    .error?.issues.map(({ path, code, message }) => `${path.join('.') || code}: ${message}`);

test('default: a release is all that an operator need state', () => {
  const deployment = gmxDeployment.parse({ release: 'v2.2c' });
  expect(gmxV2.names(deployment)).toEqual(['ETH/USD', 'BTC/USD']);
  const { contracts } = releases['v2.2c'];
  expect(gmxV2.contracts(deployment)).toEqual([
    ...Object.entries(contracts).map(([name, address]) => ({ name: `release.${name}`, address })),
    { name: 'markets.ETH/USD', address: deployment.markets['ETH/USD'] },
    { name: 'markets.BTC/USD', address: deployment.markets['BTC/USD'] },
  ]);
});

test('behavior: what is stated for a chain of ones own is looked for where it was stated', () => {
  const deployment = gmxDeployment.parse({ release: 'v2.2b', markets: { 'ETH/USD': other }, local });
  const named = new Map(gmxV2.contracts(deployment).map(({ name, address }) => [name, address]));
  expect(named.get('local.contracts.reader')).toBe('0x00000000000000000000000000000000000000A1');
  expect(named.get('release.dataStore')).toBe(releases['v2.2b'].contracts.dataStore);
  expect(named.get('local.wrappedNative')).toBe(other);
  expect(named.has('local.sequencerFeed')).toBe(false);
  expect(named.has('release.reader')).toBe(false);
  expect(gmxV2.names(deployment)).toEqual(['ETH/USD']);
});

test('args: deployment', () => {
  expect(problems({})).toEqual([expect.stringMatching(/^release: /)]);
  expect(problems({ release: 'v2.1' })).toEqual([expect.stringMatching(/^release: .*"v2.2b"\|"v2.2c"/)]);
  expect(problems({ release: 'v2.2c', reader: one })).toEqual([expect.stringMatching(/^unrecognized_keys: .*reader/)]);
  expect(problems({ release: 'v2.2c', markets: {} })).toEqual(['markets: must name at least one market']);
  expect(problems({ release: 'v2.2c', markets: { ETH: one } })).toEqual([
    expect.stringMatching(/^markets\.ETH: .*key/i),
  ]);
  expect(problems({ release: 'v2.2c', markets: { 'ETH/USD': '0x12' } })).toEqual([
    expect.stringMatching(/^markets\.ETH\/USD: .*0x12/),
  ]);
  expect(problems({ release: 'v2.2c', prices: { maxAge: 'soon' } })).toEqual([
    expect.stringMatching(/^prices\.maxAge: /),
  ]);
  expect(problems({ release: 'v2.2c', decimals: { [one]: 1.5 } })).toEqual([expect.stringMatching(/^decimals\./)]);
  expect(problems({ release: 'v2.2c', local: { ...local, contracts: { vault: one } } })).toEqual([
    expect.stringMatching(/^local\.contracts: .*vault/),
  ]);
  expect(problems({ release: 'v2.2c', local: { chainId: 1, contracts: {} } })).toEqual([
    expect.stringMatching(/^local\.wrappedNative: /),
  ]);
});

test('behavior: a key that cannot be is told at its line, with what it should be', () => {
  const text = `release: v2.2c\nmarkets:\n  ETH: "${one}"\ndecimals:\n  WETH: 18\n`;
  const told: Problem[] = [];
  const yaml = readYaml('ballast.yaml', text, {});
  expect(readValue(createCheck(yaml, 'docs', told), [], yaml.value, gmxDeployment)).toBeNull();
  expect(told).toMatchObject([
    { line: 3, message: '`ETH`: a market is named by its index and its currency: ETH/USD', mend: 'see docs' },
    { line: 5, message: '`WETH` is not an address', mend: expect.stringMatching(/40 hexadecimal/) },
  ]);
});

test('args: names', () => {
  const deployment = gmxDeployment.parse({ release: 'v2.2c' });
  const open = () => gmxV2.open({ deployment, account: one, names: ['SOL/USD'], tokens: {} });
  expect(open).toThrow(VenueReadError);
  expect(open).toThrow(/no market SOL\/USD/);
});

test('args: contracts of another release are refused', () => {
  const { reader } = releases['v2.2c'].contracts;
  const deployment = gmxDeployment.parse({ release: 'v2.2b', local: { ...local, contracts: { reader } } });
  expect(() => gmxV2.contracts(deployment)).toThrow(/is given the reader of v2.2c/);
});

import { describe, expect, test } from 'vitest';
import { book, goodSettings, load, other, said } from '../../../test/configFiles.js';

const settings = (text: string) => `${goodSettings}${text}`;
const wrong = (text: string) => said({ settings: settings(text) }).map((line) => line.replace(/^\d+:\d+ /, ''));

test('default: limits of everybody, and of accounts, are above those of the strategy', () => {
  const text = settings(`limits: { gross: 2_000_000 usd, day: { loss: 50_000 usd }, restricted: [lyra *] }
accounts:
  - { account: ${book}, limits: { gross: { review: 400_000 usd, reject: 500_000 usd } } }
  - { account: ${other('9')}, limits: { net: 5 usd } }
`);
  const everybody = {
    level: 'global',
    limits: {
      gross: { review: null, reject: 2_000_000 },
      restricted: ['lyra *'],
      day: { loss: { review: null, reject: 50_000 } },
    },
  };
  const own = { level: 'account', account: book, limits: { gross: { review: 400_000, reject: 500_000 } } };
  const { settings: read, strategies } = load({ settings: text });
  expect(strategies[0]?.above).toEqual([own, everybody]);
  expect(read.above).toHaveLength(3);
});

test('behavior: a Greek of anything that a chain declares may be limited, watched or not, and of all others as one', () => {
  const greeks = { ETH: { delta: 1 }, BTC: { delta: 2 }, '*': { vega: '5 usd' } };
  const { settings: read } = load({ settings: settings(`limits: { greeks: ${JSON.stringify(greeks)} }`) });
  expect(Object.keys(read.above[0]?.limits.greeks ?? {})).toEqual(['ETH', 'BTC', '*']);
});

describe('behavior: what is wrong is said, with its place', () => {
  test.each([
    ['limits: { gros: 2 usd }', ['limits.gros unknown key `gros`']],
    ['limits: { gross: 2 }', ['limits.gross `2` has no unit']],
    ['limits: { restricted: [lira *] }', ['limits.restricted[0] `lira` is not a venue that ballast knows']],
    [
      'limits: { greeks: { SOL: { delta: 1 } } }',
      ['limits.greeks.SOL nothing that is declared has `SOL` as its underlying'],
    ],
    ['limits: 5', ['limits `limits` is not a map']],
    ['accounts: 5', ['accounts `accounts` is not a list']],
    ['accounts: [5]', ['accounts[0] item 1 of `accounts` is not a map']],
    ['accounts: [{ limits: {} }]', ['accounts[0].account `account` is missing']],
    [`accounts: [{ account: ${book} }]`, ['accounts[0].limits `limits` is empty']],
    [
      `accounts: [{ account: ${book}, limits: {} }, { account: ${book}, limits: {} }]`,
      [`accounts[1].account ${book} has limits above`],
    ],
    [`accounts: [{ account: ${book}, limit: {}, limits: {} }]`, ['accounts[0].limit unknown key `limit`']],
  ])('%s', (text, expected) => {
    expect(wrong(text)).toEqual(expected);
  });
});

import { describe, expect, test } from 'vitest';
import { but, goodSettings, goodStrategy, load, said } from '../../../test/configFiles.js';

const three = but(goodSettings, '[ws://127.0.0.1:8545]', '[ws://a, ws://b, ws://c]');
const one = goodSettings;
const stating = (tiers: string) => but(goodStrategy, 'limits:', `atStake: ${tiers}\nlimits:`);
const tiersOf = (settings: string, tiers?: string) =>
  load({ settings, strategies: [tiers === undefined ? goodStrategy : stating(tiers)] }).strategies[0]?.atStake;

test('default: a second opinion wherever there is a second endpoint', () => {
  expect(tiersOf(one)).toEqual([{ above: 0, endpoints: 1, confirmations: null }]);
  expect(tiersOf(three)).toEqual([{ above: 0, endpoints: 2, confirmations: null }]);
});

test('behavior: in order of USD, the smallest as by default, and what is left out as in the tier below', () => {
  const tiers = '[{ above: 50_000 usd, confirmations: 9 }, { above: 10_000 usd, endpoints: 3, confirmations: 5 }]';
  expect(tiersOf(three, tiers)).toEqual([
    { above: 0, endpoints: 2, confirmations: null },
    { above: 10_000, endpoints: 3, confirmations: 5 },
    { above: 50_000, endpoints: 3, confirmations: 9 },
  ]);
});

test('behavior: the operator may do with one endpoint', () => {
  expect(tiersOf(three, '[{ endpoints: 1 }]')).toEqual([{ above: 0, endpoints: 1, confirmations: null }]);
});

describe('behavior: what contradicts itself or the chain is said', () => {
  test.each([
    [
      '[{ above: 5 usd, endpoints: 1 }]',
      ['atStake[0].endpoints fewer endpoints must agree above 5 usd (1) than above 0 usd (2)'],
    ],
    ['[{ endpoints: 4 }]', ['atStake[0].endpoints 4 endpoints shall agree, and lab has 3']],
    [
      '[{ above: 5 usd }, { above: 5 usd, endpoints: 3 }]',
      ['atStake[1].above a tier above states what is asked for from 5 usd on'],
    ],
    ['[{ confirmations: 1 }]', ['atStake[0].confirmations 1 confirmations are fewer than on lab as such (2)']],
    [
      '[{ confirmations: 5 }, { above: 5 usd, confirmations: 4 }]',
      ['atStake[1].confirmations 4 confirmations are fewer than above 0 usd (5)'],
    ],
    ['[]', ['atStake `atStake` is empty']],
    ['[{ endpoints: 0 }]', ['atStake[0].endpoints `0` is not a whole number of 1 or more']],
    ['[{ above: 5 }]', ['atStake[0].above `5` has no unit']],
    ['[{ over: 5 usd }]', ['atStake[0].over unknown key `over`']],
  ])('%s', (tiers, expected) => {
    const problems = said({ settings: three, strategies: [stating(tiers)] });
    expect(problems.map((line) => line.replace(/^\d+:\d+ /, ''))).toEqual(expected);
  });
});

import { expect, test } from 'vitest';
import { rulesOfSource } from './rulesOfSource.js';

const variable = `$${'{BOOK_ACCOUNT}'}`;
const file = (...rules: string[]) =>
  `name: book\nchain: lab\naccount: ${variable}\nwatch: [{ perp-v2: ETH }]\nrules:\n${rules.map((rule) => `  - { ${rule} }\n`).join('')}`;

test('default: the rules alone, whatever the account', () => {
  const source = file(
    'hedge: ETH, on: perp-v2 ETH, when: abs(delta) > 1, to: 0, maxSlippage: 1%',
    'name: help, topUp: perp-v2 *, when: health < 1.2, to: 1.5, from: wallet USDC',
  );
  const { rules, broken } = rulesOfSource('book', source, {});
  expect(rules.map(({ name, kind, when }) => [name, kind, when.source])).toEqual([
    ['hedge ETH', 'hedge', 'abs(delta) > 1'],
    ['help', 'topUp', 'health < 1.2'],
  ]);
  expect(broken).toEqual([]);
});

test('behavior: a rule of which anything cannot be understood is named, never half read', () => {
  const source = file(
    `hedge: ETH, on: perp-v2 ETH, band: 1, hysteresis: "$${'{HYSTERESIS}'}", to: 0, maxSlippage: 1%`,
    'hedge: BTC, on: perp-v2 BTC, band: 1, hysteresis: 0, to: 0, maxSlippage: 1%',
    'topUp: perp-v2 *, when: health < 1.2, to: 1.5, from: wallet USDC',
  );
  const read = rulesOfSource('book', source, {});
  expect(read.broken).toEqual(['hedge ETH', 'hedge BTC']);
  expect(read.rules.map(({ name }) => name)).toEqual(['topUp perp-v2 *']);
  expect(rulesOfSource('book', source, { HYSTERESIS: '10%' }).rules[0]).toMatchObject({ hysteresis: 0.1 });
});

test('behavior: of a file that is no file there are none', () => {
  expect(rulesOfSource('book', 'rules: [', {})).toEqual({ rules: [], broken: [] });
});

import { expect, test } from 'vitest';
import { VenueReadError } from '../venue.js';
import { perpV2 } from './perpV2.js';

const house = '0x00000000000000000000000000000000000000a1';
const base = '0x00000000000000000000000000000000000000b2';
const valid = { clearingHouse: house, markets: { ETH: base } } as const;
const problems = (value: unknown) =>
  perpV2.deployment.safeParse(value).error?.issues.map((issue) => issue.path.join('.') || issue.code);

test('default', () => {
  expect(perpV2.deployment.parse(valid)).toEqual(valid);
  expect(perpV2.names(valid)).toEqual(['ETH']);
  expect(perpV2.contracts(valid)).toEqual([
    { name: 'clearingHouse', address: house },
    { name: 'markets.ETH', address: base },
  ]);
});

test('args: deployment', () => {
  expect(problems({ ...valid, vault: house })).toEqual(['unrecognized_keys']);
  expect(problems({ clearingHouse: '0x12', markets: { ETH: 'ETH' } })).toEqual(['clearingHouse', 'markets.ETH']);
  expect(problems({ clearingHouse: house, markets: {} })).toEqual(['markets']);
  expect(problems({ clearingHouse: house })).toEqual(['markets']);
});

test('args: names', () => {
  const open = () => perpV2.open({ deployment: valid, account: house, names: ['BTC'], tokens: {} });
  expect(open).toThrow(VenueReadError);
  expect(open).toThrow(/no market BTC/);
});

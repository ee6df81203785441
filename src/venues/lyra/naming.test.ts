import { parseEther } from 'viem';
import { expect, test } from 'vitest';
import { unixSeconds, wad } from '../../model/units.js';
import { instrumentIdOf } from './naming.js';

const at = (iso: string) => unixSeconds(Date.parse(iso) / 1000);
const usd = (decimal: string) => wad(parseEther(decimal));

test('default', () => {
  expect(instrumentIdOf('ETH', at('2026-12-19T08:00:00Z'), usd('2000'), 'put')).toBe('lyra ETH-19DEC26-2000-P');
  expect(instrumentIdOf('BTC', at('2027-01-01T08:00:00Z'), usd('50000'), 'call')).toBe('lyra BTC-1JAN27-50000-C');
});

test('behavior: the day is UTC', () => {
  expect(instrumentIdOf('ETH', at('2026-12-31T23:59:59Z'), usd('2000'), 'call')).toBe('lyra ETH-31DEC26-2000-C');
});

test('behavior: a strike is its shortest decimal', () => {
  expect(instrumentIdOf('LINK', at('2009-03-05T00:00:00Z'), usd('7.50'), 'call')).toBe('lyra LINK-5MAR09-7.5-C');
  expect(instrumentIdOf('X', at('2026-12-19T08:00:00Z'), usd('0.05'), 'call')).toBe('lyra X-19DEC26-0.05-C');
});

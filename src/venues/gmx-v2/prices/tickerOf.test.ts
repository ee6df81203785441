import type { Address } from 'viem';
import { expect, test } from 'vitest';
import type { Quote, QuoteSheet, QuoteSheets } from '../../../model/quotes.js';
import { unixMillis, unixSeconds } from '../../../model/units.js';
import { tickerOf } from './tickerOf.js';
import { gmxTickersId } from './tickers.js';

const weth: Address = '0x82aF49447D8a07e3bd95BD0d56f35241523fBab1';
const usdc: Address = '0xaf88d065e77c8cC2239327C5EDb3A432268e5831';
const quote: Quote = { token: weth, min: 1n, max: 2n, updatedAt: unixSeconds(1_763_740_800) };
const receivedAt = unixMillis(1_763_740_801_000);
const failing = { since: unixMillis(1_763_726_400_999), error: 'a.example: answered with HTTP status 500' };
const down = 'the tickers are down since 2025-11-21T12:00:00Z: a.example: answered with HTTP status 500';

const sheetsOf = (sheet: QuoteSheet): QuoteSheets => new Map([[sheet.source, sheet]]);
const fresh = { source: gmxTickersId, receivedAt, ok: true, url: 'https://a.example', quotes: [quote] } as const;
const failed = { source: gmxTickersId, receivedAt, ok: false } as const;

test('default: the quote of the token, in any case', () => {
  expect(tickerOf(sheetsOf(fresh), weth)).toEqual({ quote, trouble: null });
  expect(tickerOf(sheetsOf(fresh), weth.toLowerCase() as Address)).toEqual({ quote, trouble: null });
});

test.each<[string, QuoteSheets, Address, object]>([
  ['a failing source with its last quotes', sheetsOf({ ...fresh, failing }), weth, { quote, trouble: down }],
  ['a token that is not stated', sheetsOf(fresh), usdc, { quote: null, trouble: 'the tickers do not state it' }],
  ['a source that is down', sheetsOf({ ...failed, ...failing }), weth, { quote: null, trouble: down }],
  [
    'a source not asked yet',
    sheetsOf({ ...failed, error: 'not asked yet' }),
    weth,
    { quote: null, trouble: 'there are no tickers: not asked yet' },
  ],
  ['no sheet', new Map(), weth, { quote: null, trouble: "nobody has asked for GMX's tickers" }],
])('behavior: %s is said', (_, sheets, token, expected) => {
  expect(tickerOf(sheets, token)).toEqual(expected);
});

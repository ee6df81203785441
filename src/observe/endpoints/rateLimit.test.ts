import { HttpRequestError, LimitExceededRpcError, RpcRequestError, UnknownRpcError } from 'viem';
import { expect, test } from 'vitest';
import { endpointError } from './endpoint.js';
import { rateLimitOf } from './rateLimit.js';

const url = 'https://node.example/key';
const now = Date.parse('2026-01-01T00:00:00Z');
const http = (status: number, headers: Record<string, string> = {}, details = '') =>
  new HttpRequestError({ url, status, headers: new Headers(headers), details });
const rpc = (code: number, message: string, data?: unknown) =>
  new RpcRequestError({ url, body: {}, error: { code, message, data } });

test.each([
  ['a status', http(429), null],
  ['seconds', http(429, { 'retry-after': '7' }), 7000],
  ['a date', http(429, { 'retry-after': 'Thu, 01 Jan 2026 00:00:30 GMT' }), 30_000],
  ['a date that is over', http(429, { 'retry-after': 'Wed, 31 Dec 2025 00:00:00 GMT' }), 0],
  ['a time that makes no sense', http(429, { 'retry-after': 'soon' }), null],
  ['an overload with a time', http(503, { 'retry-after': '2' }), 2000],
  ['words behind a 403', http(403, {}, '"Daily request limit reached for this key"'), null],
  ['the standard code', new LimitExceededRpcError(rpc(-32005, 'limit exceeded')), null],
  ['Infura', rpc(-32005, 'daily request count exceeded', { rate: { backoff_seconds: 30 } }), 30_000],
  ['Chainstack', rpc(-32005, 'Rate limit exceeded', { try_again_in: '1.5s' }), 1500],
  ['Alchemy', rpc(429, 'Your app has exceeded its compute units per second capacity'), null],
  ['QuickNode', rpc(-32007, '50/second request limit reached - reduce calls per second'), null],
  ['Base', new UnknownRpcError(rpc(-32016, 'over rate limit')), null],
  ['a proxy', rpc(-32029, 'limited'), null],
  ['only words', rpc(-32000, '429 Too Many Requests'), null],
])('default: %s', (_, error, restMs) => {
  expect(rateLimitOf(error, now)).toEqual({ restMs });
  const wrapped = endpointError({ label: 'it' } as never, 'eth_call', error);
  expect(rateLimitOf(wrapped, now)).toEqual({ restMs });
});

test.each([
  ['too wide a question', rpc(-32005, 'query returned more than 10000 results')],
  ['a block range', rpc(-32005, 'eth_getLogs is limited to a 10 block range; rate limits may apply')],
  ['a question that took too long', rpc(-32016, 'the request timed out')],
  ['a contract that limits rates', rpc(3, 'execution reverted: Rate limit exceeded')],
  ['the same from a node without that code', rpc(-32000, 'execution reverted: too many requests')],
  ['an outage', http(502)],
  ['an overload without a time', http(503)],
  ['our own words', new Error('429 too many requests')],
  ['nothing', undefined],
])('behavior: %s is none', (_, error) => {
  expect(rateLimitOf(error, now)).toBeNull();
});

import { HttpRequestError, InvalidInputRpcError, RpcRequestError, TimeoutError } from 'viem';
import { expect, test } from 'vitest';
import { sendFailureOf } from './sendFailure.js';

const url = 'https://node.example/v2/secret-api-key';
const body = { method: 'eth_sendRawTransaction', params: ['0x02f8aa'] };
/** As viem wraps a node's answer. */
const answer = (message: string) =>
  new InvalidInputRpcError(new RpcRequestError({ body, url, error: { code: -32000, message } }));

test.each([
  ['already known', 'alreadyKnown'],
  ['AlreadyKnown', 'alreadyKnown'],
  ['transaction already imported', 'alreadyKnown'],
  ['nonce too low: next nonce 5, tx nonce 4', 'nonceTooLow'],
  ['OldNonce', 'nonceTooLow'],
  ['nonce too high', 'nonceTooHigh'],
  ['replacement transaction underpriced', 'underpriced'],
  ['transaction underpriced', 'underpriced'],
  ['max fee per gas less than block base fee: address 0x…', 'belowBaseFee'],
  ['FeeTooLow, MaxFeePerGas too low', 'belowBaseFee'],
  ['insufficient funds for gas * price + value', 'noFunds'],
  ['intrinsic gas too low', 'rejected'],
])('default: %s is %s', (message, kind) => {
  expect(sendFailureOf(answer(message)).kind).toBe(kind);
});

test('behavior: no answer is no verdict', () => {
  expect(sendFailureOf(new TimeoutError({ body, url })).kind).toBe('lost');
  expect(sendFailureOf(new HttpRequestError({ body, url, status: 502, details: 'Bad gateway' })).kind).toBe('lost');
  expect(sendFailureOf(new Error('socket hang up')).kind).toBe('lost');
  expect(sendFailureOf(undefined).kind).toBe('lost');
});

test('invariant: what goes to the journal quotes neither bytes nor keys of an endpoint', () => {
  const errors = [answer(`banned at ${url}`), new TimeoutError({ body, url }), new HttpRequestError({ body, url })];
  for (const error of errors) expect(sendFailureOf(error).text).not.toMatch(/secret-api-key|02f8aa/);
  expect(sendFailureOf(answer('intrinsic gas too low')).text).toBe('the node refused it: intrinsic gas too low');
});

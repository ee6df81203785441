import { type Address, encodeAbiParameters, encodeEventTopics, type Hex, type Log, parseEther, zeroHash } from 'viem';
import { beforeAll, expect, test } from 'vitest';
import { erc20Abi } from '../../../abis/erc20.js';
import { useLab } from '../../../test/lab.js';
import type { TransactionRequest } from '../../model/order.js';
import { createEndpoint } from '../../observe/endpoints/createEndpoint.js';
import { sampleOrder } from '../../record/testing/sample.js';
import {
  friend,
  type TransferBook,
  type TransferName,
  transferBook,
} from '../transactions/policy/testing/transferBook.js';
import { type Effect, nativeToken, simulate } from './effect.js';
import { effectProblem } from './effectProblem.js';

const lab = useLab();
const thief: Address = '0x00000000000000000000000000000000000bad00';
let book: TransferBook;
beforeAll(async () => {
  book = await transferBook(lab());
});

/** Made anew for each test: the lab is as it was built. */
async function open(name: TransferName) {
  book = await transferBook(lab());
  const { account, orders, venues, readings } = book;
  const { terms, call } = orders[name];
  const request: TransactionRequest = { ...call, purpose: 'transfer', describe: '', approval: null };
  const simulated = await simulate(createEndpoint(lab().url).client, account, request);
  if (!simulated.ok) throw new Error(`it reverts with ${simulated.revertData}`);
  const venue = venues.find(({ id }) => id === terms.venue);
  if (!venue) throw new Error('no venue');
  const order = sampleOrder({ account, terms });
  const reading = readings.find((one) => one.venue === terms.venue);
  const judge = (effect: Effect, words = order) =>
    effectProblem({ order: words, venue, request, effect, account, reading });
  return { ...book, order, terms, effect: simulated.effect, judge };
}

const moved = (token: Address, from: Address, to: Address, value: bigint): Log => ({
  ...{ address: token, blockNumber: 1n, blockHash: zeroHash, transactionHash: zeroHash, blockTimestamp: undefined },
  ...{ transactionIndex: 0, logIndex: 0, removed: false },
  topics: encodeEventTopics({ abi: erc20Abi, eventName: 'Transfer', args: { from, to } }) as Log['topics'],
  data: encodeAbiParameters([{ type: 'uint256' }], [value]),
});
const one = (log: Log): Log => ({
  ...log,
  topics: [...log.topics, log.data] as unknown as Log['topics'],
  data: '0x' as Hex,
});

const names = [
  'of a token',
  'of a token that venues pull',
  'of part of a long',
  'of a whole long',
  'of part of a short',
] as const;

test.each(names)('default: a transfer %s does what it says, on the real contracts, and nothing else', async (name) => {
  const { effect, judge, terms, order, account, tokens } = await open(name);
  expect(judge(effect)).toBeNull();
  const plus = (...logs: Log[]): Effect => ({ ...effect, logs: [...effect.logs, ...logs] });
  const { USDC, sETH } = tokens;
  expect(judge(plus(moved(USDC.address, account, thief, 1n)))).toMatch(/would go to|would leave/);
  expect(judge(plus(moved(sETH.address, account, friend, 1n)))).toMatch('would leave the account');
  expect(judge(plus(moved(nativeToken, account, friend, 1n)))).toMatch('wei would leave the account');
  expect(judge(plus(one(moved(book.optionToken, account, friend, 77n))))).toMatch('#77 of');
  expect(judge(plus(one(moved(book.optionToken, account, thief, 1n))))).toMatch('would leave the account');
  expect(judge({ ...effect, logs: [] })).toMatch('would do nothing of it');
  expect(judge(effect, { ...order, terms: { ...terms, to: thief } })).not.toBeNull();
});

test('behavior: a token that keeps a fee on the way, or after, is noticed', async () => {
  const { effect, judge, account, tokens, order, venues } = await open('of a token');
  const { address } = tokens.USDC;
  const of = (...logs: Log[]): Effect => ({ ...effect, logs });
  const asked = 123_456_789n;
  expect(judge(of(moved(address, account, friend, asked)))).toBeNull();
  expect(judge(of(moved(address, account, friend, asked - 5n), moved(address, account, thief, 5n)))).toMatch(
    'would go to',
  );
  expect(judge(of(moved(address, account, friend, asked), moved(address, friend, thief, 5n)))).toBe(
    'it would give 123456784 instead of 123456789',
  );
  const purse = venues.find(({ id }) => id === 'wallet');
  // Where no simulation could tell: what arrived is what counts.
  expect(
    purse?.fills(order.terms, of(moved(address, account, friend, asked - 5n), moved(address, account, thief, 5n)).logs),
  ).toMatchObject([{ kind: 'transfer', asset: { amount: asked - 5n }, to: friend }]);
});

test('behavior: an option that is split off to somebody else, or more of it, is noticed', async () => {
  const { judge, order, terms, effect } = await open('of part of a long');
  if (!('position' in terms.asset)) throw new Error('it is about a position');
  const asset = { ...terms.asset, quantity: (terms.asset.quantity + 1n) as typeof terms.asset.quantity };
  expect(judge(effect, { ...order, terms: { ...terms, asset } })).toBe(
    `it would give ${parseEther('1.25')} instead of ${parseEther('1.25') + 1n}`,
  );
  expect(judge(effect, { ...order, terms: { ...terms, asset: { ...terms.asset, position: 'lyra #2' } } })).toMatch(
    'would do nothing of it',
  );
});

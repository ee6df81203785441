import fc from 'fast-check';
import { type Address, encodeFunctionData, type Hex, maxUint256, parseAbi, zeroAddress } from 'viem';
import { beforeAll, describe, expect, test } from 'vitest';
import { erc20Abi } from '../../../../abis/erc20.js';
import { optionTokenGivingAbi } from '../../../../abis/lyra.js';
import { useLab } from '../../../../test/lab.js';
import { mutationsOf } from '../../../../test/mutations.js';
import type { TransactionCall } from '../../../model/decodedCall.js';
import { type TransferTerms, transferSize } from '../../../model/order.js';
import { tokenAmount, wad, wei } from '../../../model/units.js';
import type { SigningRule } from './signingRules.js';
import { policyOf } from './testing/perpBook.js';
import {
  friend,
  judgeTransferOf,
  stranger,
  type TransferBook,
  type TransferName,
  transferBook,
} from './testing/transferBook.js';

const lab = useLab();
let book: TransferBook;
beforeAll(async () => {
  book = await transferBook(lab());
});

const names: readonly TransferName[] = [
  ...(['of a token', 'of a token that venues pull'] as const),
  ...(['of part of a long', 'of a whole long', 'of part of a short'] as const),
];
const granted = policyOf({ transfersTo: [friend] });
const replaced = (data: Hex, to: Address): Hex =>
  data.toLowerCase().replaceAll(friend.slice(2).toLowerCase(), to.slice(2).toLowerCase()) as Hex;
const withSize = ({ asset, ...rest }: TransferTerms, size: bigint): TransferTerms => ({
  ...rest,
  asset: 'position' in asset ? { ...asset, quantity: wad(size) } : { ...asset, amount: tokenAmount(size) },
});

describe.each(names)('a transfer %s', (name) => {
  const order = () => book.orders[name];
  const refusedBy = (call: Partial<TransactionCall>, terms: TransferTerms | null, policy = granted) =>
    judgeTransferOf(book, { ...order().call, ...call }, terms, policy).refused?.rule;

  test('default: is signed where the key names its receiver and the order says exactly that', () => {
    const { call, terms } = order();
    const verdict = judgeTransferOf(book, call, terms);
    expect(verdict).toMatchObject({ refused: null, lowersRisk: false });
    expect(verdict.does).toEqual([expect.stringContaining(friend)]);
    expect(verdict.notional).toBeGreaterThan(0);
  });

  test('behavior: is not signed by a key that names nobody, or somebody else', () => {
    const { terms } = order();
    expect(refusedBy({}, terms, policyOf({}))).toBe('transfer');
    expect(refusedBy({}, terms, policyOf({ transfersTo: [stranger] }))).toBe('transfer');
  });

  test('behavior: goes to no stranger, whatever the order says', () => {
    const { call, terms } = order();
    const data = replaced(call.data, stranger);
    expect(refusedBy({ data }, { ...terms, to: stranger })).toBe('transfer');
    expect(refusedBy({ data }, terms)).toBe('transfer');
    expect(refusedBy({}, { ...terms, to: stranger })).toBe('transfer');
    for (const nobody of [zeroAddress, book.account, book.tokens.USDC.address]) {
      const policy = policyOf({ transfersTo: [friend, nobody] });
      const given = refusedBy({ data: replaced(call.data, nobody) }, { ...terms, to: nobody }, policy);
      if (nobody !== book.tokens.USDC.address || terms.venue === 'wallet') expect(given).toBe('function');
    }
  });

  test('behavior: is not signed for an order that gives nothing, less, more or something else', () => {
    const { terms } = order();
    expect(['transfer', 'function']).toContain(refusedBy({}, null));
    for (const size of [0n, 1n, transferSize(terms) - 1n, transferSize(terms) + 1n, -transferSize(terms), maxUint256]) {
      expect(refusedBy({}, withSize(terms, size))).toBe('transfer');
    }
    for (const other of names.filter((one) => book.orders[one].terms !== terms)) {
      expect(refusedBy({}, book.orders[other].terms)).toBe('transfer');
    }
  });

  test('behavior: takes no gas token along, and counts against every budget', () => {
    const { call, terms } = order();
    expect(refusedBy({ value: wei(1n) }, terms)).toBe('value');
    const { notional } = judgeTransferOf(book, call, terms);
    const keys: [Parameters<typeof policyOf>[0], SigningRule][] = [
      [{ profile: 'reduceOnly' }, 'profile'],
      [{ transaction: { notional: notional * 0.99 } }, 'transaction.notional'],
      [{ day: { notional: notional * 0.99 } }, 'day.notional'],
      [{ transaction: { gas: 1e-9 } }, 'transaction.gas'],
    ];
    for (const [stated, rule] of keys)
      expect(refusedBy({}, terms, policyOf({ ...stated, transfersTo: [friend] }))).toBe(rule);
    expect(
      refusedBy({}, terms, policyOf({ transaction: { notional: notional * 1.01 }, transfersTo: [friend] })),
    ).toBeUndefined();
  });

  test('behavior: nothing is signed before anything was read', () => {
    const { call, terms } = order();
    expect(judgeTransferOf({ ...book, readings: [] }, call, terms).refused?.rule).toBe('function');
  });

  test('invariant: of all that its bytes can be bent into nothing else is signed', () => {
    const { call, terms } = order();
    const bent = mutationsOf(call.data);
    const bentTwice = bent.chain((data) => (data.length < 2 + 68 * 2 ? fc.constant(data) : mutationsOf(data)));
    const whose = fc.constantFrom(...names.map((one) => book.orders[one].terms), { ...terms, to: stranger });
    const target = fc.constantFrom(call.to, ...names.map((one) => book.orders[one].call.to));
    fc.assert(
      fc.property(fc.oneof(bent, bentTwice, fc.constant(call.data)), target, whose, (data, to, said) => {
        const { refused } = judgeTransferOf(book, { to, data }, said);
        const isHonest = data === call.data && to === call.to && said === terms;
        expect(refused === null, `${data} to ${to}: ${refused?.text}`).toBe(isHonest);
      }),
      { numRuns: 1_500 },
    );
  });
});

describe('behavior: for an order that is a transfer to a friend', () => {
  const others = parseAbi([
    'function transferFrom(address from, address to, uint256 amount) returns (bool)',
    'function increaseAllowance(address spender, uint256 amount)',
    'function safeTransferFrom(address from, address to, uint256 tokenId)',
    'function safeTransferFrom(address from, address to, uint256 tokenId, bytes data)',
    'function setApprovalForAll(address operator, bool approved)',
    'function merge(uint256[] positionIds)',
  ]);
  const encoded = {
    'an allowance': () => encodeFunctionData({ abi: erc20Abi, functionName: 'approve', args: [friend, 1n] }),
    'more allowance': () => encodeFunctionData({ abi: others, functionName: 'increaseAllowance', args: [friend, 1n] }),
    'what was allowed': () =>
      encodeFunctionData({ abi: others, functionName: 'transferFrom', args: [stranger, friend, 1n] }),
    'an option of another’s': () =>
      encodeFunctionData({ abi: optionTokenGivingAbi, functionName: 'transferFrom', args: [stranger, friend, 1n] }),
    'an option that is not held': () =>
      encodeFunctionData({
        abi: optionTokenGivingAbi,
        functionName: 'transferFrom',
        args: [book.account, friend, 999n],
      }),
    'a part of an option that is not held': () =>
      encodeFunctionData({ abi: optionTokenGivingAbi, functionName: 'split', args: [999n, 1n, 0n, friend] }),
    'an option with a call': () =>
      encodeFunctionData({ abi: others, functionName: 'safeTransferFrom', args: [book.account, friend, 1n, '0x00'] }),
    'an option safely': () =>
      encodeFunctionData({ abi: others, functionName: 'safeTransferFrom', args: [book.account, friend, 1n] }),
    'all options': () => encodeFunctionData({ abi: others, functionName: 'setApprovalForAll', args: [friend, true] }),
    'a merger': () => encodeFunctionData({ abi: others, functionName: 'merge', args: [[1n, 2n]] }),
    'nothing at all': (): Hex => '0x',
  };
  test.each(Object.entries(encoded))('%s is not signed', (_, data) => {
    const targets = [book.tokens.USDC.address, book.tokens.sUSD.address, book.tokens.sETH.address, book.optionToken];
    for (const to of targets) {
      for (const name of names) {
        const verdict = judgeTransferOf(book, { to, data: data() }, book.orders[name].terms);
        expect(verdict.refused?.rule, `${to} ${name}`).toMatch(/^(function|target|approval|transfer)$/);
      }
    }
  });

  test('more than the wallet holds is not signed, even if the order says so', () => {
    for (const [symbol, amount] of [
      ['USDC', 1_000_000_001n],
      ['sUSD', 10n ** 24n],
    ] as const) {
      const { address, decimals } = book.tokens[symbol];
      const terms: TransferTerms = {
        ...book.orders['of a token'].terms,
        asset: { token: symbol, address, decimals, amount: tokenAmount(amount) },
      };
      const data = encodeFunctionData({ abi: erc20Abi, functionName: 'transfer', args: [friend, amount] });
      expect(judgeTransferOf(book, { to: address, data }, terms).refused).toMatchObject({
        rule: 'function',
        text: expect.stringContaining(`the wallet holds too little ${symbol}`),
      });
    }
  });
});

test('behavior: two transfers in one transaction are not signed, were there a venue that could', () => {
  const { call, terms } = book.orders['of a token'];
  const [lyra, purse] = book.venues;
  if (!lyra || !purse) throw new Error('the book has two venues');
  const decodeCall: typeof purse.decodeCall = (one, reading) => {
    const calls = purse.decodeCall?.(one, reading) ?? null;
    return calls && [...calls, ...calls];
  };
  const venues = [lyra, { ...purse, decodeCall }];
  expect(judgeTransferOf({ ...book, venues }, call, terms).refused?.rule).toBe('transfer');
});

test('behavior: a venue that forgets to say what it gives gives nothing', () => {
  const { call, terms } = book.orders['of a token'];
  const [lyra, purse] = book.venues;
  if (!lyra || !purse) throw new Error('the book has two venues');
  const decodeCall: typeof purse.decodeCall = (one, reading) =>
    purse.decodeCall?.(one, reading)?.map(({ gives: _, ...rest }) => rest) ?? null;
  const venues = [lyra, { ...purse, decodeCall }];
  expect(judgeTransferOf({ ...book, venues }, call, terms).refused?.rule).toBe('recipient');
});

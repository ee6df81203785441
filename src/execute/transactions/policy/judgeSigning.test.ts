import { concat } from 'viem';
import { describe, expect, test } from 'vitest';
import { wei } from '../../../model/units.js';
import { sanity } from './judgeForm.js';
import type { SigningRule } from './signingRules.js';
import {
  account,
  approve,
  clearingHouse,
  deposit,
  dollars,
  gwei,
  judged,
  policyOf,
  reading,
  stranger,
  trade,
  unsigned,
  usdc,
  vault,
  withdraw,
} from './testing/perpBook.js';

const nothing = { to: account, data: '0x', value: wei(0n) } as const;
const spent = (notional: number, gas = 0n) => ({ notional, gas: wei(gas) });
const zeroed = { refused: null, notional: 0, lowersRisk: true };

test('default: a trade is signed, and counts by what its calldata says', () => {
  expect(judged(unsigned(trade('Buy', '2')))).toEqual({
    refused: null,
    does: ['openPosition: buy 2 ETH, at most 1900.00 USD'],
    notional: 4_000,
    gasCost: 10n ** 16n,
    lowersRisk: false,
  });
});

test('default: an approval for exactly what follows is signed', () => {
  const amount = dollars('1000.000001');
  expect(judged(unsigned(approve(amount)), { next: [deposit(amount)] })).toMatchObject({
    ...zeroed,
    does: [`approve: perp-v2 may take exactly ${amount} of ${usdc}`],
  });
});

test('behavior: an approval for two that follow is for the sum of both', () => {
  const next = [deposit(3n), approve(9n), deposit(4n)];
  expect(judged(unsigned(approve(7n)), { next }).refused).toBeNull();
  expect(judged(unsigned(approve(4n)), { next }).refused).toEqual({
    rule: 'approval',
    text: `it lets perp-v2 take 4 of ${usdc}, and what follows takes 7`,
  });
});

test('behavior: an approval is taken back whatever follows', () => {
  expect(judged(unsigned(approve(0n)))).toMatchObject(zeroed);
});

test('behavior: a nonce is taken back by a key that only reduces and has no budget', () => {
  const policy = policyOf({
    profile: 'reduceOnly',
    transaction: { gas: 0, notional: 0 },
    day: { gas: 0, notional: 0 },
  });
  expect(judged(unsigned(nothing), { policy })).toMatchObject({ ...zeroed, does: ['take the nonce back'] });
});

describe('budgets', () => {
  test.each<[string, Parameters<typeof policyOf>[0], ReturnType<typeof spent>, SigningRule, RegExp]>([
    [
      'a transaction',
      { transaction: { notional: 3_999 } },
      spent(0),
      'transaction.notional',
      /4000 USD .* may add 3999 USD/,
    ],
    [
      'a day',
      { day: { notional: 9_999 } },
      spent(6_000),
      'day.notional',
      /6000 USD were signed .* 24 h may add 9999 USD/,
    ],
    [
      'gas of a transaction',
      { transaction: { gas: 0.0099 } },
      spent(0),
      'transaction.gas',
      /0\.010000 .* may cost 0\.0099/,
    ],
    [
      'gas of a day',
      { day: { gas: 0.05 } },
      spent(0, 4n * 10n ** 16n + 1n),
      'day.gas',
      /0\.010000 .* 0\.040000 .* 0\.05/,
    ],
    ['a key that only reduces', { profile: 'reduceOnly' }, spent(0), 'profile', /only reduces/],
  ])('behavior: over the budget of %s, it is refused with the figure and the limit', (_, stated, used, rule, text) => {
    const { refused } = judged(unsigned(trade('Buy', '2')), { policy: policyOf(stated), spent: used });
    expect(refused).toEqual({ rule, text: expect.stringMatching(text) });
  });

  test('behavior: a budget is used up to its last dollar and wei', () => {
    const policy = policyOf({ transaction: { notional: 4_000, gas: 0.01 }, day: { notional: 10_000, gas: 0.05 } });
    const used = spent(6_000, 4n * 10n ** 16n);
    expect(judged(unsigned(trade('Buy', '2')), { policy, spent: used }).refused).toBeNull();
  });

  test.each([
    ['a reduction', trade('Sell', '3'), []],
    ['a deposit', deposit(dollars('1000000')), []],
    ['the approval before a deposit', approve(5n), [deposit(5n)]],
  ])('invariant: no budget and no profile stops %s', (_, call, next) => {
    const policy = policyOf({
      profile: 'reduceOnly',
      transaction: { notional: 0, gas: 0 },
      day: { notional: 0, gas: 0 },
    });
    const over = spent(1e9, 10n ** 24n);
    expect(judged(unsigned(call), { policy, spent: over, next })).toMatchObject(zeroed);
  });

  test('behavior: more than is held does not only reduce', () => {
    const policy = policyOf({ profile: 'reduceOnly' });
    expect(judged(unsigned(trade('Sell', '3.000000000000000001')), { policy }).refused?.rule).toBe('profile');
    expect(judged(unsigned(trade('Sell', '3')), { policy }).refused).toBeNull();
    expect(judged(unsigned(withdraw(1n)), { policy }).refused?.rule).toBe('profile');
  });

  test('behavior: an approval for what may add risk is no rescue', () => {
    const venue = {
      id: 'toy',
      spenders: [{ token: usdc, spender: vault }],
      decodeCall: () => [
        {
          ...{ does: 'open', recipients: [account], value: wei(0n), notional: 5, lowersRisk: false },
          pays: [{ token: usdc, amount: 5n as never }],
        },
      ],
    };
    const policy = policyOf({ profile: 'reduceOnly' });
    const { refused } = judged(unsigned(approve(5n)), { venues: [venue], next: [trade('Buy', '1')], policy });
    expect(refused?.rule).toBe('profile');
  });

  test('behavior: what nobody can price is not signed', () => {
    const purpose = { next: [], readings: [] };
    expect(judged(unsigned(trade('Buy', '2')), { purpose }).refused).toEqual({
      rule: 'function',
      text: 'perp-v2 does not know it: no price of perp-v2 ETH is known yet',
    });
    expect(judged(unsigned(deposit(5n)), { purpose }).refused).toBeNull();
    for (const notional of [Number.NaN, Number.POSITIVE_INFINITY, -1]) {
      const call = { does: '', recipients: [], pays: [], value: wei(0n), notional, lowersRisk: false };
      const venues = [{ id: 'toy', decodeCall: () => [call] }];
      expect(judged(unsigned(trade('Buy', '2')), { venues }).refused?.rule).toBe('price');
    }
  });
});

describe('what is never signed', () => {
  const rule = (transaction: Parameters<typeof judged>[0], options?: Parameters<typeof judged>[1]) =>
    judged(transaction, options).refused?.rule;

  test('behavior: another chain, a new contract, fields that are none', () => {
    expect(rule(unsigned(deposit(1n), { chainId: 1 }))).toBe('form');
    for (const to of [undefined, null, '', '0x'])
      expect(rule(unsigned(deposit(1n), { to: to as never }))).toBe('creation');
    expect(rule(unsigned(deposit(1n), { to: '0x1234' }))).toBe('form');
    expect(rule(unsigned(deposit(1n), { data: '0xabc' }))).toBe('form');
    expect(rule(unsigned(deposit(1n), { nonce: -1 }))).toBe('form');
    expect(rule(unsigned(deposit(1n), { nonce: Number.NaN }))).toBe('form');
    expect(rule(unsigned(deposit(1n), { value: wei(-1n) }))).toBe('form');
    expect(rule(unsigned(deposit(1n), { gas: undefined as never }))).toBe('form');
    expect(rule(unsigned(nothing, { data: `0x${'00'.repeat(sanity.data + 1)}` }))).toBe('form');
  });

  test('behavior: fees beyond reason, of a rescue as well', () => {
    const rescue = deposit(1n);
    const { maxFeePerGas, maxPriorityFeePerGas } = sanity;
    expect(rule(unsigned(rescue, { gas: sanity.fee / gwei(20) + 1n }))).toBe('fees');
    expect(rule(unsigned(rescue, { gas: sanity.tip / gwei(1) + 1n }))).toBe('fees');
    expect(rule(unsigned(rescue, { gas: sanity.tip / gwei(1) }))).toBeUndefined();
    expect(rule(unsigned(rescue, { gas: 2n ** 64n, maxFeePerGas: wei(0n), maxPriorityFeePerGas: wei(0n) }))).toBe(
      'fees',
    );
    expect(rule(unsigned(rescue, { maxFeePerGas: wei(maxFeePerGas + 1n) }))).toBe('fees');
    // A whole block of a busy hour.
    const whole = { maxFeePerGas: wei(maxFeePerGas), maxPriorityFeePerGas: wei(maxPriorityFeePerGas) };
    expect(rule(unsigned(rescue, { gas: 30_000_000n, ...whole }))).toBeUndefined();
    expect(rule(unsigned(rescue, { maxFeePerGas: gwei(2_000), maxPriorityFeePerGas: gwei(1_001) }))).toBe('fees');
    expect(rule(unsigned(nothing, { maxPriorityFeePerGas: gwei(21) }))).toBe('fees');
  });

  test('behavior: a rescue on a rollup, which counts what its data costs on Ethereum as gas of its own', () => {
    // 32 000 gas of data at 200 gwei, at a base fee of 0.01 gwei: hundreds of millions of gas for a hundredth of a token.
    const dear = { gas: 960_000_000n, maxFeePerGas: wei(20_000_000n), maxPriorityFeePerGas: wei(0n) };
    expect(rule(unsigned(deposit(1n), dear))).toBeUndefined();
  });

  test('behavior: a target or a function that no venue knows', () => {
    expect(rule(unsigned({ ...deposit(1n), to: stranger }))).toBe('target');
    expect(rule(unsigned({ to: stranger, data: '0x', value: wei(1n) }))).toBe('target');
    expect(rule(unsigned({ ...nothing, value: wei(1n) }))).toBe('target');
    expect(rule(unsigned({ ...nothing, data: '0x00' }))).toBe('target');
    expect(rule(unsigned({ to: clearingHouse, data: '0xdeadbeef', value: wei(0n) }))).toBe('function');
    expect(rule(unsigned({ ...deposit(1n), data: concat([deposit(1n).data, '0x00']) }))).toBe('function');
    expect(rule(unsigned(deposit(1n)), { venues: [] })).toBe('target');
    expect(rule(unsigned(deposit(1n)), { venues: [{ id: 'silent' }] })).toBe('target');
    expect(rule(unsigned(deposit(1n)), { venues: [{ id: 'empty', decodeCall: () => [] }] })).toBe('function');
  });

  test('behavior: an approval before something that is no transaction', () => {
    for (const to of [undefined, null, '', '0x12'])
      expect(rule(unsigned(approve(5n)), { next: [{ ...deposit(5n), to: to as never }] })).toBe('approval');
    expect(rule(unsigned(approve(5n)), { next: [{ ...deposit(5n), data: null as never }] })).toBe('approval');
  });

  test('behavior: gas token that the calls do not use', () => {
    expect(rule(unsigned(deposit(1n), { value: wei(1n) }))).toBe('value');
    expect(rule(unsigned(approve(0n), { value: wei(1n) }))).toBe('value');
  });

  test('behavior: a venue that fails over bytes has refused them', () => {
    const venue = {
      id: 'broken',
      decodeCall: () => {
        throw new TypeError('undefined is not iterable');
      },
    };
    expect(rule(unsigned(deposit(1n)), { venues: [venue] })).toBe('function');
  });

  test('behavior: approvals that nothing needs', () => {
    expect(rule(unsigned(approve(5n)))).toBe('approval');
    expect(rule(unsigned(approve(6n)), { next: [deposit(5n)] })).toBe('approval');
    expect(rule(unsigned(approve(5n, stranger)), { next: [deposit(5n)] })).toBe('approval');
    expect(rule(unsigned(approve(5n)), { next: [{ ...deposit(5n), to: stranger }] })).toBe('approval');
    expect(rule(unsigned(approve(5n)), { next: [{ ...deposit(5n), value: wei(1n) }] })).toBe('approval');
    const endless = 2n ** 256n - 1n;
    expect(judged(unsigned(approve(endless)), { next: [deposit(endless)] }).refused).toEqual({
      rule: 'approval',
      text: `an approval of ${endless} has no bound`,
    });
  });

  test('invariant: a reading that says nothing of the venue makes nothing lawful', () => {
    const purpose = { next: [], readings: [{ ...reading, venue: 'other' }] };
    expect(judged(unsigned(trade('Sell', '1')), { purpose }).refused?.rule).toBe('function');
  });
});

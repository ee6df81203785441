import { expect, test } from 'vitest';
import type { Break } from '../../model/breaks.js';
import { unixMillis } from '../../model/units.js';
import { toyAccount } from '../../plan/testing/toyTokens.js';
import { sampleParentTerms } from '../../record/testing/sampleParent.js';
import type { CheckContext } from '../check.js';
import { actionOf, addUsdc, contextOf, sell } from '../testing/violations.js';
import { openBreak } from './openBreak.js';

const found = (change: Partial<Break> = {}): Break => ({
  ...{ id: 'break-1', strategy: 'toy-book', account: toyAccount, chainId: 31337, venue: 'toy' },
  ...{ what: 'toy ETH', expected: 3, actual: 4, text: '', isGift: false, status: 'Open', author: '', reason: '' },
  ...{ openedAt: unixMillis(0), closedAt: null },
  ...change,
});
const verdictOf = (breaks: readonly Break[], quantity: number, reduceOnly: boolean) =>
  openBreak(contextOf(actionOf(sell(quantity, { reduceOnly })), undefined, { breaks })).verdict;

test('default: a break stops what adds risk at its venue, and lets through what takes it off', () => {
  expect(verdictOf([found()], 20, false)).not.toBe('pass');
  expect(verdictOf([found()], 2, true)).toBe('pass');
  expect(verdictOf([found({ venue: 'other' })], 20, false)).toBe('pass');
});

test('behavior: an order that was asked for, and only reduces, is told how it goes; figures are rounded for reading', () => {
  const parent = { id: 'parent', acceptedAt: null, terms: sampleParentTerms } as const;
  const breaks = [found({ expected: 2.000_000_000_000_001, actual: 1.890_624_999_999_999_8 })];
  const judge = (change: Partial<CheckContext>) =>
    openBreak(contextOf(actionOf(sell(20, { reduceOnly: false })), undefined, { breaks, ...change })).text;
  expect(judge({})).toBe('toy ETH is 1.8906 and should be 2; see `ballast breaks`');
  expect(judge({ parent })).toMatch(/; what is to reduce goes where it is asked for with --reduce-only$/);
});

test('behavior: a gift stops nothing, and hides no break that is none', () => {
  const gift = found({ id: 'break-0', what: 'toy cross USDC', isGift: true });
  expect(verdictOf([gift], 20, false)).toBe('pass');
  expect(openBreak(contextOf(actionOf(addUsdc(100)), undefined, { breaks: [gift] })).verdict).toBe('pass');
  expect(verdictOf([gift, found()], 20, false)).not.toBe('pass');
});

import customErrorsAbi from '@gmx-io/sdk/abis/CustomErrors';
import { expect, test } from 'vitest';
import { lifecycles } from '../../../../test/fixtures/gmx/lifecycles.js';
import { errorKinds } from './errorMeaning.js';
import { errorMeaningOf, gmxErrorMeanings, unknownError } from './errorMeanings.js';
import { orderErrors } from './orderErrors.js';
import { otherErrors } from './otherErrors.js';

const ofAbi: readonly string[] = customErrorsAbi.filter((item) => item.type === 'error').map(({ name }) => name);
const listed = [
  ...orderErrors.flatMap(({ errors }) => Object.keys(errors)),
  ...otherErrors.flatMap(({ names }) => names),
];

test('default', () => {
  expect(errorMeaningOf('OrderNotFulfillableAtAcceptablePrice')).toMatchObject({
    kind: 'price',
    says: 'the price with its impact was worse than the slippage bound allows',
    retry: 'after backing off',
  });
});

test('invariant: every error of the ABI has a meaning, and no other name has', () => {
  expect(ofAbi.length).toBe(325);
  expect(ofAbi.filter((name) => !gmxErrorMeanings.has(name))).toEqual([]);
  expect(listed.filter((name) => !ofAbi.includes(name))).toEqual([]);
});

test('invariant: every error is listed once', () => {
  expect(listed.filter((name, index) => listed.indexOf(name) !== index)).toEqual([]);
  expect(listed.length).toBe(325);
});

test('invariant: every kind is used, and every meaning is in sentences', () => {
  const meanings = [...gmxErrorMeanings.values()];
  expect(new Set(meanings.map(({ kind }) => kind))).toEqual(new Set(Object.keys(errorKinds)));
  for (const { says, ballast } of meanings) {
    expect(says).toMatch(/^[^.]{12,}$/);
    expect(ballast).toMatch(/^[^.]{12,}$/);
  }
});

test('behavior: what was met in recorded lives is told in its own sentence', () => {
  const met = lifecycles.flatMap(({ orders, reverted }) => [
    ...orders.flatMap(({ history }) => history.flatMap(({ reasonError }) => reasonError?.name ?? [])),
    ...reverted.map(({ error }) => error.name),
  ]);
  expect(new Set(met).size).toBeGreaterThan(14);
  const explained = orderErrors.flatMap(({ errors }) => Object.keys(errors));
  expect(met.filter((name) => !explained.includes(name))).toEqual([]);
});

test('behavior: tokens’ errors are the wallet’s; what is unknown is said to be', () => {
  expect(errorMeaningOf('ERC20: transfer amount exceeds balance').kind).toBe('wallet');
  expect(errorMeaningOf('SomethingNew')).toBe(unknownError);
  expect(errorMeaningOf('toString')).toBe(unknownError);
  expect(errorMeaningOf(null)).toBe(unknownError);
});

import { expect, test } from 'vitest';
import type { StandingLimits } from '../model/limits.js';
import { toFloat } from '../model/units.js';
import { unlimited } from '../plan/testing/toyBook.js';
import type { CheckContext } from './check.js';
import { checkAction } from './checkAction.js';
import { actionOf, at, comfortable, contextOf, sell } from './testing/violations.js';

const levels = (limits: StandingLimits) => [{ level: 'strategy' as const, limits }];
/** Leaves the book short by 2 000 USD for each ETH above 3. */
const selling = (quantity: number, limits: StandingLimits, change: Partial<CheckContext> = {}) =>
  checkAction(
    contextOf(actionOf(sell(quantity, { reduceOnly: false })), comfortable, { levels: levels(limits), ...change }),
  );
const gross = { gross: at(30_000, 20_000) };
const approval = { notional: 40_000, by: 'ann', codes: ['GROSS_EXPOSURE'] };

test('default: between the two bounds a person is asked, and the order is what they are asked about', () => {
  const { review, action, checks } = selling(15, gross);
  expect(review).toBe(true);
  expect(action?.notional).toBe(30_000);
  expect(checks.find(({ code }) => code === 'GROSS_EXPOSURE')).toEqual({
    code: 'GROSS_EXPOSURE',
    verdict: 'review',
    text: 'gross exposure would be 24000 USD; a person looks above 20000 USD; never above 30000 USD',
    value: 24_000,
    limit: 20_000,
    unit: 'usd',
    level: 'strategy',
  });
  expect(selling(13, gross)).toMatchObject({ review: false });
});

test('behavior: what is cut to what may not be exceeded is still for a person to look at', () => {
  const { review, action } = selling(30, gross);
  expect(review).toBe(true);
  expect(action?.terms.kind === 'trade' && toFloat(action.terms.quantity)).toBeCloseTo(18, 6);
});

test('behavior: what another check cuts until nobody need be asked is not asked about', () => {
  const limits = { ...unlimited, order: 24_000 };
  expect(selling(15, { gross: at(30_000, 20_000) }, { limits })).toMatchObject({ review: false });
  const late = { positions: { 'toy *': at(30_000, 20_000) }, greeks: { ETH: { delta: at(9) } } };
  expect(selling(15, late)).toMatchObject({ review: false });
});

test('behavior: a rejection is above a review: nobody is asked about what is not sent anyway', () => {
  const { review, action } = selling(15, { ...gross, restricted: ['toy ETH'], crossing: 'review' }, { least: 1e9 });
  expect({ review, action }).toEqual({ review: false, action: null });
});

test('behavior: what a person has let pass goes, up to the size that they have let pass', () => {
  expect(selling(15, gross, { approval })).toMatchObject({ review: false, action: { notional: 30_000 } });
  expect(selling(15, gross, { approval }).checks.find(({ code }) => code === 'GROSS_EXPOSURE')?.text).toBe(
    'gross exposure would be 24000 USD; a person looks above 20000 USD; never above 30000 USD; approved by ann',
  );
  const cut = selling(15, gross, { approval: { ...approval, notional: 28_000 } });
  expect(cut).toMatchObject({ review: false, action: { notional: 28_000 } });
  expect(cut.size).toEqual([expect.stringMatching(/^shrunk to 14 ETH: .*approved by ann up to 28000 USD$/)]);
});

test('behavior: what was not asked about is asked about, whatever else was let pass', () => {
  const other = { ...approval, codes: ['NET_EXPOSURE'] };
  expect(selling(15, gross, { approval: other })).toMatchObject({ review: true });
});

test('invariant: a yes does not reach beyond what is rejected', () => {
  const { action } = selling(40, gross, { approval: { ...approval, notional: 1e9 } });
  expect(action?.terms.kind === 'trade' && toFloat(action.terms.quantity)).toBeCloseTo(18, 6);
});

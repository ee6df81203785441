import { expect, test } from 'vitest';
import { type DeskEvent, emptyDesk } from '../model/desk.js';
import type { Review } from '../model/review.js';
import { deskAfter, withEvents, withoutUnused } from './deskEvents.js';
import type { DecisionDraft } from './plan.js';

const subject = { underlying: 'ETH' };
const used: DeskEvent = { kind: 'closeReview', review: 'r', status: 'Used', text: 'sent', sent: 'hedge ETH|ETH' };
const decision = (verdict: DecisionDraft['verdict'], notional: number) =>
  ({ rule: 'hedge ETH', subject, verdict, action: { notional } }) as unknown as DecisionDraft;
const asked = (notional: number, code: string, side = 'Sell'): DeskEvent =>
  ({
    kind: 'openReview',
    review: {
      ...{ rule: 'hedge ETH', subject, notional, approved: notional, approvals: notional > 50 ? 2 : 1 },
      ...{ terms: { kind: 'trade', side }, checks: [{ code }] },
    },
  }) as unknown as DeskEvent;

test('default: what one part has used of an approval is not there for the next', () => {
  const desk = { ...emptyDesk, reviews: [{ id: 'r', approved: 48_000 } as Review, { id: 's', approved: 5 } as Review] };
  expect(deskAfter(desk, [decision('act', 30_000)], [used]).reviews).toMatchObject([
    { approved: 18_000 },
    { approved: 5 },
  ]);
  expect(deskAfter(desk, [decision('act', 50_000)], [used]).reviews).toMatchObject([{ approved: 0 }, { approved: 5 }]);
  expect(deskAfter(desk, [decision('act', 30_000)], [])).toBe(desk);
});

test('behavior: what silence has approved is shared in the same way, and is no more than it approved', () => {
  const vote = { author: 'bob', verdict: 'approve', notional: 40, text: '', at: 0 };
  const late = { id: 'r', status: 'Open', notional: 100, approved: 100, votes: [vote], onExpiry: 'approve' };
  const silence: DeskEvent = { kind: 'closeReview', review: 'r', status: 'Approved', approved: 40, text: 'in time' };
  const desk = { ...emptyDesk, reviews: [late as unknown as Review] };
  expect(deskAfter(desk, [decision('act', 30)], [silence, used]).reviews).toMatchObject([
    { status: 'Approved', approved: 10 },
  ]);
});

test('behavior: an approval is used up only by what is sent after all', () => {
  expect(withoutUnused([used], [decision('act', 1)])).toEqual([used]);
  expect(withoutUnused([used], [decision('refused', 1)])).toEqual([]);
});

test('behavior: parts in one direction ask one question and use one approval up once', () => {
  const [one, ...more] = withEvents([asked(40, 'GROSS')], [asked(60, 'MAX_ORDER_USD'), used, used]);
  expect(one).toMatchObject({
    review: { notional: 100, approved: 100, approvals: 2, checks: [{ code: 'GROSS' }, { code: 'MAX_ORDER_USD' }] },
  });
  expect(more).toEqual([used]);
  expect(withEvents([asked(40, 'GROSS')], [asked(60, 'GROSS', 'Buy')])).toHaveLength(2);
});

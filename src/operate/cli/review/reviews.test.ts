import { expect, test } from 'vitest';
import { milliseconds, WAD, wad } from '../../../model/units.js';
import { sampleReview } from '../../../record/testing/sampleReview.js';
import { reviewText } from './reviews.js';

const open = {
  id: '0198f2c4-7a1b-7000-8000-000000000000',
  status: 'Open',
  votes: [],
  text: '',
  closedAt: null,
} as const;

test('behavior: of an order, a question tells its stop, its limit and how it is to be worked', () => {
  const asked = sampleReview();
  if (asked.terms.kind !== 'trade') throw new Error('it is about a trade');
  const whole = {
    ...{ ...asked.terms, stopPx: wad(500n * WAD), worstPrice: wad(490n * WAD) },
    algorithm: { kind: 'twap', over: milliseconds(1_800_000), slices: 12, jitter: 0 },
  } as const;
  const [first] = reviewText({ ...asked, ...open, terms: whole }, asked.openedAt).split('\n');
  expect(first).toContain('sell 30.0000 perp-v2 ETH, stop 500.00, limit 490.00, twap over 30 min in 12');
  expect(reviewText({ ...asked, ...open }, asked.openedAt)).toMatch(/sell 30\.0000 perp-v2 ETH\S* {2}/);
});

test('behavior: how many people are still to answer is counted, and what ended before anybody did was not refused', () => {
  const asked = { ...sampleReview({ approvals: 2 }), ...open };
  const vote = { author: 'ann', verdict: 'approve', text: '', at: asked.openedAt } as const;
  const said = (votes: (typeof vote)[]) => reviewText({ ...asked, votes }, asked.openedAt);
  expect(said([])).toContain('  2 people must approve; `ballast review approve');
  expect(said([vote])).toContain('  1 more must approve, 1 of 2 have; ');
  const over = { ...asked, status: 'Rejected', text: 'the order is over', closedAt: asked.openedAt } as const;
  expect(reviewText(over, asked.openedAt)).toMatch(/^not needed any more {2}sell/);
  expect(reviewText({ ...over, votes: [{ ...vote, verdict: 'reject' }] }, asked.openedAt)).toMatch(/^rejected /);
});

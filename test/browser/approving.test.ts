import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { unixMillis } from '../../src/model/units.js';
import { insertParents } from '../../src/record/statements/parentOrders.js';
import { openReview } from '../../src/record/statements/reviews.js';
import { sampleParent } from '../../src/record/testing/sampleParent.js';
import { sampleReview } from '../../src/record/testing/sampleReview.js';
import { openChromium } from './chromium.js';
import { openConsole, visit } from './openConsole.js';

let browser: Browser;
beforeAll(async () => {
  browser = await openChromium();
});
afterAll(() => browser?.close());

test('behavior: who asked for an order, by whatever name, may reject it and not approve it where two must', async () => {
  const desk = await openConsole(onTestFinished);
  const parent = sampleParent({ author: 'telegram:Approver', strategy: 'eth-book', chainId: 31_337 });
  const times = { openedAt: desk.now(), expiresAt: unixMillis(desk.now() + 900_000) };
  const review = sampleReview({ strategy: 'eth-book', ...times, approvals: 2, subject: { parent: parent.id } });
  await desk.ledger.commit([insertParents([parent]), openReview(review)]);
  const { page } = await visit(browser, desk, onTestFinished, { as: 'approver', at: '/approvals' });
  const own = page.locator('main section').filter({ has: page.locator(`a[href="/orders/${parent.id}"]`) });
  await own.getByText('You asked for it: two others must approve.').waitFor();
  expect(await own.getByRole('button', { name: 'Approve…' }).getAttribute('aria-disabled')).toBe('true');
  expect(await own.getByRole('button', { name: 'Reject…' }).getAttribute('aria-disabled')).toBeNull();
});

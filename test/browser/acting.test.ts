import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { openAlerts } from '../../src/record/queries/alerts.js';
import { currentTradingState } from '../../src/record/queries/currentTradingState.js';
import { reviewsNamed } from '../../src/record/queries/reviews.js';
import { resolveAlert } from '../../src/record/statements/alerts.js';
import { openChromium } from './chromium.js';
import { openConsole, stands, visit } from './openConsole.js';

/** What people do on the page: each thing once, with the right to it, and never over somebody else's head. */

let browser: Browser;
beforeAll(async () => {
  browser = await openChromium();
});
afterAll(() => browser?.close());

const bar = (page: Page) => page.locator('header.top');
const dialog = (page: Page) => page.getByRole('dialog');
const toast = (page: Page) => page.locator('.toast');

/** The posts that the page makes from now on. */
function postsOf(page: Page): string[] {
  const posts: string[] = [];
  page.on('request', (request) => {
    if (request.method() === 'POST') posts.push(new URL(request.url()).pathname);
  });
  return posts;
}

describe('what may be sent', () => {
  test('default: paused with one answer, halted and resumed with a word that must be typed', async () => {
    const desk = await openConsole(onTestFinished);
    const { page, complaints } = await visit(browser, desk, onTestFinished);
    const state = async () => (await currentTradingState(desk.ledger)).state;

    await bar(page).getByRole('button', { name: 'Pause' }).click();
    await dialog(page).getByLabel('Why').fill('an upgrade of the venue');
    await dialog(page).getByRole('button', { name: 'Pause' }).click();
    await bar(page).getByText('Only reducing').waitFor();
    await page.getByText('Only reducing by admin: an upgrade of the venue').waitFor();
    expect(await state()).toBe('reducing');

    await bar(page).getByRole('button', { name: 'Halt' }).click();
    await dialog(page).getByLabel('Why').fill('something is wrong');
    const halt = dialog(page).getByRole('button', { name: 'Halt' });
    expect(await halt.getAttribute('aria-disabled')).toBe('true');
    await dialog(page).getByLabel('Type “halt” to confirm').fill('halt');
    await halt.click();
    await bar(page).getByText('Halted').waitFor();
    expect(await state()).toBe('halted');

    await bar(page).getByRole('button', { name: 'Resume' }).click();
    const resume = dialog(page).getByRole('button', { name: 'Resume' });
    await resume.click({ force: true });
    expect(await state()).toBe('halted');
    await dialog(page).getByLabel('Type “resume” to confirm').fill('resume');
    await resume.click();
    await bar(page).getByText('Active').waitFor();
    expect(await state()).toBe('active');
    // Its button is gone: the keyboard goes on at the page.
    await expect.poll(() => page.evaluate('document.activeElement.id')).toBe('main');
    expect(complaints).toEqual([]);
  });

  test('behavior: whoever lacks the right sees the button, why it is not theirs, and whose it is', async () => {
    const desk = await openConsole(onTestFinished);
    await desk.ask('POST', '/v1/trading-state/pause', { as: 'operator', body: { text: 'lunch' } });
    const { page } = await visit(browser, desk, onTestFinished, { as: 'operator' });
    const posts = postsOf(page);
    const resume = bar(page).getByRole('button', { name: 'Resume' });
    expect(await resume.getAttribute('aria-disabled')).toBe('true');
    expect(await resume.getAttribute('title')).toContain('an admin');
    await resume.click({ force: true });
    expect(await dialog(page).count()).toBe(0);
    expect(posts).toEqual([]);
  });

  test('behavior: two operators at once: a resume that was begun before a halt does not undo it', async () => {
    const desk = await openConsole(onTestFinished);
    await desk.ask('POST', '/v1/trading-state/pause', { as: 'operator', body: { text: 'lunch' } });
    const { page } = await visit(browser, desk, onTestFinished);
    await bar(page).getByRole('button', { name: 'Resume' }).click();
    await dialog(page).getByLabel('Type “resume” to confirm').fill('resume');

    desk.pass(1_000);
    await desk.ask('POST', '/v1/trading-state/halt', { as: 'operator', body: { text: 'the oracle lies' } });
    await bar(page).getByText('Halted').waitFor();
    await dialog(page).getByRole('button', { name: 'Resume' }).click();
    await dialog(page).getByRole('alert').waitFor();
    expect((await currentTradingState(desk.ledger)).state).toBe('halted');
  });
});

describe('approvals', () => {
  test('default: an order is approved for less, with the reason, by who is logged in', async () => {
    const desk = await openConsole(onTestFinished);
    const { page, complaints } = await visit(browser, desk, onTestFinished, { as: 'approver', at: '/approvals' });
    await stands(page, 'Approvals');
    await page.locator('main').getByRole('button', { name: 'Approve…' }).click();
    await dialog(page).getByLabel('No more than, USD').fill('20000');
    await dialog(page).getByLabel('Why').fill('a third of it will do');
    await dialog(page).getByRole('button', { name: 'Approve' }).click();
    await toast(page).getByText('Approved').waitFor();
    const [review] = await reviewsNamed(desk.ledger, desk.review);
    expect(review).toMatchObject({ status: 'Approved', approved: 20_000 });
    expect(review?.votes).toMatchObject([{ author: 'approver', verdict: 'approve', text: 'a third of it will do' }]);
    await page.getByText('No order waits for a person').waitFor();
    expect(complaints).toEqual([]);
  });

  test('behavior: on a phone an order is rejected', async () => {
    const desk = await openConsole(onTestFinished);
    const { page } = await visit(browser, desk, onTestFinished, { screen: 'phone', as: 'approver', at: '/approvals' });
    await page.locator('main').getByRole('button', { name: 'Reject…' }).tap();
    await dialog(page).getByRole('button', { name: 'Reject' }).tap();
    await toast(page).getByText('Rejected').waitFor();
    expect((await reviewsNamed(desk.ledger, desk.review))[0]?.status).toBe('Rejected');
  });

  test('behavior: a double click is one answer', async () => {
    const desk = await openConsole(onTestFinished);
    const { page } = await visit(browser, desk, onTestFinished, { as: 'approver', at: '/approvals' });
    const posts = postsOf(page);
    // The answer is held back until the second click is over.
    let release = () => {};
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    await page.route('**/v1/reviews/*/approve', async (route) => {
      await held;
      await route.continue();
    });
    await page.locator('main').getByRole('button', { name: 'Approve…' }).click();
    const approve = dialog(page).locator('button[type=submit]');
    await approve.dblclick();
    await dialog(page).getByRole('button', { name: 'Asking…' }).click({ force: true });
    release();
    await toast(page).getByText('Approved').waitFor();
    expect(posts.filter((path) => path.endsWith('/approve'))).toHaveLength(1);
    expect((await reviewsNamed(desk.ledger, desk.review))[0]?.votes).toHaveLength(1);
  });

  test('behavior: an answer whose line broke is sent again by hand as the same question, and counts once', async () => {
    const desk = await openConsole(onTestFinished);
    const { page } = await visit(browser, desk, onTestFinished, { as: 'approver', at: '/approvals' });
    const keys: (string | undefined)[] = [];
    await page.route('**/v1/reviews/*/approve', async (route) => {
      keys.push(route.request().headers()['idempotency-key']);
      if (keys.length > 1) return route.continue();
      // It arrives, but its answer is lost on the way back.
      await route.fetch();
      await route.abort('connectionreset');
    });
    await page.locator('main').getByRole('button', { name: 'Approve…' }).click();
    await dialog(page).getByRole('button', { name: 'Approve' }).click();
    await dialog(page).getByText('Ballast does not answer').waitFor();
    await dialog(page).getByRole('button', { name: 'Approve' }).click();
    await toast(page).getByText('Approved').waitFor();
    expect(keys).toHaveLength(2);
    expect(new Set(keys).size).toBe(1);
    expect((await reviewsNamed(desk.ledger, desk.review))[0]?.votes).toHaveLength(1);
  });

  test('behavior: who comes second is told who was first', async () => {
    const desk = await openConsole(onTestFinished);
    const { page } = await visit(browser, desk, onTestFinished, { as: 'approver', at: '/approvals' });
    await page.locator('main').getByRole('button', { name: 'Reject…' }).click();
    await desk.ask('POST', `/v1/reviews/${desk.review}/approve`, { as: 'admin', body: { text: 'fine' } });
    await page.locator('main').getByText('No order waits for a person').waitFor();
    await dialog(page).getByRole('button', { name: 'Reject' }).click();
    await dialog(page).getByRole('alert').getByText('admin').waitFor();
    expect(await dialog(page).getByRole('button', { name: 'Reject' }).count()).toBe(0);
    expect((await reviewsNamed(desk.ledger, desk.review))[0]?.status).toBe('Approved');
  });
});

test('an alert is taken on, and says by whom', async () => {
  const desk = await openConsole(onTestFinished);
  const { page } = await visit(browser, desk, onTestFinished, { as: 'operator', at: '/alerts' });
  await page.locator('main').getByRole('button', { name: 'Acknowledge' }).first().click();
  await dialog(page).getByLabel('Why').fill('I look at it');
  await dialog(page).getByRole('button', { name: 'Acknowledge' }).click();
  await page.locator('main').getByText('Taken on by operator').waitFor();
});

test('an alert whose cause is gone leaves the open ones by itself, and stands among what is over', async () => {
  const desk = await openConsole(onTestFinished);
  const { page, complaints } = await visit(browser, desk, onTestFinished, { as: 'viewer', at: '/alerts' });
  const main = page.locator('main');
  const lies = main.locator('section').filter({ hasText: '120 USDC lie in the wallet' });
  await lies.getByText(/^opened /).waitFor();
  desk.pass(60_000);
  const open = await openAlerts(desk.ledger);
  await desk.ledger.commit(open.map(({ code, subject }) => resolveAlert({ code, subject, at: desk.now() })));
  await main.getByText('No alert is open').waitFor();

  await main.getByLabel('Show').selectOption({ label: 'What is over' });
  await lies.getByText(/^over since /).waitFor();
  expect(await main.getByText(/^over since /).count()).toBe(open.length);
  expect(await main.getByRole('button', { name: 'Acknowledge' }).count()).toBe(0);
  // Where it stands is in the address: a link to it shows the same.
  await page.reload();
  await lies.getByText(/^over since /).waitFor();
  expect(complaints).toEqual([]);
});

test('an order that somebody asked for is paused, resumed and canceled', async () => {
  const desk = await openConsole(onTestFinished);
  const { page } = await visit(browser, desk, onTestFinished, { as: 'trader', at: `/orders/${desk.story.order}` });
  const main = page.locator('main');
  await main.getByRole('button', { name: /^Pause/ }).click();
  await dialog(page)
    .getByRole('button', { name: /^Pause/ })
    .click();
  await main.getByRole('button', { name: /^Resume/ }).click();
  await dialog(page)
    .getByRole('button', { name: /^Resume/ })
    .click();
  await main.getByRole('button', { name: /^Pause/ }).waitFor();
  await main.getByRole('button', { name: /^Cancel/ }).click();
  await dialog(page)
    .getByRole('button', { name: /^Cancel/ })
    .click();
  await toast(page)
    .getByText(/cancel/i)
    .waitFor();
});

import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { keyOf } from '../../src/operate/api/tokens.js';
import { raiseAlert } from '../../src/record/statements/alerts.js';
import { openChromium } from './chromium.js';
import { openConsole, type SeededDesk, stands, visit } from './openConsole.js';

/** What a page that stays open sets right by itself: what it has missed, what was not answered, and what its holder may do. */

let browser: Browser;
beforeAll(async () => {
  browser = await openChromium();
});
afterAll(() => browser?.close());

const critical = (page: Page) => page.locator('main').getByText('nothing new on base');

const raise = ({ ledger, now }: SeededDesk) =>
  ledger.commit([raiseAlert({ code: 'CHAIN_SILENT', subject: 'base', text: 'nothing new on base', at: now() })]);

test('behavior: what happened before a page could first listen is there once it does', async () => {
  const desk = await openConsole(onTestFinished);
  const { page } = await visit(browser, desk, onTestFinished);
  let isRefused = true;
  await page.route('**/v1/live', (route) => (isRefused ? route.abort() : route.continue()));
  await page.goto(`${desk.url}/alerts`);
  await stands(page, 'Alerts');
  await page.locator('main').getByText('120 USDC lie in the wallet').waitFor();
  await raise(desk);
  isRefused = false;
  await critical(page).waitFor();
});

test('behavior: what was not answered is asked for again while the daemon is heard, though nothing changes', async () => {
  const desk = await openConsole(onTestFinished, { beatMs: 200 });
  const { page } = await visit(browser, desk, onTestFinished);
  let asked = 0;
  await page.route('**/v1/alerts*', (route) => (asked++ === 0 ? route.abort() : route.continue()));
  await page.locator('nav').getByRole('link', { name: 'Alerts' }).first().click();
  await page.locator('main').getByText('the page tries again by itself').waitFor();
  await page.locator('main').getByText('120 USDC lie in the wallet').waitFor();
  expect(asked).toBe(2);
});

test('behavior: who is given another role sees at once what is theirs to do, also where nobody listened then', async () => {
  const desk = await openConsole(onTestFinished);
  const { page, complaints } = await visit(browser, desk, onTestFinished);
  const pause = page.locator('header.top').getByRole('button', { name: 'Pause' });
  const becomes = (role: string) => desk.setTokens(`ann ${role} sha256:${keyOf(desk.tokens.admin)}`);
  await page.locator('header.top').getByText('live').waitFor();
  expect(await pause.getAttribute('aria-disabled')).toBeNull();

  becomes('viewer');
  await page.locator('header.top [aria-disabled=true]').getByText('Pause').waitFor();
  expect(await pause.getAttribute('title')).toContain('ann (viewer) may not');

  // The line is lost, and the role is another one when it is back.
  let isRefused = true;
  await page.route('**/v1/live', (route) => (isRefused ? route.abort() : route.continue()));
  await page.context().setOffline(true);
  await page.locator('.banner').getByText('This device is offline.').waitFor();
  becomes('operator');
  await page.context().setOffline(false);
  isRefused = false;
  await page.locator('header.top').getByText('live').waitFor();
  await expect.poll(() => pause.getAttribute('aria-disabled'), { timeout: 20_000 }).toBeNull();
  expect(complaints.filter((one) => !one.includes('ERR_'))).toEqual([]);
});

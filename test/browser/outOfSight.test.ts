import type { Browser, Page, Request } from 'playwright-core';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { raiseAlert } from '../../src/record/statements/alerts.js';
import { openChromium } from './chromium.js';
import { openConsole, stands, visit } from './openConsole.js';

/** A tab that nobody looks at takes no line from those that somebody does, and does not hold its session open. */

let browser: Browser;
beforeAll(async () => {
  browser = await openChromium();
});
afterAll(() => browser?.close());

/** As the browser tells a tab: one without a window is in sight for ever. */
const show = (page: Page, state: 'visible' | 'hidden') =>
  page.evaluate<void>(`
    Object.defineProperty(document, 'visibilityState', { configurable: true, get: () => '${state}' });
    document.dispatchEvent(new Event('visibilitychange'));
  `);

const critical = (page: Page) => page.locator('main').getByRole('link', { name: /critical, / });

const isLive = (request: Request) => new URL(request.url()).pathname === '/v1/live';

test('behavior: a tab out of sight lets its stream go and asks for nothing, and has what it missed once it is back', async () => {
  const desk = await openConsole(onTestFinished, { beatMs: 200 });
  const { page } = await visit(browser, desk, onTestFinished);
  const { page: other } = await visit(browser, desk, onTestFinished);
  for (const one of [page, other]) {
    await stands(one, 'Overview');
    await one.locator('header.top').getByText('live').waitFor();
  }

  const closed = page.waitForEvent('requestfailed', isLive);
  await show(page, 'hidden');
  await closed;
  const asked: string[] = [];
  page.on('request', (request) => asked.push(new URL(request.url()).pathname));
  // What a page in sight asks for: something new, twice, and more than one beat.
  for (const [subject, said] of [
    ['two', '2 critical'],
    ['three', '3 critical'],
  ] as const) {
    await desk.ledger.commit([raiseAlert({ code: 'CHAIN_SILENT', subject, text: 'nothing new', at: desk.now() })]);
    await critical(other).getByText(said).waitFor();
    await other.waitForResponse('**/v1/overview');
  }
  expect(asked).toEqual([]);

  await show(page, 'visible');
  await page.locator('header.top').getByText('live').waitFor();
  await critical(page).getByText('3 critical').waitFor();
  expect(asked[0]).toBe('/v1/live');
  expect(asked.filter((path) => path === '/v1/live')).toHaveLength(1);
});

test('behavior: a tab opened out of sight has what happened since by the time somebody looks at it', async () => {
  const desk = await openConsole(onTestFinished, { beatMs: 200 });
  const { context } = await visit(browser, desk, onTestFinished);
  const page = await context.newPage();
  await page.clock.setFixedTime(desk.now());
  await page.addInitScript(
    "Object.defineProperty(document, 'visibilityState', { configurable: true, get: () => 'hidden' })",
  );
  await page.goto(`${desk.url}/alerts`);
  await stands(page, 'Alerts');
  await page.locator('main').getByText('120 USDC lie in the wallet').waitFor();
  await desk.ledger.commit([
    raiseAlert({ code: 'CHAIN_SILENT', subject: 'base', text: 'nothing new on base', at: desk.now() }),
  ]);
  await show(page, 'visible');
  await page.locator('main').getByText('nothing new on base').waitFor();
});

test('behavior: a glance at another tab costs nothing', async () => {
  const desk = await openConsole(onTestFinished, { beatMs: 200 });
  const { page } = await visit(browser, desk, onTestFinished);
  await page.locator('header.top').getByText('live').waitFor();
  const joined: string[] = [];
  page.on('request', (request) => isLive(request) && joined.push(request.url()));
  await show(page, 'hidden');
  await show(page, 'visible');
  await desk.ledger.commit([raiseAlert({ code: 'CHAIN_SILENT', subject: 'two', text: 'nothing new', at: desk.now() })]);
  await critical(page).getByText('2 critical').waitFor();
  expect(joined).toEqual([]);
});

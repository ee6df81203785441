import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { openChromium } from './chromium.js';
import { openConsole, stands, visit } from './openConsole.js';

/** Parts of the page that are fetched when they are wanted: where they do not come, that is said as what it is. */

let browser: Browser;
beforeAll(async () => {
  browser = await openChromium();
});
afterAll(() => browser?.close());

const bar = (page: Page) => page.locator('header.top');
const banners = (page: Page) => page.locator('.banner');
const goTo = (page: Page, name: string) => page.locator('nav').getByRole('link', { name }).first().click();
const missing = 'This part of the page could not be loaded';

/** As on a device that has never a moment to itself: nothing is fetched that nobody asks for. */
async function neverIdle(page: Page): Promise<void> {
  await page.addInitScript('window.requestIdleCallback = () => 0');
  await page.reload();
  await bar(page).getByText('live').waitFor();
}

test('behavior: what does not come because the line is lost makes no newer page, and comes by itself', async () => {
  const desk = await openConsole(onTestFinished);
  const { page, context } = await visit(browser, desk, onTestFinished);
  await neverIdle(page);
  await context.setOffline(true);
  await banners(page).getByText('This device is offline.').waitFor();
  await goTo(page, 'System');
  await page.getByText(missing).waitFor();
  expect(await page.locator('main').getByRole('button', { name: 'Try again' }).count()).toBe(0);
  await context.setOffline(false);
  await stands(page, 'System');
  expect(await banners(page).count()).toBe(0);
});

test('behavior: what a newer page has no more is told as that; it is not loaded while nobody would answer', async () => {
  const desk = await openConsole(onTestFinished);
  const { page, context } = await visit(browser, desk, onTestFinished);
  await neverIdle(page);
  await page.route(/System-[^/]*\.js$/, (route) => route.fulfill({ status: 404 }));
  await page.route(`${desk.url}/`, (route) =>
    route.fulfill({ contentType: 'text/html', body: '<script type="module" src="/assets/index-newer.js"></script>' }),
  );
  await goTo(page, 'System');
  await banners(page).getByText('A newer console is here.').waitFor();
  await page.getByText(missing).waitFor();
  const load = banners(page).getByRole('button', { name: 'Load it' });
  await context.setOffline(true);
  await banners(page).getByText('This device is offline.').waitFor();
  expect(await load.getAttribute('aria-disabled')).toBe('true');
  await load.click({ force: true });
  await banners(page).getByText('A newer console is here.').waitFor();
  await context.setOffline(false);
  await page.unroute(/System-[^/]*\.js$/);
  await page.unroute(`${desk.url}/`);
  await bar(page).getByText('live').waitFor();
  await load.click();
  await stands(page, 'System');
  expect(await banners(page).count()).toBe(0);
});

test('behavior: pages that nobody has opened yet are there when the line is lost', async () => {
  const desk = await openConsole(onTestFinished);
  const { page, context } = await visit(browser, desk, onTestFinished);
  const comes = page.waitForResponse(/System-[^/]*\.js$/);
  await page.reload();
  await (await comes).finished();
  await context.setOffline(true);
  await banners(page).getByText('This device is offline.').waitFor();
  await goTo(page, 'System');
  await page.getByRole('heading', { level: 1, name: 'System' }).waitFor();
  expect(await page.getByText(missing).count()).toBe(0);
});

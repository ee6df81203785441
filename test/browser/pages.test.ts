import { gzipSync } from 'node:zlib';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import type { ServedDesk } from '../../src/operate/api/testing/servedDesk.js';
import { openChromium } from './chromium.js';
import { faults, openConsole, stands, tooWide, visit } from './openConsole.js';

let browser: Browser;
let desk: ServedDesk;
const ends: (() => void | Promise<void>)[] = [];

beforeAll(async () => {
  browser = await openChromium();
  desk = await openConsole((end) => ends.unshift(end));
});
afterAll(async () => {
  await browser?.close();
  for (const end of ends) await end();
});

const pages = [
  ['/', 'Overview', 'perp-v2 cross'],
  ['/positions', 'Positions', 'perp-v2 ETH'],
  ['/risk', 'Risk', 'Runway'],
  ['/orders', 'Orders', 'perp-v2 ETH'],
  ['/orders/execution', 'Orders', 'Shortfall'],
  ['/decisions', 'Decisions', 'delta 2.41 ETH is over 1.5'],
  ['/approvals', 'Approvals', '60 000 USD; a person looks above 50 000 USD'],
  ['/alerts', 'Alerts', '120 USDC lie in the wallet'],
  ['/strategies', 'Strategies', 'eth-book'],
  ['/system', 'System', 'https://one.example'],
] as const;

describe.each([
  ['desktop', 'light'],
  ['desktop', 'dark'],
  ['phone', 'light'],
  ['phone', 'dark'],
] as const)('on a %s, %s', (screen, scheme) => {
  test('every page stands, fits the screen, keeps nobody out and leaves the console quiet', async () => {
    const { page, complaints } = await visit(browser, desk, onTestFinished, { screen, scheme });
    for (const [path, title, text] of pages) {
      await page.goto(`${desk.url}${path}`);
      await stands(page, title);
      await page.locator('main').getByText(text).first().waitFor();
      expect(await tooWide(page), `${path} is too wide`).toBeLessThanOrEqual(0);
      // The colours are those of the dark desktop, and the order of things that of the light phone: both were looked at.
      if (screen === 'desktop' || scheme === 'light') expect(await faults(page), path).toEqual([]);
    }
    expect(complaints).toEqual([]);
  }, 240_000);
});

test('an order, a decision and a question are reached by links, and the way back leads back', async () => {
  const { page, complaints } = await visit(browser, desk, onTestFinished, { at: '/orders' });
  await stands(page, 'Orders');
  await page.locator('main a.title').first().click();
  await page.getByText('What happened').waitFor();
  expect(await faults(page)).toEqual([]);
  await page.goBack();
  await stands(page, 'Orders');
  await page.goto(`${desk.url}/decisions`);
  await page.locator('main ol a').first().click();
  await page.getByText('On what').waitFor();
  expect(await faults(page)).toEqual([]);
  expect(complaints).toEqual([]);
});

test('what is not there is said, with the way on', async () => {
  const { page } = await visit(browser, desk, onTestFinished, { at: '/nowhere' });
  await page.getByText('There is no such page').waitFor();
  await page.goto(`${desk.url}/orders/0198f2c4-ffff`);
  await page.locator('main .notice.bad').waitFor();
});

test('on 360 pixels nothing is wider than the screen, and what is touched is large enough', async () => {
  const { page } = await visit(browser, desk, onTestFinished, { screen: 'narrow' });
  for (const [path, title] of pages) {
    await page.goto(`${desk.url}${path}`);
    await stands(page, title);
    expect(await tooWide(page), path).toBeLessThanOrEqual(0);
    const small = await page.evaluate<
      string[]
    >(`[...document.querySelectorAll('button, .bottom a, main select, main input, main summary, a.button, a.lone')]
      .filter((one) => one.getClientRects().length > 0 && one.getBoundingClientRect().height < 43.5)
      .map((one) => one.outerHTML.slice(0, 120))`);
    expect(small, path).toEqual([]);
  }
});

test('the first paint takes 200 kB at most, compressed, and nothing comes from elsewhere', async () => {
  const context = await browser.newContext();
  onTestFinished(() => context.close());
  const page = await context.newPage();
  // What is fetched once there is nothing else to do is no part of it.
  await page.addInitScript('window.requestIdleCallback = () => 0');
  const bodies = new Map<string, Promise<Buffer>>();
  const strangers: string[] = [];
  page.on('response', (response) => {
    const url = new URL(response.url());
    if (url.origin !== desk.url) strangers.push(url.href);
    if (!url.pathname.startsWith('/v1/'))
      bodies.set(
        url.pathname,
        response.body().catch(() => Buffer.alloc(0)),
      );
  });
  await page.goto(desk.url);
  await page.getByLabel('Token').fill(desk.tokens.viewer);
  await page.getByRole('button', { name: 'Log in' }).click();
  await stands(page, 'Overview');
  await page.locator('canvas').first().waitFor();
  let bytes = 0;
  for (const body of bodies.values()) bytes += gzipSync(await body).length;
  console.info(`first paint with its charts: ${(bytes / 1_000).toFixed(1)} kB compressed, ${bodies.size} files`);
  await page.reload();
  await stands(page, 'Overview');
  await page.locator('canvas').first().waitFor();
  const ms = await page.evaluate('Math.round(performance.now())');
  console.info(`from the reload until the overview stands with its charts: ${ms} ms`);
  expect(bytes).toBeLessThan(200_000);
  expect(strangers).toEqual([]);
});

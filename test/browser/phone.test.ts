import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { currentTradingState } from '../../src/record/queries/currentTradingState.js';
import { openChromium } from './chromium.js';
import { openConsole, screens, stands, tooWide, visit } from './openConsole.js';

/** The page in a hand, in every state that the keeper may be in: all of it is on the screen, and can be touched. */

let browser: Browser;
beforeAll(async () => {
  browser = await openChromium();
});
afterAll(() => browser?.close());

const bar = (page: Page) => page.locator('header.top');
const dialog = (page: Page) => page.getByRole('dialog');

const pages = [
  ['o', 'Overview'],
  ['p', 'Positions'],
  ['r', 'Risk'],
  ['b', 'Orders'],
  ['d', 'Decisions'],
  ['v', 'Approvals'],
  ['a', 'Alerts'],
  ['s', 'Strategies'],
  ['y', 'System'],
] as const;

test('no page is wider than a phone, whatever the keeper may do, and how old it is stands on it', async () => {
  const desk = await openConsole(onTestFinished);
  const { page } = await visit(browser, desk, onTestFinished, { screen: 'phone' });
  for (const [verb, said] of [
    [null, 'Active'],
    ['pause', 'Only reducing'],
    ['halt', 'Halted'],
  ] as const) {
    if (verb) await desk.ask('POST', `/v1/trading-state/${verb}`, { as: 'admin', body: { text: 'lunch' } });
    await bar(page).getByText(said).waitFor();
    for (const [key, title] of pages) {
      await page.keyboard.press('g');
      await page.keyboard.press(key);
      await stands(page, title);
      for (const screen of ['phone', 'narrow', 'small'] as const) {
        const { viewport } = screens[screen];
        await page.setViewportSize(viewport);
        const what = `${title} on a ${screen} screen: ${said}`;
        // A chart is drawn anew once its place has changed.
        await expect.poll(() => tooWide(page), { message: what, timeout: 10_000 }).toBeLessThanOrEqual(0);
        const age = await bar(page).locator('.age').boundingBox();
        expect(age && age.x + age.width, what).toBeLessThanOrEqual(viewport.width);
      }
    }
  }
}, 240_000);

test('on a phone trading is let go on with a touch', async () => {
  const desk = await openConsole(onTestFinished);
  await desk.ask('POST', '/v1/trading-state/pause', { as: 'admin', body: { text: 'lunch' } });
  const { page, complaints } = await visit(browser, desk, onTestFinished, { screen: 'phone' });
  await bar(page).getByRole('button', { name: 'Resume' }).tap();
  await dialog(page).getByLabel('Type “resume” to confirm').fill('resume');
  const resume = dialog(page).getByRole('button', { name: 'Resume' });
  const place = await resume.boundingBox();
  const { width, height } = screens.phone.viewport;
  expect(place && place.x + place.width).toBeLessThanOrEqual(width);
  expect(place && place.y + place.height).toBeLessThanOrEqual(height);
  await resume.tap();
  await bar(page).getByText('Active').waitFor();
  expect((await currentTradingState(desk.ledger)).state).toBe('active');
  expect(complaints).toEqual([]);
});

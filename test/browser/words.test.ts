import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { openChromium } from './chromium.js';
import { openConsole, stands, visit } from './openConsole.js';

let browser: Browser;

beforeAll(async () => {
  browser = await openChromium();
});
afterAll(() => browser?.close());

test('behavior: on a phone a question that waits leads from its alert to the place where it is answered', async () => {
  const desk = await openConsole(onTestFinished);
  const { page } = await visit(browser, desk, onTestFinished, { screen: 'phone', at: '/alerts' });
  await stands(page, 'Alerts');
  await page.getByRole('link', { name: 'Answer it' }).click();
  await stands(page, 'Approvals');
  const card = page.locator('main .card').first();
  await card.getByRole('button', { name: 'Approve…' }).waitFor();
  // How long is left is said once, where it counts by itself.
  expect(await card.textContent()).toMatch(/without an answer by [\d:]+ UTC it is not done/);
});

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

test('behavior: a new order takes no side by itself, and its button says what is asked for', async () => {
  const desk = await openConsole(onTestFinished);
  const { page } = await visit(browser, desk, onTestFinished, { as: 'trader', screen: 'narrow', at: '/orders' });
  await stands(page, 'Orders');
  await page.getByRole('button', { name: 'New order' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('textbox', { name: /^Quantity/ }).fill('1.5');
  await dialog.getByRole('combobox', { name: /^Instrument/ }).fill('lyra ETH-19DEC26-2000-P');
  expect(await dialog.getByLabel('Side').inputValue()).toBe('');
  const before = dialog.getByRole('button', { name: 'Ask for it' });
  expect(await before.getAttribute('title')).toBe('Say the side first.');
  await dialog.getByLabel('Side').selectOption('Buy');
  const button = dialog.getByRole('button', { name: 'Buy 1.5 lyra ETH-19DEC26-2000-P' });
  const { x, width } = (await button.boundingBox()) ?? { x: 0, width: Number.POSITIVE_INFINITY };
  expect(x + width).toBeLessThanOrEqual(360);
});

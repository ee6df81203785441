import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { raiseAlert } from '../../src/record/statements/alerts.js';
import { beat } from '../../src/record/statements/runs.js';
import { openChromium } from './chromium.js';
import { logIn, openConsole, stands, visit } from './openConsole.js';

/** What somebody has begun to write is theirs until they send it or throw it away, whatever becomes of the page meanwhile. */

let browser: Browser;
beforeAll(async () => {
  browser = await openChromium();
});
afterAll(() => browser?.close());

const main = (page: Page) => page.locator('main');
const dialog = (page: Page) => page.getByRole('dialog');
const propose = (page: Page) => main(page).getByRole('button', { name: 'Propose a change' });
const text = (page: Page) => main(page).getByLabel('New text');
const goTo = (page: Page, name: string) => page.locator('nav').getByRole('link', { name }).first().click();

test('behavior: a new text of a strategy outlives other pages, the session and a page loaded anew, and is nobody else’s', async () => {
  const desk = await openConsole(onTestFinished);
  await desk.ledger.commit([beat({ at: desk.now() })]);
  const { page } = await visit(browser, desk, onTestFinished, { as: 'trader', at: '/strategies' });
  await stands(page, 'Strategies');
  await propose(page).click();
  const before = await text(page).inputValue();
  const after = `${before}# a word of mine\n`;
  await text(page).fill(after);
  await main(page).getByLabel('Why').fill('it must be said');

  await goTo(page, 'Risk');
  await stands(page, 'Risk');
  await page.goBack();
  expect(await text(page).inputValue()).toBe(after);
  expect(await main(page).getByLabel('Why').inputValue()).toBe('it must be said');

  desk.pass(13 * 3_600_000);
  const at = desk.now();
  await desk.ledger.commit([raiseAlert({ code: 'ENDPOINT_SILENT', subject: 'https://two.example', text: 'none', at })]);
  await page.getByText('Your session has ended.').waitFor();
  await logIn(page, desk.tokens.trader);
  expect(await text(page).inputValue()).toBe(after);

  await page.getByRole('button', { name: 'Log out' }).click();
  await logIn(page, desk.tokens.admin);
  await propose(page).waitFor();
  expect(await page.locator('body').textContent()).not.toContain('a word of mine');

  await page.reload();
  await page.getByRole('button', { name: 'Log out' }).click();
  await logIn(page, desk.tokens.trader);
  expect(await text(page).inputValue()).toBe(after);
  await main(page).getByRole('button', { name: 'Leave it' }).click();
  await goTo(page, 'Risk');
  await stands(page, 'Risk');
  await desk.ledger.commit([beat({ at: desk.now() })]);
  await page.goBack();
  await propose(page).click();
  expect(await text(page).inputValue()).toBe(before);
});

test('behavior: a tab is not closed over a new text without a question', async () => {
  const desk = await openConsole(onTestFinished);
  await desk.ledger.commit([beat({ at: desk.now() })]);
  const { page } = await visit(browser, desk, onTestFinished, { as: 'trader', at: '/strategies' });
  await propose(page).click();
  await text(page).fill(`${await text(page).inputValue()}# a word of mine\n`);
  const asked = page.waitForEvent('dialog');
  await page.close({ runBeforeUnload: true });
  const question = await asked;
  expect(question.type()).toBe('beforeunload');
  await question.dismiss();
  expect(await text(page).inputValue()).toContain('a word of mine');
});

test('behavior: a half-filled order is taken up again, and said to be; it begins anew when it was thrown away', async () => {
  const desk = await openConsole(onTestFinished);
  const { page } = await visit(browser, desk, onTestFinished, { as: 'trader' });
  const quantity = dialog(page).getByLabel('Quantity');
  const open = async () => {
    await main(page).getByRole('button', { name: 'New order' }).click();
    await quantity.waitFor();
  };
  await goTo(page, 'Orders');
  await open();
  await quantity.fill('1.5');
  await page.goBack();
  await stands(page, 'Overview');
  await page.goForward();
  await open();
  expect(await quantity.inputValue()).toBe('1.5');
  await dialog(page).getByRole('button', { name: 'Begin anew' }).click();
  expect(await quantity.inputValue()).toBe('');

  await quantity.fill('2.5');
  await page.keyboard.press('Escape');
  await open();
  expect(await quantity.inputValue()).toBe('2.5');
  await dialog(page).getByRole('button', { name: 'Leave it' }).click();
  await open();
  expect(await quantity.inputValue()).toBe('');
});

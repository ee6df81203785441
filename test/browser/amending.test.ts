import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import type { ParentEvent } from '../../src/model/parentEvent.js';
import { wad } from '../../src/model/units.js';
import { parentsById } from '../../src/record/queries/parentOrders.js';
import { recordEvent } from '../../src/record/statements/parentOrders.js';
import { openChromium } from './chromium.js';
import { openConsole, type SeededDesk, visit } from './openConsole.js';

/** An order is given other terms from the page, also while somebody else does the same. */

let browser: Browser;
beforeAll(async () => {
  // What the server loads with the first question takes long on a busy machine: no page waits for it.
  await Promise.all([
    import('../../src/operate/orders/amendOrder.js'),
    import('../../src/operate/orders/bookShelf.js'),
  ]);
  browser = await openChromium();
});
afterAll(() => browser?.close());

const orderOf = async ({ ledger, story }: SeededDesk) => {
  const [order] = await parentsById(ledger, [story.order]);
  return order ?? expect.fail('it is there');
};

/** What somebody else, or the keeper, does to the order. */
async function happens(desk: SeededDesk, event: ParentEvent): Promise<void> {
  await desk.ledger.commit(recordEvent(await orderOf(desk), event, { author: 'bea', at: desk.now(), text: '' }));
}

const quantity = wad(25n * 10n ** 16n);

async function amending() {
  const desk = await openConsole(onTestFinished);
  await happens(desk, { kind: 'accept' });
  const at = `/orders/${desk.story.order}`;
  const { page, complaints } = await visit(browser, desk, onTestFinished, { as: 'trader', at });
  await page.getByRole('button', { name: 'Amend' }).click();
  return { desk, page, complaints, dialog: page.getByRole('dialog') };
}

test('default: what is written is asked for, and what was not written in is not', async () => {
  const { desk, page, complaints, dialog } = await amending();
  const send = dialog.getByRole('button', { name: 'Ask for the change' });
  expect(await send.getAttribute('aria-disabled')).toBe('true');
  await dialog.getByLabel('Quantity').fill('9.50');
  await dialog.getByLabel('Why').fill('half of it was a mistake');
  await send.click();
  await page.locator('.toast').getByText('Asked to change it').waitFor();
  expect((await orderOf(desk)).state).toMatchObject({
    status: 'PendingReplace',
    replacing: { quantity: wad(95n * 10n ** 17n) },
  });
  expect((await orderOf(desk)).state.replacing).not.toHaveProperty('price');
  expect(complaints).toEqual([]);
});

test('behavior: what somebody else has amended meanwhile is said, and is not undone by amending something else', async () => {
  const { desk, page, dialog } = await amending();
  await happens(desk, { kind: 'requestReplace', change: { quantity } });
  await happens(desk, { kind: 'replace' });
  await dialog.getByText('the quantity was 10 and is 0.25 now').waitFor();
  expect(await dialog.getByLabel('Quantity').inputValue()).toBe('0.25');

  await dialog.getByLabel('Limit, USD').fill('2450');
  await dialog.getByRole('button', { name: 'Ask for the change' }).click();
  await page.locator('.toast').getByText('Asked to change it').waitFor();
  const { state } = await orderOf(desk);
  expect(state).toMatchObject({ status: 'PendingReplace', quantity });
  expect(state.replacing).toEqual({ price: wad(2_450n * 10n ** 18n) });
});

test('behavior: what was written stays written, whatever somebody else does, until it is what the order has', async () => {
  const { desk, dialog } = await amending();
  const field = dialog.getByLabel('Quantity');
  const send = dialog.getByRole('button', { name: 'Ask for the change' });
  await field.fill('7');
  await happens(desk, { kind: 'requestReplace', change: { quantity } });
  await happens(desk, { kind: 'replace' });
  await dialog.getByText('the quantity was 10 and is 0.25 now').waitFor();
  expect(await field.inputValue()).toBe('7');
  expect(await send.getAttribute('aria-disabled')).toBeNull();
  await field.fill('0.25');
  expect(await send.getAttribute('aria-disabled')).toBe('true');
});

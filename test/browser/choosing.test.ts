import type { Browser, Locator, Page } from 'playwright-core';
import { keccak256, toHex } from 'viem';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { unixMillis, wad } from '../../src/model/units.js';
import { seedBook } from '../../src/operate/orders/testing/deskLedger.js';
import { newId } from '../../src/record/id.js';
import { parentOrders } from '../../src/record/queries/parentOrders.js';
import { keptByLatestRun } from '../../src/record/queries/proposals.js';
import { insertDecision } from '../../src/record/statements/orders.js';
import { insertParents } from '../../src/record/statements/parentOrders.js';
import { insertKeptStrategy } from '../../src/record/statements/proposals.js';
import { beat, saveStrategy } from '../../src/record/statements/runs.js';
import { insertTick } from '../../src/record/statements/ticks.js';
import { sampleDecision, sampleTick } from '../../src/record/testing/sample.js';
import { sampleParent } from '../../src/record/testing/sampleParent.js';
import { openChromium } from './chromium.js';
import { openConsole, stands, visit } from './openConsole.js';

/** What somebody chose or began holds: from page to page, and while the daemon and others go on. */

let browser: Browser;
beforeAll(async () => {
  browser = await openChromium();
});
afterAll(() => browser?.close());

const dialog = (page: Page) => page.getByRole('dialog');
const main = (page: Page) => page.locator('main');
/** By the beginning of its label: what it takes stands behind that. */
const field = (within: Locator, name: string) => within.getByLabel(new RegExp(`^${name}`));

describe('the book that is looked at', () => {
  test('behavior: it stays by the menu, by keys and by links, and a new order begins with it', async () => {
    const desk = await openConsole(onTestFinished);
    await seedBook(desk.ledger, 'zeta-book', { at: desk.now() - 30_000 });
    const { page, complaints } = await visit(browser, desk, onTestFinished, { as: 'trader' });
    await stands(page, 'Overview');
    const chosen = main(page).getByRole('button', { name: 'zeta-book', pressed: true });
    await main(page).getByRole('button', { name: 'zeta-book' }).click();
    await chosen.waitFor();
    await page.locator('.side').getByRole('link', { name: 'Positions' }).click();
    await stands(page, 'Positions');
    await chosen.waitFor();
    await page.keyboard.press('g');
    await page.keyboard.press('r');
    await stands(page, 'Risk');
    await chosen.waitFor();

    await page.locator('.side').getByRole('link', { name: 'Orders' }).click();
    await stands(page, 'Orders');
    // A list that is narrowed says so, and is told whole on asking.
    expect(await field(main(page), 'Book').inputValue()).toBe('zeta-book');
    await main(page).getByText('No such order').waitFor();
    await main(page).getByText('open of all books').waitFor();
    await main(page).getByRole('button', { name: 'New order' }).click();
    expect(await field(dialog(page), 'Book').inputValue()).toBe('zeta-book');
    await dialog(page).getByRole('button', { name: 'Leave it' }).click();
    await field(main(page), 'Book').selectOption({ label: 'All' });
    await main(page).getByRole('row').filter({ hasText: 'perp-v2 ETH' }).first().waitFor();

    await page.goto(`${desk.url}/orders/execution?book=zeta-book`);
    await stands(page, 'Orders');
    expect(await field(main(page), 'Book').inputValue()).toBe('zeta-book');

    await page.goto(`${desk.url}/?book=zeta-book`);
    await page.getByRole('link', { name: 'all decisions' }).click();
    await stands(page, 'Decisions');
    expect(await field(main(page), 'Book').inputValue()).toBe('zeta-book');
    // What waits for a person waits whichever book is looked at.
    await page.locator('.side').getByRole('link', { name: 'Approvals' }).click();
    await main(page).getByText('60 000 USD; a person looks above 50 000 USD').waitFor();
    expect(complaints).toEqual([]);
  });

  test('behavior: a book on a further chain is looked at among positions, and as that of its strategy elsewhere', async () => {
    const desk = await openConsole(onTestFinished);
    for (const name of ['zeta-book', 'zeta-book@base']) await seedBook(desk.ledger, name, { at: desk.now() - 30_000 });
    const { page, complaints } = await visit(browser, desk, onTestFinished, { as: 'trader', at: '/positions' });
    await stands(page, 'Positions');
    const chosen = (name: string) => main(page).getByRole('button', { name, exact: true, pressed: true });
    await main(page).getByRole('button', { name: 'zeta-book@base' }).click();
    await chosen('zeta-book@base').waitFor();
    await main(page).getByRole('button', { name: 'zeta-book', exact: true }).click();
    await chosen('zeta-book').waitFor();
    await main(page).getByRole('button', { name: 'zeta-book@base' }).click();
    await chosen('zeta-book@base').waitFor();
    for (const title of ['Overview', 'Risk']) {
      await page.locator('.side').getByRole('link', { name: title }).click();
      await stands(page, title);
      await chosen('zeta-book').waitFor();
      await page.goBack();
      await stands(page, 'Positions');
      await chosen('zeta-book@base').waitFor();
    }
    await page.locator('.side').getByRole('link', { name: 'Orders' }).click();
    await stands(page, 'Orders');
    expect(await field(main(page), 'Book').inputValue()).toBe('zeta-book');
    await main(page).getByRole('button', { name: 'New order' }).click();
    expect(await field(dialog(page), 'Book').inputValue()).toBe('zeta-book');
    expect(complaints).toEqual([]);
  });
});

test('default: every way in which a new order can be worked can be asked for', async () => {
  const desk = await openConsole(onTestFinished);
  const { page } = await visit(browser, desk, onTestFinished, { as: 'trader', at: '/orders' });
  await stands(page, 'Orders');
  const said: Readonly<Record<string, Readonly<Record<string, string>>>> = {
    '': {},
    twap: { Over: '2h', 'In how many parts': '4' },
    vwap: { Over: '2h', Profile: '3/2/1' },
    iceberg: { 'At a time': '0.25' },
  };
  const open = async () => {
    await main(page).getByRole('button', { name: 'New order' }).click();
    await field(dialog(page), 'Side').selectOption('Sell');
    await field(dialog(page), 'Quantity').fill('1');
    await field(dialog(page), 'Instrument').fill('perp-v2 ETH');
    await field(dialog(page), 'Limit, USD').fill('2400');
  };
  await open();
  const options = await field(dialog(page), 'Worked').locator('option').all();
  const offered = (await Promise.all(options.map((one) => one.getAttribute('value')))).map((value) => value ?? '');
  expect(offered).toEqual(Object.keys(said));
  for (const algo of offered) {
    if (algo !== '') await open();
    // What was filled in for another way does not go with it.
    await field(dialog(page), 'Worked').selectOption('twap');
    await field(dialog(page), 'Over').fill('1h');
    await field(dialog(page), 'Worked').selectOption(algo);
    for (const [label, text] of Object.entries(said[algo] ?? {})) await field(dialog(page), label).fill(text);
    await dialog(page).getByRole('button', { name: 'Sell 1 perp-v2 ETH' }).click();
    await dialog(page).waitFor({ state: 'detached' });
  }
  const asked = (await parentOrders(desk.ledger)).filter(({ author }) => author === 'trader');
  expect(asked.map(({ terms }) => terms.algorithm).reverse()).toEqual([
    { kind: 'immediate' },
    { kind: 'twap', over: 7_200_000, slices: 4, jitter: 0 },
    { kind: 'vwap', over: 7_200_000, profile: [3, 2, 1], jitter: 0 },
    { kind: 'iceberg', display: wad(25n * 10n ** 16n), jitter: 0 },
  ]);
});

test('behavior: older rows of one choice do not come among those of another', async () => {
  const desk = await openConsole(onTestFinished);
  const sides = ['Buy', 'Sell'] as const;
  await desk.ledger.commit([
    insertParents(
      Array.from({ length: 130 }, (_, i) =>
        sampleParent({ createdAt: unixMillis(desk.now() - 1_000_000 + i), terms: { side: sides[i % 2] ?? 'Buy' } }),
      ),
    ),
  ]);
  const { page } = await visit(browser, desk, onTestFinished, { at: '/orders' });
  await stands(page, 'Orders');
  let release = () => {};
  const held = new Promise<void>((resolve) => {
    release = resolve;
  });
  await page.route(/before=/, async (route) => {
    await held;
    await route.continue();
  });
  const older = main(page).getByRole('button', { name: 'Older' });
  const late = page.waitForResponse(/before=/);
  await older.click();
  await field(main(page), 'Side').selectOption('Buy');
  await main(page).getByRole('row').filter({ hasText: /sell/i }).first().waitFor({ state: 'detached' });
  release();
  await (await late).finished();
  // The button is there again, and what it adds is of this choice.
  const count = () => main(page).getByRole('row').count();
  const before = await count();
  await older.click();
  await expect.poll(count).toBeGreaterThan(before);
  expect(await main(page).getByRole('row').filter({ hasText: /sell/i }).count()).toBe(0);
});

test('behavior: where the newest that were looked through had none that is wanted, older ones can be had, and stay', async () => {
  const desk = await openConsole(onTestFinished);
  const tick = sampleTick({ at: desk.now() });
  const decided = (strategy: string) =>
    insertDecision(sampleDecision({ id: newId(desk.now()) }), {
      ...{ tick: tick.id, strategy, strategyHash: tick.strategyHash, at: desk.now() },
    });
  await desk.ledger.commit([
    insertTick(tick),
    decided('zeta-book'),
    Array.from({ length: 2_000 }, () => decided('eth-book')),
  ]);
  // Ids follow this machine's clock, and so many at once run ahead of it.
  desk.pass(Math.max(0, Date.now() - desk.now()) + 60_000);
  const { page } = await visit(browser, desk, onTestFinished, { at: '/decisions?book=zeta-book&verdict=act' });
  await stands(page, 'Decisions');
  await main(page).getByText('None among the newest').waitFor();
  await main(page).getByRole('button', { name: 'Older' }).click();
  const row = main(page).getByRole('link').filter({ hasText: 'zeta-book' });
  await row.waitFor();
  const again = page.waitForResponse('**/v1/decisions?*');
  await desk.ledger.commit([decided('eth-book')]);
  await (await again).finished();
  await main(page).getByText('Nothing is older.').waitFor();
  expect(await row.count()).toBe(1);
});

test('behavior: who edits what was changed meanwhile is told so for as long as they edit', async () => {
  const desk = await openConsole(onTestFinished);
  await desk.ledger.commit([beat({ at: desk.now() })]);
  const { page } = await visit(browser, desk, onTestFinished, { at: '/strategies' });
  await stands(page, 'Strategies');
  await main(page).getByRole('button', { name: 'Propose a change' }).click();
  const text = field(main(page), 'New text');
  await text.fill(`${await text.inputValue()}# mine\n`);

  const [kept] = await keptByLatestRun(desk.ledger);
  if (!kept) throw new Error('nothing is kept');
  const source = `${kept.source}# another's\n`;
  const [hash, at] = [keccak256(toHex(source)), desk.now()];
  await desk.ledger.commit([
    saveStrategy({ hash, name: kept.strategy, source, at }),
    insertKeptStrategy({ strategy: kept.strategy, file: kept.file, hash, proposal: null, at }),
  ]);
  const told = main(page).getByText('What runs has changed since you began');
  await told.waitFor();
  const drafted = page.waitForResponse('**/v1/proposals/draft');
  await text.fill(`${await text.inputValue()}# and more\n`);
  await (await drafted).finished();
  await told.waitFor();
});

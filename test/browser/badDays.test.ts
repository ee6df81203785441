import SqliteClient from 'better-sqlite3';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { latestPulses } from '../../src/record/queries/pulses.js';
import { raiseAlert } from '../../src/record/statements/alerts.js';
import { replacePulse } from '../../src/record/statements/pulses.js';
import { openChromium } from './chromium.js';
import { faults, logIn, openConsole, type SeededDesk, stands, visit } from './openConsole.js';
import { seedStrangers } from './seedStrangers.js';

/** What people see when something is not as it should be: always what it is, and never a figure that only looks new. */

let browser: Browser;
beforeAll(async () => {
  browser = await openChromium();
});
afterAll(() => browser?.close());

const bar = (page: Page) => page.locator('header.top');
const dialog = (page: Page) => page.getByRole('dialog');
const banners = (page: Page) => page.locator('.banner');

const chipColour = (page: Page) =>
  page.evaluate<string>('getComputedStyle(document.querySelector("header.top .tag")).color');

/** Something new in the ledger: every page that looks at it asks anew. */
const change = (desk: SeededDesk) =>
  desk.ledger.commit([
    raiseAlert({
      code: 'ENDPOINT_SILENT',
      subject: 'https://two.example',
      text: 'no answer within 10 s',
      at: desk.now(),
    }),
  ]);

test('behavior: a chart whose code does not come says so, and is there once the page is loaded again', async () => {
  const desk = await openConsole(onTestFinished);
  const { page } = await visit(browser, desk, onTestFinished, { at: '/system' });
  await page.route(/Chart[^/]*\.js$/, (route) => route.abort());
  await page.goto(desk.url);
  await page.getByText('This part of the page could not be loaded').first().waitFor();
  await page.unroute(/Chart[^/]*\.js$/);
  await page.getByRole('button', { name: 'Try again' }).first().click();
  await page.locator('canvas').first().waitFor();
});

describe('who is let in', () => {
  test('behavior: a wrong token is refused in words, and the right one still lets in', async () => {
    const desk = await openConsole(onTestFinished);
    const { page } = await visit(browser, desk, onTestFinished, { as: null, at: '/risk' });
    await page.getByLabel('Token').fill('blst_nobody');
    await page.getByRole('button', { name: 'Log in' }).click();
    await page.getByRole('alert').waitFor();
    expect(await page.getByLabel('Token').inputValue()).toBe('');
    expect(await faults(page)).toEqual([]);
    await logIn(page, desk.tokens.viewer);
    await stands(page, 'Risk');
  });

  test('behavior: a session that ended leads to the log-in, and from there to where one was', async () => {
    const desk = await openConsole(onTestFinished);
    const { page } = await visit(browser, desk, onTestFinished, { at: '/decisions?verdict=act' });
    await stands(page, 'Decisions');
    desk.pass(13 * 3_600_000);
    await change(desk);
    await page.getByText('Your session has ended.').waitFor();
    expect(await page.locator('.shell').count()).toBe(0);
    await logIn(page, desk.tokens.viewer);
    await stands(page, 'Decisions');
    expect(new URL(page.url()).search).toBe('?verdict=act');
  });

  test('behavior: who logs in next sees nothing of what another was shown', async () => {
    const desk = await openConsole(onTestFinished);
    const { page } = await visit(browser, desk, onTestFinished);
    await page.locator('nav').getByRole('link', { name: 'Positions' }).first().click();
    await stands(page, 'Positions');
    await page.getByRole('button', { name: 'Log out' }).click();
    await page.getByLabel('Token').waitFor();
    expect(await page.locator('body').textContent()).not.toContain('eth-book');
    await page.goBack();
    await page.getByLabel('Token').waitFor();
  });
});

describe('what is not new', () => {
  test('behavior: offline: said at once, nothing can be asked, and all is well again by itself', async () => {
    const desk = await openConsole(onTestFinished);
    const { page, context } = await visit(browser, desk, onTestFinished);
    await bar(page).getByText('live').waitFor();
    await context.setOffline(true);
    await banners(page).getByText('This device is offline.').waitFor();
    const pause = bar(page).getByRole('button', { name: 'Pause' });
    expect(await pause.getAttribute('aria-disabled')).toBe('true');
    await pause.click({ force: true });
    expect(await dialog(page).count()).toBe(0);
    expect(await page.locator('.shell.is-stale').count()).toBe(1);
    expect(await faults(page)).toEqual([]);
    await context.setOffline(false);
    await bar(page).getByText('live').waitFor();
    expect(await banners(page).count()).toBe(0);
    expect(await pause.getAttribute('aria-disabled')).toBeNull();
  });

  test('behavior: a keeper that has written nothing for long is said above everything, on every page', async () => {
    const desk = await openConsole(onTestFinished);
    const { page } = await visit(browser, desk, onTestFinished);
    await bar(page).getByText('live').waitFor();
    desk.pass(15 * 60_000);
    await change(desk);
    await banners(page).getByText('As of 15 min ago.').waitFor();
    expect(await faults(page)).toEqual([]);
    await page.locator('nav').getByRole('link', { name: 'Positions' }).first().click();
    await stands(page, 'Positions');
    await banners(page).getByText('As of 15 min ago.').waitFor();
  });

  test('behavior: a keeper that settles what was left open before it decides anything says so, until it does', async () => {
    const desk = await openConsole(onTestFinished);
    const { page } = await visit(browser, desk, onTestFinished);
    await bar(page).getByText('live').waitFor();
    expect(await banners(page).count()).toBe(0);
    const [pulse] = await latestPulses(desk.ledger);
    if (!pulse) expect.fail('its chain has one');
    await desk.ledger.commit(replacePulse({ ...pulse, ticks: { ...pulse.ticks, lastAt: null } }));
    await change(desk);
    await banners(page).getByText('ballast recovers on lab.').waitFor();
    expect(await faults(page)).toEqual([]);
    await desk.ledger.commit(replacePulse(pulse));
    await change(desk);
    await banners(page).waitFor({ state: 'detached' });
  });

  test('behavior: a keeper that hangs changes nothing, and is said all the same, also where it cannot be asked for more', async () => {
    const desk = await openConsole(onTestFinished, { beatMs: 200 });
    const { page } = await visit(browser, desk, onTestFinished);
    await bar(page).getByText('live').waitFor();
    desk.pass(15 * 60_000);
    await banners(page).getByText('As of 15 min ago.').waitFor();
    await bar(page).getByText('old').waitFor();
    await page.reload();
    await banners(page).getByText('As of 15 min ago.').waitFor();

    const other = await openConsole(onTestFinished, { beatMs: 200 });
    const { page: second } = await visit(browser, other, onTestFinished);
    await bar(second).getByText('live').waitFor();
    await second.route('**/v1/overview', (route) => route.fulfill({ status: 503, json: {} }));
    other.pass(15 * 60_000);
    await banners(second).getByText('As of 15 min ago.').waitFor();
    expect(await second.locator('.shell.is-stale').count()).toBe(1);
  });

  test('behavior: a daemon that has ended is said with since when, though nothing changes any more', async () => {
    const desk = await openConsole(onTestFinished, { beatMs: 200 });
    const { page } = await visit(browser, desk, onTestFinished);
    await bar(page).getByText('live').waitFor();
    const green = await chipColour(page);
    desk.stopDaemon();
    await banners(page).getByText('No daemon has run for 1 h').waitFor();
    await bar(page).getByText('no daemon').waitFor();
    expect(await page.locator('.shell.is-stale').count()).toBe(1);
    expect(await chipColour(page)).not.toBe(green);
    expect(await faults(page)).toEqual([]);
  });

  test('behavior: a clock that is wrong is named, and ages are told by the other one', async () => {
    const desk = await openConsole(onTestFinished);
    const { page } = await visit(browser, desk, onTestFinished, { as: null });
    await page.clock.setFixedTime(desk.now() - 7_200_000);
    await page.reload();
    await logIn(page, desk.tokens.viewer);
    await banners(page).getByText('The clock of this device is 2 h behind').waitFor();
    await page.goto(`${desk.url}/risk`);
    await stands(page, 'Risk');
    expect(await page.locator('.page-head').textContent()).toMatch(/as of \d+ s ago/);
  });

  test('behavior: a tab of an older build says that a newer one is there', async () => {
    const desk = await openConsole(onTestFinished);
    const { page, context } = await visit(browser, desk, onTestFinished);
    await bar(page).getByText('live').waitFor();
    await page.route(`${desk.url}/`, (route) =>
      route.fulfill({ contentType: 'text/html', body: '<script type="module" src="/assets/index-newer.js"></script>' }),
    );
    await context.setOffline(true);
    await banners(page).getByText('This device is offline.').waitFor();
    await context.setOffline(false);
    await banners(page).getByText('A newer console is here.').waitFor();
    await page.unroute(`${desk.url}/`);
    await page.getByRole('button', { name: 'Load it' }).click();
    await stands(page, 'Overview');
  });
});

describe('what cannot be had', () => {
  test('behavior: a view that fails says why and what mends it, and comes with another try', async () => {
    const desk = await openConsole(onTestFinished);
    const { page } = await visit(browser, desk, onTestFinished);
    await page.route('**/v1/risk*', (route) =>
      route.fulfill({
        status: 503,
        json: {
          error: { code: 'ledger_busy', message: 'the ledger is held by another', mend: 'ask again in a moment' },
        },
      }),
    );
    await page.locator('nav').getByRole('link', { name: 'Risk' }).first().click();
    await page.locator('main').getByText('The ledger is held by another').waitFor();
    await page.locator('main').getByText('Ask again in a moment').waitFor();
    expect(await faults(page)).toEqual([]);
    await page.unroute('**/v1/risk*');
    await page.getByRole('button', { name: 'Try again' }).click();
    await stands(page, 'Risk');
  });

  test('behavior: what is still awaited keeps its place, and says so to who does not see it', async () => {
    const desk = await openConsole(onTestFinished);
    const { page } = await visit(browser, desk, onTestFinished);
    let release = () => {};
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    await page.route('**/v1/system', async (route) => {
      await held;
      await route.continue();
    });
    await page.locator('nav').getByRole('link', { name: 'System' }).first().click();
    await page.locator('main [aria-busy=true]').waitFor();
    expect(await page.locator('main .bone').count()).toBeGreaterThan(3);
    release();
    await stands(page, 'System');
  });

  test('behavior: a ledger that a backup holds is said, and the same answer counts once it is free', async () => {
    const desk = await openConsole(onTestFinished, { patienceMs: 50 });
    const { page } = await visit(browser, desk, onTestFinished);
    await bar(page).getByRole('button', { name: 'Pause' }).click();
    const other = new SqliteClient(desk.ledger.file);
    onTestFinished(() => void other.close());
    other.exec('begin immediate');
    await dialog(page).getByRole('button', { name: 'Pause' }).click();
    await dialog(page).getByRole('alert').waitFor();
    other.exec('rollback');
    await dialog(page).getByRole('button', { name: 'Pause' }).click();
    await bar(page).getByText('Only reducing').waitFor();
  });
});

test('behavior: what strangers write is shown as it is written, and does nothing', async () => {
  const nasty =
    '<img src=x onerror="window.pwned=1"><b>bold</b> \u202egnp.exe\u2066 {{7*7}} <script>window.pwned=2</script>';
  const desk = await openConsole(onTestFinished);
  const { order } = await seedStrangers(desk.ledger, desk.now(), nasty);
  const { page, complaints } = await visit(browser, desk, onTestFinished);
  for (const path of ['/', '/positions', '/risk', '/orders', '/decisions', '/alerts', '/system', `/orders/${order}`]) {
    await page.goto(`${desk.url}${path}`);
    await page.locator('.shell main h1').waitFor();
    await page.locator('.bone').first().waitFor({ state: 'detached' });
    if (path !== '/' && path !== '/risk' && path !== '/decisions' && path !== '/system') {
      await page.locator('main').getByText('<img src=x').first().waitFor();
    }
    expect(await page.evaluate('window.pwned'), path).toBeUndefined();
    expect(await page.locator('main img, main script, main b').count(), path).toBe(0);
    expect(await page.locator('body').textContent(), path).not.toMatch(/[\u202a-\u202e\u2066-\u2069]/u);
  }
  expect(complaints).toEqual([]);
});

test('behavior: all of it can be done with the keyboard alone', async () => {
  const desk = await openConsole(onTestFinished);
  const { page } = await visit(browser, desk, onTestFinished);
  const focused = () => page.evaluate<string>('document.activeElement.textContent.trim()');
  await page.reload();
  await stands(page, 'Overview');
  await page.keyboard.press('Tab');
  expect(await focused()).toBe('Skip to the page');
  await page.keyboard.press('Enter');
  expect(await page.evaluate('document.activeElement.id')).toBe('main');

  await page.keyboard.press('g');
  await page.keyboard.press('r');
  await stands(page, 'Risk');
  expect(await page.evaluate('document.activeElement.id')).toBe('main');
  await page.keyboard.press('?');
  await dialog(page).getByText('Keys').first().waitFor();
  await page.keyboard.press('Escape');
  await dialog(page).waitFor({ state: 'detached' });

  await bar(page).getByRole('button', { name: 'Pause' }).focus();
  await page.keyboard.press('Enter');
  await dialog(page).waitFor();
  for (let step = 0; step < 8; step += 1) {
    await page.keyboard.press('Tab');
    expect(
      await page.evaluate('document.activeElement === document.body || !!document.activeElement.closest("dialog")'),
    ).toBe(true);
  }
  await dialog(page).getByLabel('Why').focus();
  await page.keyboard.type('by keys');
  await page.keyboard.press('Enter');
  await page.getByText('Only reducing by admin: by keys').waitFor();
  // Keys that go somewhere are letters again where somebody writes.
  await bar(page).getByRole('button', { name: 'Resume' }).focus();
  await page.keyboard.press('Enter');
  await dialog(page).getByLabel('Why').focus();
  await page.keyboard.type('going on');
  await page.keyboard.press('Escape');
  await stands(page, 'Risk');
});

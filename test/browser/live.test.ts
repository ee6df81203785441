import SqliteClient from 'better-sqlite3';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { demo } from '../../src/operate/cli/demo/demo.js';
import type { DemoConsole } from '../../src/operate/cli/demo/demoConsole.js';
import { builtPage } from './builtPage.js';
import { openChromium } from './chromium.js';
import { faults, screens, stands } from './openConsole.js';

/** The whole story in a browser, with a keeper that runs: the market falls, the page shows it, a person answers, the keeper does it. */

let browser: Browser;
beforeAll(async () => {
  browser = await openChromium();
});
afterAll(() => browser?.close());

// A seed nobody picks by hand: the demo replaces the folder of its seed.
const seed = 999_999_996;
const dialog = (page: Page) => page.getByRole('dialog');

test('the demo is watched live, its question is answered, and the keeper is paused and resumed', async () => {
  const stop = new AbortController();
  const lines: string[] = [];
  let told = (_: DemoConsole) => {};
  const opened = new Promise<DemoConsole>((resolve) => {
    told = resolve;
  });
  const story = demo({
    ...{ seed, steps: 8, fast: true, console: true, page: builtPage(), stop: stop.signal },
    onConsole: (shown) => told(shown),
    write: (line) => lines.push(line),
  });
  onTestFinished(async () => {
    stop.abort();
    await story.catch(() => undefined);
  });
  const { url } = await Promise.race([opened, story.then(() => Promise.reject(new Error('it ended at once')))]);
  const context = await browser.newContext({ ...screens.desktop, reducedMotion: 'reduce' });
  onTestFinished(() => context.close());
  const page = await context.newPage();
  page.setDefaultTimeout(120_000);
  const complaints: string[] = [];
  page.on('pageerror', (error) => complaints.push(error.message));
  await page.goto(url);
  await stands(page, 'Overview');

  // What the keeper does is there as it does it, without anybody asking.
  await page.locator('section').filter({ hasText: 'Lately' }).getByText('filled').first().waitFor();
  await page.getByRole('link', { name: /1 order waits/ }).waitFor();
  await showsNewerBlock(page, newestBlockIn(`.ballast/demo/seed-${seed}/ledger.db`));

  const origin = new URL(url).origin;
  for (const [path, title] of [
    ['/positions', 'Positions'],
    ['/risk', 'Risk'],
    ['/orders', 'Orders'],
    ['/decisions', 'Decisions'],
    ['/strategies', 'Strategies'],
    ['/system', 'System'],
  ] as const) {
    await page.goto(`${origin}${path}`);
    await stands(page, title);
    expect(await faults(page), path).toEqual([]);
  }

  // A change of what runs: what is wrong is said with its line, then what it means; nothing changes by proposing it.
  await page.goto(`${origin}/strategies`);
  await page.getByRole('button', { name: 'Propose a change' }).click();
  const text = page.locator('textarea');
  const before = await text.inputValue();
  await text.fill(before.replace('cooldown: 30s', 'cooldown: soon'));
  await page.getByText('1 thing is wrong').waitFor();
  const line = before.split('\n').findIndex((one) => one.includes('cooldown: 30s')) + 1;
  await page.locator('main').getByText(`line ${line}:`).waitFor();
  await text.fill(before.replace('abs(delta) > 0.5', 'abs(delta) > 0.9'));
  await page.getByText('it acts later: above 0.9 instead of 0.5').waitFor();
  expect(await faults(page)).toEqual([]);
  await page.getByRole('button', { name: 'Propose', exact: true }).click();
  await page.getByText('Change proposed by you').waitFor();
  await page.getByText('adds risk').first().waitFor();

  await page.goto(`${origin}/approvals`);
  await page.locator('main').getByRole('button', { name: 'Approve…' }).click();
  await dialog(page).getByLabel('Why').fill('it was meant twice');
  await dialog(page).getByRole('button', { name: 'Approve' }).click();
  await page.locator('main').getByText('No order waits for a person').waitFor();
  // The keeper takes the answer at its next block, and the chain does the order.
  await page.goto(`${origin}/orders`);
  await page.getByRole('row').filter({ hasText: 'demo-2' }).getByText('filled').waitFor();

  const bar = page.locator('header.top');
  await bar.getByRole('button', { name: 'Pause' }).click();
  await dialog(page).getByRole('button', { name: 'Pause' }).click();
  await bar.getByText('Only reducing').waitFor();
  await bar.getByRole('button', { name: 'Resume' }).click();
  await dialog(page).getByLabel('Type “resume” to confirm').fill('resume');
  await dialog(page).getByRole('button', { name: 'Resume' }).click();
  await bar.getByText('Active').waitFor();
  expect(complaints).toEqual([]);
  stop.abort();
  await story;
  expect(lines.join('\n')).toContain('The console stays up');
}, 300_000);

/** The block of the newest tick that a ledger has. */
function newestBlockIn(file: string): number {
  const ledger = new SqliteClient(file, { readonly: true });
  try {
    return Number(ledger.prepare('select block_number from ticks order by id desc limit 1').pluck().get());
  } finally {
    ledger.close();
  }
}

/** Waits until the page shows a block after this one, by itself. */
async function showsNewerBlock(page: Page, block: number): Promise<void> {
  const shown = async () => {
    const [, digits = ''] = /block ([\d\u202f]+)/.exec((await page.locator('.pulse').textContent()) ?? '') ?? [];
    return Number(digits.replaceAll('\u202f', ''));
  };
  await expect.poll(shown, { timeout: 120_000 }).toBeGreaterThan(block);
}

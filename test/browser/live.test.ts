import { setTimeout as sleep } from 'node:timers/promises';
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
  const waits = await latencies(page, `.ballast/demo/seed-${seed}/ledger.db`);
  console.info(`from the ledger to the page, ms: ${waits.join(' ')}`);
  expect(waits.length).toBeGreaterThan(0);

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

/** For some blocks: from the moment that another reader of the ledger sees a tick until the page shows its block, in ms. */
async function latencies(page: Page, file: string): Promise<number[]> {
  const ledger = new SqliteClient(file, { readonly: true });
  try {
    await page.evaluate(`
      window.shown = {};
      const place = document.querySelector('.pulse');
      new MutationObserver(() => {
        const block = /block ([\\d\\u202f]+)/.exec(place.textContent)?.[1]?.replace(/\\u202f/g, '');
        if (block) window.shown[block] ??= Date.now();
      }).observe(place, { subtree: true, childList: true, characterData: true });
    `);
    const newest = ledger.prepare('select block_number as block from ticks order by id desc limit 1').pluck();
    const written = new Map<string, number>();
    let last = String(newest.get());
    while (written.size < 4) {
      const block = String(newest.get());
      if (block !== last) written.set(block, Date.now());
      last = block;
      await sleep(2);
    }
    const [final] = [...written.keys()].slice(-1);
    await page.waitForFunction(`window.shown[${JSON.stringify(final)}] !== undefined`);
    const shown = await page.evaluate<Record<string, number>>('window.shown');
    return [...written].flatMap(([block, at]) => (shown[block] === undefined ? [] : [shown[block] - at]));
  } finally {
    ledger.close();
  }
}

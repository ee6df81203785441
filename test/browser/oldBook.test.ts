import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { unixSeconds } from '../../src/model/units.js';
import { seedBook } from '../../src/operate/orders/testing/deskLedger.js';
import { latestPulses } from '../../src/record/queries/pulses.js';
import { replacePulse } from '../../src/record/statements/pulses.js';
import { openChromium } from './chromium.js';
import { faults, openConsole, type SeededDesk, stands, visit } from './openConsole.js';
import { tickAgain } from './seedStory.js';

/** A book that stands still while its keeper goes on: the figures of it are old, and nothing else is. */

let browser: Browser;
beforeAll(async () => {
  browser = await openChromium();
});
afterAll(() => browser?.close());

/** A block comes, and its tick is given up, or its book is not kept: as the keeper writes it. */
async function seeBlock(desk: SeededDesk, books = ['eth-book']): Promise<void> {
  const now = desk.now();
  const pulses = await latestPulses(desk.ledger);
  await desk.ledger.commit(
    pulses.map((pulse) =>
      replacePulse({
        ...{ ...pulse, writtenAt: now, books },
        head: pulse.head && { ...pulse.head, timestamp: unixSeconds(Math.floor(now / 1_000)), seenAt: now },
      }),
    ),
  );
}

const dimmed = (page: Page) => page.locator('main .is-stale .dims').count();

test('behavior: a book without a tick is told as of when, on each page that shows its figures', async () => {
  const desk = await openConsole(onTestFinished, { beatMs: 200 });
  const { page } = await visit(browser, desk, onTestFinished);
  await stands(page, 'Overview');
  await page.locator('header.top').getByText('live').waitFor();
  expect(await dimmed(page)).toBe(0);
  desk.pass(600_000);
  await page.clock.setFixedTime(desk.now());
  await seeBlock(desk);
  const said = page.locator('main').getByText('As of 10 min ago: no tick since.');
  await said.waitFor();
  expect(await dimmed(page)).toBeGreaterThan(0);
  expect(await faults(page)).toEqual([]);
  for (const [path, title] of [
    ['/positions', 'Positions'],
    ['/risk', 'Risk'],
  ] as const) {
    await page.goto(`${desk.url}${path}`);
    await stands(page, title);
    await said.waitFor();
    expect(await dimmed(page), path).toBeGreaterThan(0);
    expect(await faults(page), path).toEqual([]);
  }
  // The keeper is well: nothing but the book is old.
  expect(await page.locator('.banner, .shell.is-stale').count()).toBe(0);

  await tickAgain(desk.ledger, desk.now(), 34_900);
  await said.waitFor({ state: 'detached' });
  expect(await dimmed(page)).toBe(0);

  await seeBlock(desk, ['another-book']);
  await page.locator('main').getByText('This book is not kept any more.').waitFor();
  expect(await dimmed(page)).toBeGreaterThan(0);
});

test('behavior: a book on a further chain stands still by itself', async () => {
  const desk = await openConsole(onTestFinished, { beatMs: 200 });
  desk.pass(600_000);
  await seeBlock(desk);
  await tickAgain(desk.ledger, desk.now(), 34_900);
  await seedBook(desk.ledger, 'eth-book@base', { at: desk.now() - 300_000 });
  await seedBook(desk.ledger, 'eth-book@optimism', { at: desk.now() - 2_000 });
  const { page, complaints } = await visit(browser, desk, onTestFinished, { at: '/positions' });
  await stands(page, 'Positions');
  const choose = (name: string) => page.locator('main').getByRole('button', { name, exact: true }).click();
  const said = page.locator('main').getByText('As of 5 min ago: no tick since.');
  expect(await dimmed(page)).toBe(0);
  await choose('eth-book@base');
  await said.waitFor();
  expect(await dimmed(page)).toBeGreaterThan(0);
  await choose('eth-book@optimism');
  await said.waitFor({ state: 'detached' });
  expect(await dimmed(page)).toBe(0);
  await seeBlock(desk, ['another-book']);
  await page.locator('main').getByText('This book is not kept any more.').waitFor();
  expect(complaints).toEqual([]);
});

test('behavior: a chain of which no block was seen is told so, and one whose keeper recovers otherwise', async () => {
  const desk = await openConsole(onTestFinished, { beatMs: 200 });
  const [pulse] = await latestPulses(desk.ledger);
  if (!pulse) throw new Error('no pulse was seeded');
  const ticks = { ...pulse.ticks, lastAt: null };
  await desk.ledger.commit([replacePulse({ ...pulse, head: null, headAgeMs: null, ticks })]);
  const { page, complaints } = await visit(browser, desk, onTestFinished);
  await page.locator('.banner.warn').getByText('No block of lab was seen yet.').waitFor();
  await desk.ledger.commit([replacePulse({ ...pulse, ticks })]);
  await page.locator('.banner.note').getByText('ballast recovers on lab.').waitFor();
  expect(complaints).toEqual([]);
});

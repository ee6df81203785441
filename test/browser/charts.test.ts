import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import type { SeriesView } from '../../src/operate/views/series.js';
import { createSeriesWriter } from '../../src/record/series/seriesWriter.js';
import { replaceSeries } from '../../src/record/statements/series.js';
import { openChromium } from './chromium.js';
import { openConsole, stands, visit } from './openConsole.js';
import { tickAgain } from './seedStory.js';

/** Charts of a day: 350,000 blocks. How long the page was busy is told and not asserted: machines differ. */

let browser: Browser;
beforeAll(async () => {
  browser = await openChromium();
});
afterAll(() => browser?.close());

const blocks = 350_000;
const dayMs = 86_400_000;

/** Notes every task that kept the page from answering for more than 50 ms. */
const watchTasks = `
  window.tasks = [];
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) window.tasks.push(Math.round(entry.duration));
  }).observe({ type: 'longtask', buffered: true });
`;

test('default: a day of blocks is drawn from the ledger, every high and low of it', async () => {
  const desk = await openConsole(onTestFinished);
  const writer = createSeriesWriter();
  const step = dayMs / blocks;
  const end = desk.now() - 3_700_000;
  for (let block = 0; block < blocks; block += 1) {
    const at = Math.floor(end - dayMs + block * step);
    const values = { equityUsd: 34_000 + 500 * Math.sin(block / 9_000), deltaUsd: -4_000, worstHealth: 1.5 };
    if (block === 200_000) values.equityUsd = 12_345;
    writer.add('eth-book', at, new Map(Object.entries(values)));
    // A minute a chunk: they are taken to the disk as the keeper does.
    if (block % 50_000 === 49_999) {
      await desk.ledger.commit(writer.due().map(replaceSeries));
      writer.written();
    }
  }
  await desk.ledger.commit(writer.due(true).map(replaceSeries));
  const { page, complaints } = await visit(browser, desk, onTestFinished, { as: null });
  await page.addInitScript(watchTasks);
  const answers: Promise<SeriesView>[] = [];
  page.on('response', (response) => {
    if (response.url().includes('/v1/series')) answers.push(response.json());
  });
  await page.goto(desk.url);
  await page.getByLabel('Token').fill(desk.tokens.viewer);
  await page.getByRole('button', { name: 'Log in' }).click();
  await stands(page, 'Overview');
  await page.getByRole('button', { name: '7 d' }).click();
  await page.locator('.plot canvas').nth(2).waitFor();
  await expect.poll(async () => (await Promise.all(answers)).at(-1)?.points).toBeGreaterThan(blocks * 0.9);
  const last = (await Promise.all(answers)).at(-1);
  expect(last?.at.length).toBeLessThanOrEqual(2_000);
  expect(Math.min(...(last?.columns[0]?.min ?? []).flatMap((value) => value ?? []))).toBe(12_345);
  console.info(`a day of the ledger: tasks over 50 ms: ${JSON.stringify(await page.evaluate('window.tasks'))}`);
  expect(complaints).toEqual([]);
});

test('behavior: 350,000 points at once, as no daemon sends them, are drawn, and the page goes on answering', async () => {
  const desk = await openConsole(onTestFinished);
  const { page, complaints } = await visit(browser, desk, onTestFinished, { as: null });
  const now = desk.now();
  const at = Array.from({ length: blocks }, (_, block) => Math.floor(now - dayMs + (block * dayMs) / blocks));
  const column = (name: string, unit: string, scale: number) => ({
    ...{ name, unit, min: null, max: null },
    last: at.map((_, block) => Math.round(scale * (100 + Math.sin(block / 700) + Math.sin(block / 3))) / 100),
  });
  const raw = {
    ...{ asOf: now, book: 'eth-book', books: ['eth-book'], from: now - dayMs, to: now, stepMs: 0, points: blocks, at },
    columns: [column('equityUsd', 'usd', 340), column('deltaUsd', 'usd', -48), column('worstHealth', 'ratio', 0.015)],
    since: now,
  };
  const body = JSON.stringify(raw);
  await page.route('**/v1/series*', (route) => route.fulfill({ contentType: 'application/json', body }));
  await page.addInitScript(watchTasks);
  await page.goto(desk.url);
  await page.getByLabel('Token').fill(desk.tokens.viewer);
  await page.getByRole('button', { name: 'Log in' }).click();
  await page.locator('.plot canvas').nth(2).waitFor();
  // Its points are told by keys and to screen readers as well: a few of them, chosen evenly.
  await page.getByText('Equity as a table').click();
  await page.getByRole('row').filter({ hasText: ':' }).nth(20).waitFor();
  await page.keyboard.press('g');
  await page.keyboard.press('p');
  await stands(page, 'Positions');
  console.info(`350,000 points raw: tasks over 50 ms: ${JSON.stringify(await page.evaluate('window.tasks'))}`);
  expect(complaints).toEqual([]);
});

test('behavior: once steps have another length, the whole is asked for anew', async () => {
  const desk = await openConsole(onTestFinished);
  const { page, complaints } = await visit(browser, desk, onTestFinished);
  await page.getByRole('button', { name: '1 h' }).click();
  await page.locator('.plot canvas').nth(2).waitFor();
  const answers: { isWhole: boolean; stepMs: Promise<number> }[] = [];
  page.on('response', (response) => {
    const { pathname, searchParams } = new URL(response.url());
    if (pathname !== '/v1/series') return;
    const stepMs = response.json().then((view: SeriesView) => view.stepMs);
    answers.push({ isWhole: !searchParams.has('since'), stepMs });
  });
  const writer = createSeriesWriter();
  for (let tick = 0; tick < 1_400; tick += 1) {
    writer.add('eth-book', desk.now() + tick, new Map(Object.entries({ equityUsd: 34_000 + tick })));
  }
  await desk.ledger.commit(writer.due(true).map(replaceSeries));
  desk.pass(5_000);
  await tickAgain(desk.ledger, desk.now(), 35_555.5);
  await page.locator('.plot').first().getByText('35\u202f555.50').waitFor();
  const last = answers.at(-1);
  expect(last?.isWhole).toBe(true);
  expect(await last?.stepMs).toBeGreaterThan(0);
  expect(complaints).toEqual([]);
});

test('behavior: what is new is put at the end, and a closer look stays where it is', async () => {
  const desk = await openConsole(onTestFinished);
  const { page } = await visit(browser, desk, onTestFinished);
  await page.getByRole('button', { name: '1 h' }).click();
  const plot = page.locator('.plot').first();
  await plot.locator('canvas').waitFor();
  await plot.locator('.num').first().getByText('34').waitFor();
  const asked: string[] = [];
  page.on('request', (request) => {
    if (request.url().includes('/v1/series')) asked.push(new URL(request.url()).search);
  });
  const over = await plot.locator('.u-over').boundingBox();
  if (!over) throw new Error('the chart has no place');
  await plot.scrollIntoViewIfNeeded();
  const seen = await plot.locator('.u-over').boundingBox();
  const [x, y] = [(seen?.x ?? 0) + over.width / 4, (seen?.y ?? 0) + over.height / 2];
  await page.mouse.move(x, y);
  await page.mouse.down();
  await page.mouse.move(x + over.width / 4, y, { steps: 4 });
  await page.mouse.up();
  await page.mouse.move(5, 5);
  const picture = () => page.evaluate<string>('document.querySelector(".plot canvas").toDataURL()');
  const zoomed = await picture();

  desk.pass(5_000);
  await tickAgain(desk.ledger, desk.now(), 35_555.5);
  await plot.getByText('35\u202f555.50').waitFor();
  expect(asked.length).toBeGreaterThan(0);
  expect(asked.every((query) => query.includes('since='))).toBe(true);
  expect(await picture()).toBe(zoomed);
});

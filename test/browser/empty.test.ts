import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { unixMillis } from '../../src/model/units.js';
import { createApi } from '../../src/operate/api/api.js';
import { makeToken, readTokens } from '../../src/operate/api/tokens.js';
import { listen } from '../../src/operate/http/listen.js';
import { openLedger } from '../../src/record/ledger.js';
import { temporaryFolder } from '../../src/record/testing/sample.js';
import { builtPage } from './builtPage.js';
import { openChromium } from './chromium.js';
import { faults, logIn, screens, stands, tooWide } from './openConsole.js';

/** The first minute: a ledger in which nothing is yet. */

let browser: Browser;
beforeAll(async () => {
  browser = await openChromium();
});
afterAll(() => browser?.close());

const pages = [
  ['/', 'Overview', 'Nothing was recorded yet'],
  ['/positions', 'Positions', 'Nothing was recorded yet'],
  ['/risk', 'Risk', 'ballast run'],
  ['/orders', 'Orders', 'No order yet'],
  ['/orders/execution', 'Orders', ''],
  ['/decisions', 'Decisions', 'No decision yet'],
  ['/approvals', 'Approvals', 'No order waits for a person'],
  ['/alerts', 'Alerts', 'No alert is open'],
  ['/strategies', 'Strategies', 'No strategy has run on this ledger'],
  ['/system', 'System', ''],
] as const;

test.each(['desktop', 'phone'] as const)(
  'default: on a %s every page says what will make something appear',
  async (screen) => {
    const folder = temporaryFolder(onTestFinished);
    const ledger = openLedger({ file: join(folder, 'ballast.db') });
    const now = () => unixMillis(Date.UTC(2026, 5, 1));
    const { token, line } = makeToken('ana', 'viewer');
    const tokens = readTokens('tokens', line);
    const api = createApi({
      ...{ ledger, now, settingsFile: join(folder, 'ballast.yaml'), tokens: { now: async () => tokens } },
      log: { debug() {}, info() {}, warn() {}, error() {} },
      ...{ knowledge: { env: {}, chainOf: () => undefined }, page: builtPage() },
    });
    const { url, close } = await listen(api, { address: { host: '127.0.0.1', port: 0 }, setting: 'the test' });
    onTestFinished(async () => {
      await close();
      ledger.close();
    });
    const context = await browser.newContext({ ...screens[screen], reducedMotion: 'reduce' });
    onTestFinished(() => context.close());
    const page = await context.newPage();
    const complaints: string[] = [];
    page.on('pageerror', (error) => complaints.push(error.message));
    await page.clock.setFixedTime(now());
    await page.goto(url);
    await logIn(page, token);
    await page.getByText('No daemon has run on this ledger').waitFor();
    for (const [path, title, text] of pages) {
      await page.goto(`${url}${path}`);
      await stands(page, title);
      await page.locator('main').getByText(text).first().waitFor();
      expect(await page.locator('main').textContent(), path).not.toMatch(/NaN|undefined|null|\[object/);
      expect(await tooWide(page), path).toBeLessThanOrEqual(0);
      expect(await faults(page), path).toEqual([]);
    }
    expect(complaints).toEqual([]);
  },
  180_000,
);

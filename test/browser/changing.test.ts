import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { keccak256 } from 'viem';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { unixMillis } from '../../src/model/units.js';
import { startServing } from '../../src/operate/api/startServing.js';
import { makeToken } from '../../src/operate/api/tokens.js';
import { openKnowledge } from '../../src/operate/orders/openKnowledge.js';
import { type Ledger, openLedger } from '../../src/record/ledger.js';
import { listDecisions } from '../../src/record/queries/decisions.js';
import { type BookFiles, writeSecret } from '../book.js';
import { createLongAccount, run, shadowBook } from '../cli/longBook.js';
import { compiled } from '../compiled.js';
import { keepWallTime } from '../keepWallTime.js';
import { useLab } from '../lab.js';
import { builtPage } from './builtPage.js';
import { openChromium } from './chromium.js';
import { logIn, screens, stands } from './openConsole.js';

/** A strategy is changed from the page while a daemon keeps it: what runs next is what was shown and confirmed. */

const lab = useLab();
keepWallTime(lab);
let browser: Browser;
beforeAll(async () => {
  // What takes long stands before the lab's clock is looked at: no block is old then when the daemon sees it.
  compiled();
  builtPage();
  browser = await openChromium();
}, 300_000);
afterAll(() => browser?.close());

/** Mines until the newest decision is as wanted. */
const decides = (ledger: Ledger, wanted: object) =>
  expect
    .poll(
      async () => {
        await lab().testClient.mine({ blocks: 1 });
        return (await listDecisions(ledger, { limit: 1 }))[0];
      },
      { timeout: 120_000, interval: 300 },
    )
    .toMatchObject(wanted);

/** The page and the API beside a daemon, on its ledger, with one person who may do everything. */
async function served({ folder, settings, ledger: file }: BookFiles) {
  const { token, line } = makeToken('ana', 'admin');
  const tokensFile = join(folder, 'console.tokens');
  writeSecret(tokensFile, `${line}\n`);
  const ledger = openLedger({ file });
  onTestFinished(() => ledger.close());
  const { url, close } = await startServing({
    ...{ ledger, settingsFile: settings, knowledge: openKnowledge(settings, {}), tokensFile, page: builtPage() },
    ...{ address: '127.0.0.1:0', setting: 'the test', now: () => unixMillis(Date.now()) },
    log: { debug() {}, info() {}, warn() {}, error() {} },
  });
  onTestFinished(close);
  return { url, token, ledger };
}

test('a change is proposed, shown with what it means and would decide, confirmed, and decides from then on', async () => {
  const files = shadowBook(lab(), await createLongAccount(lab()));
  const daemon = run(files);
  await daemon.line('watching');
  const { url, token, ledger } = await served(files);
  await decides(ledger, { verdict: 'act', strategyHash: keccak256(readFileSync(files.strategy)) });
  const context = await browser.newContext({ ...screens.desktop, reducedMotion: 'reduce' });
  onTestFinished(() => context.close());
  const page = await context.newPage();
  page.setDefaultTimeout(120_000);
  const complaints: string[] = [];
  page.on('pageerror', (error) => complaints.push(error.message));
  await page.goto(`${url}/strategies`);
  await logIn(page, token);
  await stands(page, 'Strategies');

  const before = readFileSync(files.strategy, 'utf8');
  const after = before.replace('abs(delta) > 0.5', 'abs(delta) > 0.6');
  expect(after).not.toBe(before);
  const main = page.locator('main');
  await main.getByRole('button', { name: 'Propose a change' }).click();
  await main.getByLabel('New text').fill(after);
  await main.getByText('it acts later: above 0.6 instead of 0.5').waitFor();
  const both = main.getByRole('table', { name: /^What both would decide on block / });
  await both.getByText('hedge ETH').first().waitFor();
  expect(await both.getByText(/^sell 3/).count()).toBe(2);
  await main.getByLabel('Why').fill('it trades too often');
  await main.getByRole('button', { name: 'Propose', exact: true }).click();
  await main.getByText('Change proposed by ana').waitFor();
  expect(readFileSync(files.strategy, 'utf8')).toBe(before);

  await main.getByRole('button', { name: 'Confirm…' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Type “confirm” to confirm').fill('confirm');
  await dialog.getByRole('button', { name: 'Confirm' }).click();
  await daemon.line('strategy changed');
  await main.getByText('applied', { exact: true }).waitFor();
  expect(readFileSync(files.strategy, 'utf8')).toBe(after);

  await decides(ledger, { verdict: 'act', strategyHash: keccak256(readFileSync(files.strategy)) });
  expect(complaints).toEqual([]);
  daemon.signal('SIGTERM');
  expect((await daemon.ended).code).toBe(0);
}, 300_000);

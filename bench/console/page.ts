import { setTimeout as after } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import type { Page } from 'playwright-core';
import { unixMillis, unixSeconds } from '../../src/model/units.js';
import { seedBook } from '../../src/operate/orders/testing/deskLedger.js';
import { newId } from '../../src/record/id.js';
import type { Ledger } from '../../src/record/ledger.js';
import { latestPulses } from '../../src/record/queries/pulses.js';
import { replacePulse } from '../../src/record/statements/pulses.js';
import { insertTick } from '../../src/record/statements/ticks.js';
import { sampleTick } from '../../src/record/testing/sample.js';
import { openChromium } from '../../test/browser/chromium.js';
import { logIn } from '../../test/browser/openConsole.js';
import { seedStory } from '../../test/browser/seedStory.js';
import { tell } from './report.js';
import { whileServed } from './served.js';

/**
 * `npm run bench -- page`: how long the overview takes to stand in a real Chromium, and how long it is from when the ledger has a tick to
 * when a person sees it. Ends with 1 where a limit is broken.
 */
const { values } = parseArgs({
  options: { loads: { type: 'string', default: '10' }, ticks: { type: 'string', default: '25' } },
});
/** High enough that all charts are in sight: what is not is drawn when it is. */
const viewport = { width: 1_280, height: 2_400 };

await whileServed(
  async (ledger) => {
    await seedBook(ledger, 'eth-book', { at: Date.now() - 60_000 });
    await seedStory(ledger, Date.now());
  },
  async ({ url, ledger, tokens: [token = ''] }) => {
    const browser = await openChromium();
    try {
      const page = await (await browser.newContext({ viewport })).newPage();
      await page.goto(url);
      await logIn(page, token);
      const paints: number[] = [];
      const stands: number[] = [];
      for (let n = 0; n < Number(values.loads); n++) {
        await page.reload();
        stands.push(await standsAfter(page));
        paints.push(await page.evaluate(`performance.getEntriesByName('first-contentful-paint')[0].startTime`));
      }
      const seen = await ticksSeen(page, ledger, Number(values.ticks));
      process.exitCode = tell([
        { what: 'reload to first paint', times: paints, limitMs: 1_000 },
        { what: 'reload to the overview with its charts', times: stands, limitMs: 1_000 },
        { what: 'ledger to what a person sees', times: seen, limitMs: 100 },
      ]);
    } finally {
      await browser.close();
    }
  },
);

/** From the navigation until nothing is still loading and all charts are drawn, ms. */
function standsAfter(page: Page): Promise<number> {
  return once(
    page,
    `document.querySelector('.shell main h1') && !document.querySelector('.bone') && document.querySelector('main canvas')
      && performance.now()`,
  );
}

/** What an expression comes to in the page, once it comes to anything: looked at with each frame. The page's policy lets nobody else wait there. */
function once(page: Page, expression: string): Promise<number> {
  return page.evaluate(`new Promise((resolve) => {
    const look = () => {
      const value = ${expression};
      if (value) resolve(value);
      else requestAnimationFrame(look);
    };
    look();
  })`);
}

/** Of each tick: from its commit until the frame that shows its block, ms. */
async function ticksSeen(page: Page, ledger: Ledger, count: number): Promise<number[]> {
  await page.evaluate(`
    window.seen = {};
    const place = document.querySelector('.pulse');
    new MutationObserver(() => requestAnimationFrame(() => {
      const block = /block ([\\d\\u202f]+)/.exec(place.textContent)?.[1].replaceAll('\\u202f', '');
      window.seen[block] ??= performance.timeOrigin + performance.now();
    })).observe(place, { subtree: true, childList: true, characterData: true });
  `);
  const [pulse] = await latestPulses(ledger);
  if (!pulse?.head) throw new Error('the ledger has no pulse to go on from');
  const times: number[] = [];
  for (let n = 1; n <= count; n++) {
    // The looks of the server and the ticks of the chain do not keep step.
    await after(150 + ((n * 7) % 31));
    const at = unixMillis(Date.now());
    const number = pulse.head.number + n;
    const head = { ...pulse.head, number, timestamp: unixSeconds(Math.floor(at / 1_000)), seenAt: at };
    const ticks = { ...pulse.ticks, counted: pulse.ticks.counted + n, lastAt: at };
    await ledger.commit([
      insertTick(sampleTick({ id: newId(at), at, blockNumber: BigInt(number) })),
      replacePulse({ ...pulse, writtenAt: at, head, ticks }),
    ]);
    const from = performance.timeOrigin + performance.now();
    times.push((await once(page, `window.seen[${number}]`)) - from);
  }
  return times;
}

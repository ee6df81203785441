import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { packageRoot } from '../../../src/config/packageRoot.js';
import { demo } from '../../../src/operate/cli/demo/demo.js';
import type { DemoConsole } from '../../../src/operate/cli/demo/demoConsole.js';
import { builtPage } from '../builtPage.js';
import { openChromium } from '../chromium.js';
import { logIn, screens, stands } from '../openConsole.js';
import { packed } from './packed.js';

/**
 * Pictures of the console for docs/console.md, of the demo's story with one seed: the same market, the same orders. Takes a folder to
 * put them into; `--all` takes every page on both screens, light and dark, whole, for who works on them.
 */

interface Picture {
  name: string;
  path: string;
  title: string | RegExp;
  screen?: 'desktop' | 'phone';
  scheme?: 'light' | 'dark';
  /** Opens what is in the picture. */
  before?: (page: Page) => Promise<void>;
}

/** Where the demo ran is nobody's place. */
const elsewhere = (page: Page) =>
  page.evaluate<void>(`
    for (const shown of document.querySelectorAll('main code, main pre *')) {
      if (shown.children.length > 0) continue;
      shown.textContent = shown.textContent.replace(/\\S*\\/(strategies\\/strategy\\.schema\\.json)/, '$schema=$1');
    }
  `);

const firstOf = (link: string) => (page: Page) => page.locator(link).first().click();

const pictures: readonly Picture[] = [
  { name: 'overview', path: '/', title: 'Overview' },
  { name: 'overview-phone', path: '/', title: 'Overview', screen: 'phone', scheme: 'dark' },
  { name: 'positions', path: '/positions', title: 'Positions' },
  {
    ...{ name: 'risk', path: '/risk', title: 'Risk', scheme: 'dark' },
    before: (page) =>
      page.evaluate<void>(`
        [...document.querySelectorAll('h2')].find((one) => one.textContent === 'Stress').scrollIntoView();
        window.scrollBy(0, -90);
      `),
  },
  { name: 'orders', path: '/orders', title: 'Orders' },
  {
    ...{ name: 'why', path: '/decisions?verdict=act', title: 'Decisions' },
    async before(page) {
      await firstOf('main ol.list a.whole')(page);
      await page.getByText('On what').waitFor();
    },
  },
  { name: 'approval-phone', path: '/approvals', title: 'Approvals', screen: 'phone' },
  { name: 'alerts', path: '/alerts', title: 'Alerts' },
  { name: 'strategies', path: '/strategies', title: 'Strategies', before: elsewhere },
  { name: 'system', path: '/system', title: 'System', scheme: 'dark' },
];

const paths = pictures.map(({ path, title, before }) => ({ path, title, before }));
const every = (['desktop', 'phone'] as const).flatMap((screen) =>
  (['light', 'dark'] as const).flatMap((scheme) =>
    paths.map(({ path, title, before }, number) => ({
      ...{ name: `${screen}-${scheme}-${pictures[number]?.name}`, path, title, screen, scheme },
      ...(before ? { before } : {}),
    })),
  ),
);

/** What fits on a page of docs: they are looked at on phones as well. */
const mostBytes = 150_000;

async function take(browser: Browser, shown: DemoConsole, wanted: Picture, folder: string, whole: boolean) {
  const { name, path, title, screen = 'desktop', scheme = 'light', before } = wanted;
  const size = screen === 'desktop' && !whole ? { viewport: { width: 1_200, height: 750 } } : {};
  const looks = { ...screens[screen], ...size, colorScheme: scheme, reducedMotion: 'reduce' } as const;
  const context = await browser.newContext(looks);
  const page = await context.newPage();
  const { origin } = new URL(shown.url);
  const headers = { authorization: `Bearer ${shown.token}` };
  const { asOf } = (await (await fetch(`${origin}/v1/overview`, { headers })).json()) as { asOf: number };
  // The market's clock: the page's own would be said to be wrong.
  await page.clock.setFixedTime(asOf);
  await page.goto(`${origin}${path}`);
  await logIn(page, shown.token);
  await stands(page, title);
  await before?.(page);
  await page.locator('.pulse').getByText('live').waitFor({ state: 'attached' });
  await page.waitForLoadState('networkidle');
  const file = join(folder, `${name}.png`);
  const picture = packed(await page.screenshot({ fullPage: whole, animations: 'disabled' }));
  writeFileSync(file, picture);
  await context.close();
  process.stdout.write(`${file}  ${(picture.length / 1_000).toFixed(0)} kB\n`);
  if (!whole && picture.length > mostBytes) throw new Error(`${file} is larger than ${mostBytes / 1_000} kB`);
}

const all = process.argv.includes('--all');
const folder = resolve(
  process.argv.slice(2).find((said) => !said.startsWith('-')) ?? join(packageRoot, 'docs/console'),
);
mkdirSync(folder, { recursive: true });
// The demo keeps its files under where it runs.
const place = mkdtempSync(join(tmpdir(), 'ballast-pictures-'));
process.chdir(place);
const stop = new AbortController();
let shown: DemoConsole | undefined;
let ready = () => {};
const stays = new Promise<void>((done) => {
  ready = done;
});
const story = demo({
  ...{ seed: 7, steps: 24, fast: true, console: true, page: builtPage(), stop: stop.signal },
  onConsole: (opened) => {
    shown = opened;
  },
  write(line) {
    if (line.startsWith('The console stays up')) ready();
  },
});
const browser = await openChromium();
try {
  await Promise.race([stays, story]);
  if (!shown) throw new Error('the demo has shown nothing');
  for (const picture of all ? every : pictures) await take(browser, shown, picture, folder, all);
} finally {
  stop.abort();
  await browser.close();
  await story.catch(() => undefined);
  rmSync(place, { recursive: true, force: true });
}

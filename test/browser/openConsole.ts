import axe from 'axe-core';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import type { Role } from '../../src/model/rights.js';
import { type DeskOptions, type ServedDesk, servedDesk } from '../../src/operate/api/testing/servedDesk.js';
import { takeDaemonLock } from '../../src/operate/daemonLock.js';
import { builtPage } from './builtPage.js';
import { type Story, seedStory } from './seedStory.js';

/** What forgets what was opened, when the test or the file is over. */
export type Finished = (forget: () => void | Promise<void>) => void;

/** A server, and what its ledger was filled with. */
export interface SeededDesk extends ServedDesk {
  story: Story;
  /** As if the daemon that keeps the ledger had ended. */
  stopDaemon(): void;
}

/** A server that really listens, on a ledger in a file, with the page as its sources are now. */
export async function openConsole(onFinished: Finished, options: DeskOptions = {}): Promise<SeededDesk> {
  const desk = await servedDesk(onFinished, {
    page: builtPage(),
    // Pages are walked faster here than anybody can.
    pace: { atOnce: 10_000, perSecond: 10_000 },
    ...options,
  });
  const lock = takeDaemonLock(desk.ledger.file);
  onFinished(() => lock.release());
  return { ...desk, stopDaemon: () => lock.release(), story: await seedStory(desk.ledger, desk.now()) };
}

/** The screens that everything is looked at on. */
export const screens = {
  desktop: { viewport: { width: 1_280, height: 800 } },
  phone: { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true },
  narrow: { viewport: { width: 360, height: 740 }, hasTouch: true, isMobile: true },
  small: { viewport: { width: 320, height: 640 }, hasTouch: true, isMobile: true },
} as const;

export interface VisitOptions {
  as?: Role | null;
  screen?: keyof typeof screens;
  scheme?: 'light' | 'dark';
  /** Where it begins. */
  at?: string;
}

/** Somebody who looks at the page. */
export interface Visit {
  page: Page;
  context: BrowserContext;
  /** What the browser complained of: nothing, or a test fails. */
  complaints: string[];
}

/** Opens the page as somebody, in a browser of their own that knows nothing yet; its clock is the server's. */
export async function visit(
  browser: Browser,
  desk: ServedDesk,
  onFinished: Finished,
  { as = 'admin', screen = 'desktop', scheme = 'light', at = '/' }: VisitOptions = {},
): Promise<Visit> {
  const context = await browser.newContext({ ...screens[screen], colorScheme: scheme, reducedMotion: 'reduce' });
  onFinished(() => context.close());
  const page = await context.newPage();
  page.setDefaultTimeout(20_000);
  await page.clock.setFixedTime(desk.now());
  const complaints: string[] = [];
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('console', (message) => {
    // That nobody is logged in yet is asked, and answered with 401, at each first visit.
    const isFirstAsk = message.location().url.endsWith('/session');
    if (message.type() === 'error' && !isFirstAsk) complaints.push(message.text());
  });
  await page.goto(`${desk.url}${at}`);
  if (as !== null) await logIn(page, desk.tokens[as]);
  return { page, context, complaints };
}

/** Writes a token in and waits until the page stands. */
export async function logIn(page: Page, token: string): Promise<void> {
  await page.getByLabel('Token').fill(token);
  await page.getByRole('button', { name: 'Log in' }).click();
  await page.locator('.shell main h1').waitFor();
}

/** Waits until a page stands: its title, and nothing that is still loading. */
export async function stands(page: Page, title: string | RegExp): Promise<void> {
  await page.getByRole('heading', { level: 1, name: title }).waitFor();
  await page.locator('.bone').first().waitFor({ state: 'detached' });
}

/** What axe finds that keeps somebody out: serious and critical, in a line each. */
export async function faults(page: Page): Promise<string[]> {
  await page.evaluate(axe.source);
  const found = (await page.evaluate(
    'axe.run(document, { resultTypes: ["violations"], runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "best-practice"] })',
  )) as axe.AxeResults;
  return found.violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(
      ({ id, nodes }) =>
        `${id}: ${nodes.map(({ html, failureSummary }) => `${html.slice(0, 160)} ${failureSummary}`).join(' | ')}`,
    );
}

/** By how many pixels the page is wider than its screen. A phone shows what is too wide from further away: what it says of itself then is wider too. */
export async function tooWide(page: Page): Promise<number> {
  const [needs, has] = await page.evaluate<[number, number]>(
    '[document.documentElement.scrollWidth, document.documentElement.clientWidth]',
  );
  return needs - Math.min(has, page.viewportSize()?.width ?? has);
}

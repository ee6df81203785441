import { expect, test } from 'vitest';
import type { SideContext, SidePart } from './part.js';
import { runParts } from './runParts.js';

/** Runs parts until `enough` says so. @returns what was told, in order */
async function running(
  parts: readonly SidePart[],
  enough: (told: readonly string[]) => boolean,
  wellMs = 60_000,
  isAgain = false,
) {
  const told: string[] = [];
  const stop = new AbortController();
  const tell = (text: string) => {
    told.push(text);
    if (enough(told)) stop.abort();
  };
  const log = { debug() {}, info() {}, warn() {}, error() {} };
  await runParts(parts, {
    context: { log, stop: stop.signal } as unknown as SideContext,
    opened: () => tell('opened'),
    failed: (part, text) => tell(`${part} failed: ${text}`),
    recovered: (part) => tell(`${part} is well`),
    ...{ pauseMs: 1, wellMs, isAgain },
  });
  return told;
}

const untilStopped = ({ stop }: SideContext): Promise<void> =>
  new Promise((resolve) => {
    stop.addEventListener('abort', () => resolve(), { once: true });
  });

test('default: one part that fails is opened and run again, and the other does not notice', async () => {
  const opened: string[] = [];
  let starts = 0;
  const steady: SidePart = {
    name: 'steady',
    run: async (context) => {
      starts += 1;
      await untilStopped(context);
    },
  };
  const shaky: SidePart = {
    name: 'shaky',
    open: async () => void opened.push('shaky'),
    run: async () => {
      throw new Error(`try ${opened.length}`);
    },
  };
  expect(await running([steady, shaky], (told) => told.length === 4)).toEqual([
    'opened',
    'shaky failed: try 1',
    'shaky failed: try 2',
    'shaky failed: try 3',
  ]);
  expect(starts).toBe(1);
});

test('behavior: one that ends by itself has failed too', async () => {
  const quitter: SidePart = { name: 'quitter', run: async () => {} };
  expect(await running([quitter], (told) => told.length === 2)).toEqual([
    'opened',
    'quitter failed: it ended by itself',
  ]);
});

test('behavior: one that has run for a while since it failed is well again', async () => {
  let tries = 0;
  const recovers: SidePart = {
    name: 'recovers',
    run: async (context) => {
      tries += 1;
      if (tries === 1) throw new Error('once');
      await untilStopped(context);
    },
  };
  expect(await running([recovers], (told) => told.includes('recovers is well'), 10)).toEqual([
    'opened',
    'recovers failed: once',
    'recovers is well',
  ]);
});

test('behavior: what cannot open to begin with is thrown', async () => {
  const taken: SidePart = {
    name: 'taken',
    open: async () => {
      throw new Error('the port is taken');
    },
    run: untilStopped,
  };
  await expect(running([taken], () => true)).rejects.toThrow('the port is taken');
});

test('behavior: when the thread is started again, one that cannot open costs no other part anything', async () => {
  let tries = 0;
  let ran = 0;
  const typo: SidePart = {
    name: 'console',
    open: async () => {
      tries += 1;
      if (tries < 3) throw new Error('console.tokens cannot be used');
    },
    run: untilStopped,
  };
  const alerts: SidePart = {
    name: 'alerts',
    open: async () => {},
    run: async (context) => {
      ran += 1;
      await untilStopped(context);
    },
  };
  const told = await running([typo, alerts], (said) => said.includes('console is well'), 10, true);
  expect(told.filter((one) => one.startsWith('console'))).toEqual([
    'console failed: console.tokens cannot be used',
    'console failed: console.tokens cannot be used',
    'console is well',
  ]);
  expect(told).toContain('opened');
  expect([tries, ran]).toEqual([3, 1]);
});

test('behavior: one that has run well is said to be, also where it was another thread in which it failed', async () => {
  const steady: SidePart = { name: 'steady', run: untilStopped };
  expect(await running([steady], (told) => told.includes('steady is well'), 10)).toEqual(['opened', 'steady is well']);
});

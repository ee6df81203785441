import { expect, onTestFinished, test } from 'vitest';
import { unixMillis } from '../model/units.js';
import { LedgerError } from '../record/errors.js';
import { type Ledger, openLedger } from '../record/ledger.js';
import { latestRun } from '../record/queries/latestRun.js';
import { startRun } from '../record/statements/runs.js';
import { whileBeating } from './whileBeating.js';

const start = 1_700_000_000_000;

/** A ledger with a run of this process, and a clock that moves ten seconds at every look. */
async function setUp(refuse: (beats: number) => Error | null = () => null) {
  const real = openLedger({ file: ':memory:' });
  onTestFinished(() => real.close());
  let at = start;
  const said: string[] = [];
  const say = (_: object, message: string) => void said.push(message);
  await real.commit(startRun({ version: '0.1.0', at: unixMillis(at), owner: '7@here' }));
  let beats = 0;
  let heard = () => {};
  const ledger: Ledger = {
    ...real,
    async commit(work) {
      const error = refuse(beats++);
      heard();
      if (error) throw error;
      await real.commit(work);
    },
  };
  const skip = (ms: number) => {
    at += ms;
  };
  const now = () => {
    skip(10_000);
    return unixMillis(at);
  };
  const options = { ledger, now, log: { debug: say, info: say, warn: say, error: say }, everyMs: 1 };
  const beaten = (times: number) =>
    new Promise<void>((resolve) => {
      heard = () => beats >= times && resolve();
    });
  return { real, options, said, beaten, beats: () => beats, skip };
}

const full = new LedgerError('no room left to write it', { retryable: true });
const never = new AbortController().signal;

/** Keeps until it is told to stop. */
const untilTold = (stop: AbortSignal) =>
  new Promise<void>((resolve) => stop.addEventListener('abort', () => resolve(), { once: true }));

test('default: it says again and again that it lives, until what it watches over is done', async () => {
  const { real, options, beaten, beats } = await setUp();
  await whileBeating(options, never, () => beaten(3));
  const { seenAt } = (await latestRun(real)) ?? {};
  expect(seenAt).toBeGreaterThanOrEqual(start + 30_000);
  const after = beats();
  await new Promise((resolve) => setImmediate(resolve));
  expect(beats()).toBe(after);
});

test('behavior: a ledger that is full for a while is waited for', async () => {
  const { options, said, beaten } = await setUp((beats) => (beats < 2 ? full : null));
  await whileBeating(options, never, () => beaten(5));
  expect(said).toEqual(['the ledger cannot be written', 'the ledger cannot be written']);
});

test('behavior: one that stays full stops it, before another machine may take over', async () => {
  const { options, beats } = await setUp(() => full);
  await expect(whileBeating(options, never, untilTold)).rejects.toThrow(/has not let itself be written for 40 s/);
  expect(beats()).toBe(4);
});

test('behavior: what is refused for good stops it at once', async () => {
  for (const error of [new LedgerError('damaged'), new TypeError('broken')]) {
    const { options, beats } = await setUp(() => error);
    await expect(whileBeating(options, never, untilTold)).rejects.toBe(error);
    expect(beats()).toBe(1);
  }
});

test('behavior: suspended for so long that another host took over, it stops', async () => {
  const { real, options, skip } = await setUp();
  const other = { ...real, holder: 'another' };
  await real.commit((db) =>
    startRun({ version: '0.1.0', at: unixMillis(start + 90_000), owner: '9@attic' })(db, other.holder),
  );
  await expect(
    whileBeating(options, never, (stop) => {
      skip(80_000);
      return untilTold(stop);
    }),
  ).rejects.toThrow('9@attic keeps');
});

test('behavior: the failure of what it watches over comes first, and an asked stop is passed on', async () => {
  const { options } = await setUp();
  await expect(whileBeating(options, never, () => Promise.reject(new Error('first')))).rejects.toThrow('first');
  const stop = new AbortController();
  const kept = whileBeating(options, stop.signal, untilTold);
  stop.abort();
  await kept;
});

import { expect, onTestFinished, test } from 'vitest';
import type { Settings } from '../../config/settings.js';
import type { Alarms } from '../../model/alert.js';
import { keepOperatorSide, type OperatorSideOptions } from './keepOperatorSide.js';
import type { SidePart } from './part.js';

const part: SidePart = { name: 'toy', run: async () => {} };
const settings = { chains: {} } as unknown as Settings;

/** The keeper's end of a thread that does this. `next` is what is told next: a line of the log, or an alert. */
function keeping(does: string, options: Partial<OperatorSideOptions> = {}) {
  const said: string[] = [];
  let wake = () => {};
  const say = (text: string) => {
    said.push(text);
    wake();
  };
  const write = (_: object, message: string) => say(message);
  const alarms: Alarms = {
    raise: async ({ code, subject, text }) => say(`${code} ${subject}: ${text}`),
    resolve: async ({ code, subject }) => say(`${code} ${subject} is over`),
  };
  const stop = new AbortController();
  onTestFinished(() => stop.abort());
  const body = `import { parentPort, workerData } from 'node:worker_threads'; const say = (said) => parentPort.postMessage(said); ${does}`;
  const started = keepOperatorSide({
    ...{ settings, file: 'ballast.db', alarms, stop: stop.signal, pauseMs: 1, kinds: [() => part] },
    log: { debug: write, info: write, warn: write, error: write },
    worker: new URL(`data:text/javascript,${encodeURIComponent(body)}`),
    ...options,
  });
  const next = async (): Promise<string> => {
    while (said.length === 0)
      await new Promise<void>((woken) => {
        wake = woken;
      });
    return said.shift() ?? '';
  };
  return { started, next, stop: () => stop.abort() };
}

const opens = "say({ kind: 'opened' });";
const staysUntilStopped = "parentPort.on('message', () => process.exit());";

test('default: it is there once all parts are open, is told where the ledger is, and ends when it is told to', async () => {
  const log = "say({ kind: 'log', level: 'info', facts: {}, message: workerData.file });";
  const { started, next, stop } = keeping(`${log} ${opens} ${staysUntilStopped}`);
  const side = await started;
  expect(await next()).toBe('ballast.db');
  stop();
  expect(await side?.ended.then(() => 'over')).toBe('over');
});

test('behavior: without a part that is asked for there is no thread', async () => {
  expect(await keeping('', { kinds: [() => null] }).started).toBeNull();
});

test('behavior: a part that cannot open is bad input, in its own words', async () => {
  const refusal = "say({ kind: 'refused', message: '127.0.0.1:1 is taken', facts: ['a fact'], mend: 'another' });";
  await expect(keeping(refusal).started).rejects.toMatchObject({
    ...{ shortMessage: '127.0.0.1:1 is taken', facts: ['a fact'], mend: 'another', retryable: false },
  });
});

test('behavior: a thread that dies before all is open is bad input too, and not waited for', async () => {
  await expect(keeping("throw new Error('no such module');").started).rejects.toThrow('no such module');
});

test('behavior: one that dies later is told and started again, and the keeper goes on', async () => {
  const { started, next } = keeping(`${opens} setTimeout(() => { throw new Error('out of luck'); }, 5);`);
  await started;
  for (let deaths = 0; deaths < 3; deaths++) {
    expect(await next()).toBe('ended, and is started again');
    expect(await next()).toBe('OPERATOR_SIDE_FAILED operator side: out of luck');
  }
});

test('behavior: a thread that is started again knows it: a part that cannot open is no bad input then', async () => {
  const log = "say({ kind: 'log', level: 'info', facts: {}, message: String(workerData.isAgain) });";
  const { started, next } = keeping(`${log} ${opens} setTimeout(() => { throw new Error('out of luck'); }, 5);`);
  await started;
  expect(await next()).toBe('false');
  await next();
  await next();
  expect(await next()).toBe('true');
});

test('behavior: one that takes too much memory dies alone', async () => {
  const hoards = 'const all = []; for (;;) all.push(new Array(1e5).fill({}));';
  const { started, next } = keeping(`${opens} setTimeout(() => { ${hoards} }, 5);`, { pauseMs: 60_000 });
  await started;
  await next();
  expect(await next()).toMatch(/^OPERATOR_SIDE_FAILED operator side: .*memory/);
});

test('behavior: parts that fail and are well again are alerts that open and close', async () => {
  const failed = "say({ kind: 'failed', part: 'telegram', text: 'no answer' });";
  const { started, next } = keeping(
    `${opens} ${failed} say({ kind: 'recovered', part: 'telegram' }); ${staysUntilStopped}`,
  );
  await started;
  expect(await next()).toBe('OPERATOR_SIDE_FAILED telegram: no answer');
  expect(await next()).toBe('OPERATOR_SIDE_FAILED telegram is over');
});

test('behavior: one that does not stop is ended', async () => {
  const { started, stop } = keeping(`${opens} parentPort.on('message', () => { for (;;); });`, { stopMs: 20 });
  const side = await started;
  stop();
  expect(await side?.ended.then(() => 'over')).toBe('over');
});

import { hostname } from 'node:os';
import SqliteClient from 'better-sqlite3';
import { expect, onTestFinished, test, vi } from 'vitest';
import { unixMillis } from '../../src/model/units.js';
import { type Ledger, openLedger } from '../../src/record/ledger.js';
import { latestRun } from '../../src/record/queries/latestRun.js';
import { raiseAlert, resolveAlert } from '../../src/record/statements/alerts.js';
import { beat, endRun, startRun } from '../../src/record/statements/runs.js';
import { type BookFiles, writeBook } from '../book.js';
import { keepWallTime } from '../keepWallTime.js';
import { useLab } from '../lab.js';
import { type BallastOptions, ballast, type Running, start } from './ballast.js';

const lab = useLab();
keepWallTime(lab);
// Each starts processes one after another, which takes its time where others work too.
vi.setConfig({ testTimeout: 180_000 });

async function shadowBook(): Promise<BookFiles> {
  const { address } = await lab().createAccount({ USDC: 100, sETH: 1 });
  const hedge = { hedge: 'ETH', when: 'abs(delta) > 9', to: 0, on: 'perp-v2 ETH', maxSlippage: '1%' };
  return writeBook(lab(), { account: address, mode: 'shadow', rules: [hedge] }, onTestFinished);
}

const run = ({ settings, strategy }: BookFiles, options: BallastOptions = {}): Running =>
  start(['--settings', settings, 'run', strategy], onTestFinished, options);

async function onLedger<Value>({ ledger: file }: BookFiles, work: (ledger: Ledger) => Promise<Value>): Promise<Value> {
  const ledger = openLedger({ file });
  try {
    return await work(ledger);
  } finally {
    ledger.close();
  }
}

const status = async (files: BookFiles): Promise<string> => (await ballast(['status', '--db', files.ledger])).stdout;
const now = () => unixMillis(Date.now());

/** Something in the daemon fails when it gets the signal. */
const failing = (statement: string): BallastOptions => ({
  env: {
    NODE_OPTIONS: `--import data:text/javascript,${encodeURIComponent(`process.on("SIGUSR2",()=>{${statement}})`)}`,
  },
});

test.each([
  ['an exception', 'throw new Error("nobody foresaw this")'],
  ['a rejection', 'Promise.reject(new Error("nobody foresaw this"))'],
])('behavior: %s that nothing caught ends the daemon with code 1, and the ledger says so', async (_, statement) => {
  const files = await shadowBook();
  const daemon = run(files, failing(statement));
  await daemon.line('watching');
  daemon.signal('SIGUSR2');
  expect((await daemon.ended).code).toBe(1);
  const last = JSON.parse(await daemon.line('nothing caught'));
  expect(last).toMatchObject({ level: 'error', at: 'run', error: expect.stringContaining('nobody foresaw this') });
  expect(await onLedger(files, latestRun)).toMatchObject({ exitCode: 1, endedAt: expect.any(Number) });
  expect(await status(files)).toMatch(/^daemon {2}not running {2}ended with exit code 1/m);
});

test('behavior: a ledger that cannot be used any more ends it with a code of its own', async () => {
  const files = await shadowBook();
  const daemon = run(files);
  await daemon.line('watching');
  const other = new SqliteClient(files.ledger);
  other.exec('drop table ticks');
  other.close();
  await lab().testClient.mine({ blocks: 1 });
  expect((await daemon.ended).code).toBe(4);
  expect(await daemon.line('ended by an error')).toContain('cannot be used');
  expect(await onLedger(files, latestRun)).toMatchObject({ exitCode: 4 });
});

test('behavior: it says who it is, and keeps out a start on another host until it has been silent for a minute', async () => {
  const files = await shadowBook();
  const daemon = run(files);
  await daemon.line('watching');
  expect(await onLedger(files, latestRun)).toMatchObject({
    owner: `${daemon.pid}@${hostname()}`,
    seenAt: expect.any(Number),
    endedAt: null,
  });
  daemon.signal('SIGTERM');
  await daemon.ended;

  const elsewhere = openLedger({ file: files.ledger });
  await elsewhere.commit(startRun({ version: '0.1.0', at: now(), owner: '7@attic' }));
  expect(await status(files)).toMatch(/^daemon {2}running on another host as 7@attic {2}since/m);
  const { code, stderr } = await run(files).ended;
  // Starting again helps, once it is over there.
  expect(code).toBe(1);
  expect(stderr).toMatch(/^7@attic keeps .* already\n.*this host is .*\n {2}mend: end it first/m);
  expect((await ballast(['--settings', files.settings, 'recover', '--dry-run', files.strategy])).stdout).toMatch(
    '7@attic keeps it: a start is refused',
  );

  await elsewhere.commit(beat({ at: unixMillis(now() - 61_000) }));
  expect(await status(files)).toMatch(
    /^daemon {2}not running {2}started .*, last seen 1 min ago and ended without a word/,
  );
  const next = run(files);
  await next.line('watching');
  next.signal('SIGTERM');
  expect((await next.ended).code).toBe(0);
  await elsewhere.commit([beat({ at: now() }), endRun({ exitCode: 0, at: now() })]);
  elsewhere.close();
  const last = run(files);
  await last.line('watching');
});

test('behavior: a daemon that holds the lock and does not say that it lives is told as one that hangs', async () => {
  const files = await shadowBook();
  const daemon = run(files);
  await daemon.line('watching');
  daemon.signal('SIGSTOP');
  const other = new SqliteClient(files.ledger);
  other.exec('update runs set seen_at = seen_at - 45000');
  other.close();
  expect(await status(files)).toMatch(
    new RegExp(`running as process ${daemon.pid} .*but silent for (\\d+\\.\\d s|\\d+ min): it hangs`),
  );
  daemon.signal('SIGCONT');
});

test('behavior: alerts are told with what to do, the open ones first, and status begins with them', async () => {
  const files = await shadowBook();
  const alerts = (...more: string[]) => ballast(['alerts', '--db', files.ledger, ...more]);
  await onLedger(files, async () => {});
  expect((await alerts()).stdout).toBe('no alert is open\n');
  const about = { subject: 'https://a.example', text: 'no answer within 10 s' };
  await onLedger(files, async (ledger) => {
    const at = (s: number) => unixMillis(now() - s * 1_000);
    await ledger.commit(raiseAlert({ code: 'ENDPOINT_STALE', ...about, at: at(90) }));
    await ledger.commit(resolveAlert({ code: 'ENDPOINT_STALE', subject: about.subject, at: at(80) }));
    await ledger.commit(raiseAlert({ code: 'NONCE_FOREIGN', subject: '0xA1 on lab', text: 'nonce 7', at: at(70) }));
    await ledger.commit(raiseAlert({ code: 'ENDPOINT_SILENT', ...about, at: at(60) }));
    await ledger.commit(raiseAlert({ code: 'ENDPOINT_SILENT', ...about, at: at(5) }));
  });
  const { stdout } = await alerts();
  // The graver one first, though it is older.
  expect(stdout).toMatch(
    /^critical NONCE_FOREIGN {2}0xA1 on lab\n {2}nonce 7\n {2}[0-9a-f-]+ {2}since [-\d: ]+ \(\d+ min ago\)\n {2}that is: /,
  );
  expect(stdout).toMatch(/mend: if that was not you, the key is stolen[\s\S]*\n\nwarning ENDPOINT_SILENT/);
  expect(stdout).toMatch(/seen 2 times, last [\d.]+ (s|min) ago/);
  expect(stdout).not.toMatch('ENDPOINT_STALE');
  expect((await alerts('--all')).stdout).toMatch(/ENDPOINT_SILENT[\s\S]*resolved ENDPOINT_STALE/);
  const json = JSON.parse((await alerts('--json')).stdout);
  expect(json.alerts).toMatchObject([
    { code: 'NONCE_FOREIGN', severity: 'critical', resolvedAt: null, mend: expect.any(String) },
    { code: 'ENDPOINT_SILENT', times: 2 },
  ]);
  expect(await status(files)).toMatch(
    /^NONCE_FOREIGN 0xA1 on lab {2}nonce 7.*\n {2}mend: .*\nENDPOINT_SILENT .*\n {2}mend: .*\n\ndaemon/,
  );
});

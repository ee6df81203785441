import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { expect, onTestFinished, test, vi } from 'vitest';
import { unixMillis } from '../../../model/units.js';
import { openLedger } from '../../../record/ledger.js';
import { listSinks } from '../../../record/queries/alertTelling.js';
import { insertSink, updateSink } from '../../../record/statements/deliveries.js';
import { temporaryFolder } from '../../../record/testing/sample.js';
import { startWebStandIn } from '../../alerts/testing/webStandIn.js';
import { createProgram } from '../program.js';
import { trySinksAgain } from './trySinksAgain.js';

const at = unixMillis(Date.parse('2026-01-10T12:00:00Z'));

/** A ledger of a daemon that could reach neither of two receivers. */
async function setUp() {
  const folder = temporaryFolder(onTestFinished);
  const options = { db: join(folder, 'ledger.db'), settings: join(folder, 'ballast.yaml') };
  const ledger = openLedger({ file: options.db });
  onTestFinished(() => ledger.close());
  const failing = { failures: 7, failingSince: at, retryAt: unixMillis(at + 300_000), answer: '502' };
  for (const name of ['phone', 'team']) await ledger.commit([insertSink(name, at), updateSink(name, failing)]);
  const paused = async () => (await listSinks(ledger)).flatMap(({ sink, retryAt }) => (retryAt === null ? [] : sink));
  return { folder, options, paused };
}

test('default: the pause of whoever took the test is over, and of nobody else', async () => {
  const { options, paused } = await setUp();
  await trySinksAgain(options, ['phone']);
  expect(await paused()).toEqual(['team']);
  await trySinksAgain(options, []);
  expect(await paused()).toEqual(['team']);
});

test('behavior: `alerts test` has the receivers that took it tried at once, and those alone', async () => {
  const { options, paused } = await setUp();
  const [well, gone] = [await startWebStandIn(), await startWebStandIn()];
  onTestFinished(async () => void (await Promise.all([well.close(), gone.close()])));
  well.answer({ status: 204 });
  gone.answer({ status: 404 });
  writeFileSync(
    options.settings,
    [
      'chains: { lab: { id: 31337, endpoints: [ws://127.0.0.1:8545] } }',
      'ledger: { file: ledger.db }',
      'alerts:',
      '  sinks:',
      `    phone: { discord: "${well.url}/api/webhooks/1/a" }`,
      `    team: { discord: "${gone.url}/api/webhooks/1/b" }`,
      '',
    ].join('\n'),
  );
  const shown = vi.spyOn(process.stdout, 'write').mockReturnValue(true);
  const { exitCode } = process;
  onTestFinished(() => {
    shown.mockRestore();
    process.exitCode = exitCode;
  });
  await createProgram().parseAsync(['--settings', options.settings, 'alerts', 'test'], { from: 'user' });
  expect(shown.mock.calls.join()).toMatch(/phone +arrived[\s\S]*team +is not let in/);
  expect(process.exitCode).toBe(1);
  expect(await paused()).toEqual(['team']);
}, 240_000);

test('behavior: where there is no ledger, or none that can be read, the test is as good as it was, and none is made', async () => {
  const { folder } = await setUp();
  const none = join(folder, 'none.db');
  await trySinksAgain({ db: none, settings: 'none.yaml' }, ['phone']);
  await trySinksAgain({ settings: join(folder, 'none.yaml') }, ['phone']);
  expect(existsSync(none)).toBe(false);
}, 120_000);

test('behavior: a ledger that somebody holds is left as it is', async () => {
  const { options, paused } = await setUp();
  const holder = new Database(options.db);
  onTestFinished(() => void holder.close());
  holder.exec('begin immediate');
  await trySinksAgain(options, ['phone']);
  holder.exec('commit');
  expect(await paused()).toEqual(['phone', 'team']);
}, 60_000);

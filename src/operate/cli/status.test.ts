import { expect, test } from 'vitest';
import type { Id } from '../../model/order.js';
import { unixMillis } from '../../model/units.js';
import type { Statement } from '../../record/ledger.js';
import { endRun, leaveRun, startRun } from '../../record/statements/runs.js';
import { insertTick } from '../../record/statements/ticks.js';
import { sampleTick } from '../../record/testing/sample.js';
import { plainText } from '../plainText.js';
import { emptyLedger } from '../views/testing/keptLedger.js';
import { status } from './status.js';

const now = 1_800_000_000_000;
const hour = 3_600_000;

/** The line of the book, when its newest sample is of so long ago. */
async function seen(agoMs: number): Promise<string> {
  const ledger = emptyLedger();
  await ledger.commit(insertTick(sampleTick({ at: unixMillis(now - agoMs) })));
  const { text } = await status(ledger, now);
  return (
    plainText(text, false)
      .split('\n')
      .find((line) => line.startsWith('eth-book')) ?? text
  );
}

test('default: how long ago a book was seen', async () => {
  expect(await seen(4 * 60_000)).toContain('4 min ago');
  expect(await seen(-300)).toContain('just now');
});

/** The line of the daemon, once it has started and that was written. */
async function daemonLine(then: (ledger: ReturnType<typeof emptyLedger>) => Statement | []): Promise<string> {
  const ledger = emptyLedger();
  await ledger.commit(startRun({ version: '1', at: unixMillis(now - hour) }));
  await ledger.commit(then(ledger));
  return plainText((await status(ledger, now)).text, false).split('\n')[0] ?? '';
}

test.each<[string, (ledger: { holder: Id }) => Statement | [], string]>([
  ['stopped', () => endRun({ exitCode: 0, at: unixMillis(now) }), 'stopped in good order just now'],
  ['ended by an error', () => endRun({ exitCode: 1, at: unixMillis(now) }), 'ended with exit code 1 just now'],
  ['killed', () => [], 'ended without a word: killed, it seems'],
  [
    'in a backup that was restored',
    ({ holder }) => leaveRun({ id: holder, at: unixMillis(now - 60_000) }),
    'a backup was restored 1 min ago; none has run on it since',
  ],
])('behavior: how the newest run ended: %s', async (_, then, said) => {
  expect(await daemonLine(then)).toMatch(/^daemon {2}not running/);
  expect(await daemonLine(then)).toContain(said);
});

test('behavior: a sample of before the clock was set back is not told as new', async () => {
  const line = await seen(-hour);
  expect(line).not.toContain('just now');
  expect(line).toContain('before the clock was set back');
});

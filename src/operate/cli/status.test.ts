import { expect, test } from 'vitest';
import { unixMillis } from '../../model/units.js';
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

test('behavior: a sample of before the clock was set back is not told as new', async () => {
  const line = await seen(-hour);
  expect(line).not.toContain('just now');
  expect(line).toContain('before the clock was set back');
});

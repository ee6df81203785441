import { expect, onTestFinished, test } from 'vitest';
import { unixMillis } from '../../../model/units.js';
import { newId } from '../../../record/id.js';
import { openLedger } from '../../../record/ledger.js';
import { openBreaks } from '../../../record/queries/breaks.js';
import { closeBreak, openBreak } from '../../../record/statements/breaks.js';
import { sampleAccount } from '../../../record/testing/sample.js';
import { adopt } from './adopt.js';
import { breaks } from './breaks.js';

const at = unixMillis(Date.UTC(2026, 10, 22));
const options = { because: 'by hand', author: 'ann', at: at + 9_000 };

async function twoBreaks() {
  const ledger = openLedger({ file: ':memory:' });
  onTestFinished(() => ledger.close());
  const ids = ['perp-v2 ETH', 'wallet USDC'].map((what, i) => ({ id: newId(at + i * 1_000), what }));
  for (const one of ids) {
    await ledger.commit(
      openBreak({
        ...{ ...one, strategy: 'eth-book', account: sampleAccount, chainId: 1, venue: 'perp-v2', isGift: false },
        ...{ expected: 9.899737490391805, actual: 8.399737490391805, openedAt: at },
        text: 'a trade or a call, sent by the own key of the account in a transaction that nobody here has asked for',
      }),
    );
  }
  return { ledger, ids: ids.map(({ id }) => id) };
}

test('default: of several that were asked for, what has resolved itself is told and the others are adopted', async () => {
  const { ledger, ids } = await twoBreaks();
  const [first = '', second = ''] = ids;
  await ledger.commit(closeBreak(first, { status: 'Resolved', author: 'keeper', reason: 'it went away', at }));
  const { text, json } = await adopt(ledger, ids, options);
  expect(json).toMatchObject({ adopted: [second] });
  expect(text).toContain('wallet USDC is right as it is');
  expect(text).toContain('perp-v2 ETH, is Resolved already, by keeper: it went away');
  expect(await openBreaks(ledger)).toEqual([]);
});

test('args: an id that is none keeps all, and so does one that is over alone', async () => {
  const { ledger, ids } = await twoBreaks();
  await expect(adopt(ledger, [...ids, 'ffffff'], options)).rejects.toThrow('nothing was adopted');
  expect(await openBreaks(ledger)).toHaveLength(2);
  await adopt(ledger, ids, options);
  await expect(adopt(ledger, ids, options)).rejects.toThrow('nothing was adopted');
});

test('behavior: what it may be stands below the table, and numbers can be read', async () => {
  const { ledger } = await twoBreaks();
  const { text } = await breaks(ledger, {});
  expect(text.match(/Open breaks/g)).toHaveLength(1);
  expect(text).toContain('9.8997375  8.3997375  Open');
  expect(text).toMatch(/what it may be: a trade/);
  expect(text).not.toContain('00.000Z');
  expect(Math.max(...text.split('\n').map((line) => line.length))).toBeLessThanOrEqual(120);
});

import { expect, onTestFinished, test } from 'vitest';
import { openLedger } from '../../record/ledger.js';
import { insertParents } from '../../record/statements/parentOrders.js';
import { sampleParent } from '../../record/testing/sampleParent.js';
import { findOrders } from './orders.js';

test('behavior: the order of a block is told by the block, whole, on a narrow screen and on a wide one', async () => {
  const ledger = openLedger({ file: ':memory:' });
  onTestFinished(() => ledger.close());
  const block = 'block 01a202b2-9e6b-7afc-a7d6-0db1a649080b';
  await ledger.commit(insertParents([sampleParent({ clOrdId: block, text: '2 of 2 members' })], []));
  const found = await findOrders(ledger, { limit: 10 });
  for (const width of [80, 130]) {
    const [titles = '', line = ''] = found.text(0, width).split('\n');
    expect(Math.max(titles.length, line.length)).toBeLessThanOrEqual(width);
    expect(line).toContain('  block 01a202b2-9e6b  ');
    expect(line).toContain('sell 10 perp-v2 ETH');
  }
});

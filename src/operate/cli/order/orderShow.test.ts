import { expect, onTestFinished, test } from 'vitest';
import { unixMillis, WAD, wad, ZERO } from '../../../model/units.js';
import { newId } from '../../../record/id.js';
import { openLedger } from '../../../record/ledger.js';
import { parentsById } from '../../../record/queries/parentOrders.js';
import { insertAttempt } from '../../../record/statements/attempts.js';
import { insertFill } from '../../../record/statements/orders.js';
import { insertParents, recordEvents } from '../../../record/statements/parentOrders.js';
import { sampleAttempt, sampleOrder, sampleTrade, workOf } from '../../../record/testing/sample.js';
import { sampleParent } from '../../../record/testing/sampleParent.js';
import { orderShow } from './orderShow.js';

const at = unixMillis(Date.UTC(2026, 5, 1, 12));
const free = { fee: 0, impact: 0, carry: 0, gas: 0, keeper: 0, total: 0, slippage: 0 };
const price = wad(2_000n * WAD);

async function desk() {
  const ledger = openLedger({ file: ':memory:' });
  onTestFinished(() => ledger.close());
  const parent = sampleParent({ clOrdId: 'a-1', createdAt: at });
  await ledger.commit(insertParents([parent], []));
  const [asked] = await parentsById(ledger, [parent.id]);
  if (!asked) throw new Error('it was written');
  await ledger.commit(
    recordEvents(asked, [{ event: { kind: 'accept' }, text: '' }], { author: 'ballast', at, arrivalPrice: 2_100 }),
  );
  const cost = { ...free, basis: { mark: 2_010, gasToken: 2_000 } };
  const child = sampleOrder({ parent: parent.id, createdAt: at, status: 'Filled', cost });
  const attempt = sampleAttempt(child);
  const { instrument, side, quantity } = sampleTrade;
  const trade = { kind: 'trade', instrument, side, quantity, price, fee: ZERO } as const;
  const fill = { id: newId(at), order: child.id, attempt: attempt.id, fill: trade as never, at };
  await ledger.commit([workOf(child), insertAttempt(attempt), insertFill(fill)]);
  return { ledger, parent, child };
}

test('behavior: a part is compared with the mark that it was decided at, not with what the whole arrived at', async () => {
  const { ledger } = await desk();
  const { text } = await orderShow(ledger, 'a-1', at);
  expect(text).toMatch(/bps (worse|better) than the venue's mark of 2 010\.00 when it was decided/);
  expect(text).not.toContain('2 100.00 when it was decided');
});

test('behavior: who asks for a part is told which verb has its story', async () => {
  const { ledger, child } = await desk();
  await expect(orderShow(ledger, child.id, at)).rejects.toMatchObject({
    mend: `\`ballast why ${child.id.slice(0, 13)}\` tells its story`,
  });
});

import { expect, onTestFinished, test } from 'vitest';
import { openAlerts } from '../../record/queries/alerts.js';
import { attemptsOf } from '../../record/queries/attempts.js';
import { newPayment, openJournal, paying, setUp, tampered } from './testing/sending.js';

test('default: what moves more is final later, side by side with what moves little', async () => {
  const confirmationsOf = ({ notional }: { notional: number }) => (notional > 10_000 ? 6 : 2);
  const { ledger, transactor, mine, head } = await setUp(onTestFinished, { confirmationsOf, confirmations: 2 });
  const [little, much] = [newPayment({ notional: 100 }), newPayment({ notional: 50_000 })];
  await ledger.commit([little.work, much.work]);
  for (const { order } of [little, much]) await transactor.send(paying(order));
  const states: string[][] = [];
  for (let block = 0; block < 6; block++) {
    await mine();
    await transactor.resolveAll(await head());
    const all = await Promise.all([little, much].map(({ order }) => attemptsOf(ledger, order.id)));
    states.push(all.flat().map(({ state }) => state));
  }
  expect(states).toEqual([['Mined', 'Mined'], ...Array(4).fill(['Final', 'Mined']), ['Final', 'Final']]);
});

test('behavior: a lost attempt has an open alert from the commit that says so to the one that finds it', async () => {
  const { file, client, order, head, ledger } = await setUp(onTestFinished);
  let cut = true;
  const seen: string[] = [];
  const losing = tampered(client, async (forward) => {
    if (cut) throw new Error('socket hang up');
    return forward();
  });
  const journal = openJournal({
    ...{ file, client: losing },
    onDurableStep: (step) => seen.push(step),
  });
  onTestFinished(() => journal.ledger.close());
  const lost = await journal.transactor.send(paying(order));
  expect(await openAlerts(ledger)).toMatchObject([
    { code: 'ATTEMPT_UNKNOWN', subject: lost.id, text: 'no answer from the node' },
  ]);
  cut = false;
  await journal.transactor.resolve(lost, await head());
  expect(await attemptsOf(ledger, order.id)).toMatchObject([{ state: 'Broadcast' }]);
  expect(await openAlerts(ledger)).toEqual([]);
  expect(seen).toEqual(['signed', 'journalled', 'sent', 'recorded', 'sent', 'recorded']);
});

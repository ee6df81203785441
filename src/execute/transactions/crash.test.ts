import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { compiled } from '../../../test/compiled.js';
import { milliseconds, unixMillis } from '../../model/units.js';
import { openLedger } from '../../record/ledger.js';
import { attemptsOf } from '../../record/queries/attempts.js';
import { openOrders } from '../../record/queries/openOrders.js';
import { type DurableStep, durableSteps } from './outbox.js';
import { newLedgerFile, newPayment, openJournal, paying, payment, startChain } from './testing/sending.js';

/** Steps that sending passes; `resolved` comes later. */
const sendingSteps = durableSteps.filter((step) => step !== 'resolved');
const later = milliseconds(6 * 60_000);

class Crash extends Error {}

/** A journal that stops dead at a step: nothing after it runs, and its ledger is dropped as a kill would drop it. */
async function crashAt(step: DurableStep, options: Omit<Parameters<typeof openJournal>[0], 'onDurableStep'>) {
  let armed = true;
  const { ledger, transactor } = openJournal({
    ...options,
    onDurableStep: (reached) => {
      if (armed && reached === step) throw new Crash(reached);
    },
  });
  onTestFinished(() => ledger.close());
  return { ledger, transactor, disarm: () => (armed = false) };
}

/** What a start does: recover, and only then send what never was. */
async function startAgain(options: Parameters<typeof openJournal>[0]) {
  const { ledger, transactor } = openJournal(options);
  onTestFinished(() => ledger.close());
  await transactor.recover();
  for (const order of await openOrders(ledger)) {
    if ((await attemptsOf(ledger, order.id)).length === 0) await transactor.send(paying(order));
  }
  return { ledger, transactor };
}

describe.each([true, false])('with a block before the next start: %s', (minedBetween) => {
  test.each(sendingSteps)('behavior: dead at `%s`, started again: paid exactly once', async (step) => {
    const { client, balance, head, mine } = await startChain(onTestFinished);
    const file = newLedgerFile(onTestFinished);
    const { order, work } = newPayment();
    const first = await crashAt(step, { file, client });
    await first.ledger.commit(work);
    await expect(first.transactor.send(paying(order))).rejects.toThrow(Crash);
    if (minedBetween) await mine();

    const { ledger, transactor } = await startAgain({ file, client });
    expect(await transactor.nextNonce()).toBe(1);
    await mine();
    await transactor.resolveAll(await head());
    expect(await balance()).toBe(payment);
    expect(await attemptsOf(ledger, order.id)).toMatchObject([{ state: 'Final', nonce: 0 }]);
    expect(await transactor.nextNonce()).toBe(1);
    await startAgain({ file, client });
    expect(await balance()).toBe(payment);
  });
});

test('behavior: dead before anything was in the ledger, nothing is on the chain either', async () => {
  const { client, balance } = await startChain(onTestFinished);
  const file = newLedgerFile(onTestFinished);
  const { order, work } = newPayment();
  const { ledger, transactor } = await crashAt('signed', { file, client });
  await ledger.commit(work);
  await expect(transactor.send(paying(order))).rejects.toThrow(Crash);
  expect([await attemptsOf(ledger, order.id), await balance()]).toEqual([[], 0n]);
});

test('behavior: dead while writing what was learnt, it is learnt again', async () => {
  const { client, balance, head, mine } = await startChain(onTestFinished);
  const file = newLedgerFile(onTestFinished);
  const { order, work } = newPayment();
  const first = await crashAt('resolved', { file, client });
  await first.ledger.commit(work);
  await first.transactor.send(paying(order));
  await mine();
  await expect(first.transactor.resolveAll(await head())).rejects.toThrow(Crash);
  const { ledger } = await startAgain({ file, client });
  expect(await attemptsOf(ledger, order.id)).toMatchObject([{ state: 'Final' }]);
  expect(await balance()).toBe(payment);
});

test.each(['journalled', 'sent'] as const)(
  'behavior: dead at `%s` and long gone: the stale intent is taken back and can never fire',
  async (step) => {
    const { client, balance, head, mine } = await startChain(onTestFinished);
    const file = newLedgerFile(onTestFinished);
    const { order, work } = newPayment();
    const first = await crashAt(step, { file, client });
    await first.ledger.commit(work);
    await expect(first.transactor.send(paying(order))).rejects.toThrow(Crash);

    const now = () => unixMillis(Date.now() + later);
    const { ledger, transactor } = await startAgain({ file, client, now });
    await mine();
    await transactor.resolveAll(await head());
    expect(await attemptsOf(ledger, order.id)).toMatchObject([
      { state: 'Replaced', cancels: false },
      { state: 'Final', cancels: true, nonce: 0 },
    ]);
    const [stale] = await attemptsOf(ledger, order.id);
    const send = client.request({ method: 'eth_sendRawTransaction', params: [stale?.bytes ?? '0x'] });
    await expect(send).rejects.toThrow(/nonce too low/);
    expect(await balance()).toBe(0n);
  },
);

test.each(['journalled', 'sent'] as const)(
  'behavior: dead again at `%s` while taking a nonce back, the next start finishes it',
  async (step) => {
    const { client, balance, head, mine } = await startChain(onTestFinished);
    const file = newLedgerFile(onTestFinished);
    const { order, work } = newPayment();
    const now = () => unixMillis(Date.now() + later);
    const first = openJournal({ file, client });
    await first.ledger.commit(work);
    await first.transactor.send(paying(order));
    first.ledger.close();
    const second = await crashAt(step, { file, client, now });
    // What cannot be sent is only logged in the midst of others; a real kill asks nobody. Both leave the same rows.
    await second.transactor.recover().catch(() => {});
    const { ledger, transactor } = await startAgain({ file, client, now });
    expect(await attemptsOf(ledger, order.id)).toHaveLength(2);
    await mine();
    await transactor.resolveAll(await head());
    expect((await attemptsOf(ledger, order.id)).map(({ state }) => state)).toEqual(['Replaced', 'Final']);
    expect(await balance()).toBe(0n);
  },
);

describe('in a process of its own', () => {
  const program = () => join(compiled(), 'src/execute/transactions/testing/dieWhileSending.js');

  test.each(sendingSteps)('behavior: killed by SIGKILL at `%s`, started again: paid exactly once', async (step) => {
    const { anvil, client, balance, head, mine } = await startChain(onTestFinished);
    const file = newLedgerFile(onTestFinished);
    const child = spawn(process.execPath, [program(), file, anvil.url, step], { stdio: 'inherit' });
    const [, signal] = await once(child, 'exit');
    expect(signal).toBe('SIGKILL');
    const reader = openLedger({ file, readonly: true });
    expect(await openOrders(reader)).toHaveLength(1);
    reader.close();

    const { ledger, transactor } = await startAgain({ file, client });
    await mine();
    await transactor.resolveAll(await head());
    expect(await balance()).toBe(payment);
    const [order] = await openOrders(ledger);
    expect(await attemptsOf(ledger, order?.id ?? '')).toMatchObject([{ state: 'Final', nonce: 0 }]);
  });
});

import { type Hex, parseTransaction } from 'viem';
import { expect, onTestFinished, test } from 'vitest';
import type { Order } from '../../model/order.js';
import { milliseconds, unixMillis, wad, wei } from '../../model/units.js';
import { openAlerts } from '../../record/queries/alerts.js';
import { attemptsOf } from '../../record/queries/attempts.js';
import { insertTradingState } from '../../record/statements/runs.js';
import type { Replacing } from './followUp.js';
import { newPayment, openJournal, paying, payment, setUp } from './testing/sending.js';
import { cancelClass, urgencies } from './urgency.js';

const gwei = (n: bigint) => wei(n * 10n ** 9n);
/** What a block asks for now, and a little more. */
const cheap = { maxFeePerGas: gwei(3n), maxPriorityFeePerGas: gwei(1n) };
const feesOf = ({ bytes }: { bytes: Hex }) => {
  const { maxFeePerGas = 0n, maxPriorityFeePerGas = 0n } = parseTransaction(bytes);
  return { maxFeePerGas, maxPriorityFeePerGas };
};

/** One payment that is out and that no block takes, and a clock that is turned by hand. */
async function waiting(changes: Partial<Order> = {}, options: Parameters<typeof setUp>[1] = {}) {
  let clock = Date.now();
  const now = () => unixMillis(clock);
  const world = await setUp(onTestFinished, { now, confirmations: 2, ...options });
  const { order, work } = newPayment({ orderClass: 'margin', createdAt: now(), ...changes });
  await world.ledger.commit(work);
  const sent = await world.transactor.send({ ...paying(order), fees: cheap });
  const { firstAfter, most } = urgencies[order.orderClass];
  const look = async () => world.transactor.resolveAll(await world.head());
  /** As long as this class waits, and then a look. */
  const wait = async (ms: number = firstAfter) => {
    clock += ms;
    return look();
  };
  const stories = () => attemptsOf(world.ledger, order.id);
  return { ...world, order, sent, most, look, wait, stories, now };
}

test('default: not mined in time, it is sent again dearer at its nonce, for the same order and step, and paid once', async () => {
  const { order, sent, wait, stories, mine, look, balance, transactor } = await waiting();
  await wait(urgencies.margin.firstAfter - 1);
  expect(await stories()).toHaveLength(1);
  await wait(1);
  const [first, second] = await stories();
  expect(second).toMatchObject({ nonce: sent.nonce, order: order.id, step: 0, cancels: false, state: 'Broadcast' });
  if (!first || !second) throw new Error('nothing was sent again');
  const [before, after] = [parseTransaction(first.bytes), parseTransaction(second.bytes)];
  expect([after.to, after.data, after.value, after.gas]).toEqual([before.to, before.data, before.value, before.gas]);
  for (const key of ['maxFeePerGas', 'maxPriorityFeePerGas'] as const) {
    expect(feesOf(second)[key] * 100n).toBeGreaterThanOrEqual(feesOf(first)[key] * 115n);
  }
  expect(await transactor.nextNonce()).toBe(1);
  await mine(2);
  await look();
  expect((await stories()).map(({ state }) => state)).toEqual(['Replaced', 'Final']);
  expect(await balance()).toBe(payment);
  expect(await transactor.nextNonce()).toBe(1);
});

test('behavior: the cheaper one may be mined all the same, and then it is that one', async () => {
  const { client, sent, wait, stories, testClient, look, mine, balance } = await waiting();
  await wait();
  const [, dearer] = await stories();
  // A miner who never heard of the dearer one.
  await testClient.dropTransaction({ hash: dearer?.hash ?? '0x' });
  await client.request({ method: 'eth_sendRawTransaction', params: [sent.bytes] });
  await mine(2);
  await look();
  expect(await stories()).toMatchObject([
    { id: sent.id, state: 'Final' },
    { state: 'Replaced', text: `nonce used by our own ${sent.hash}` },
  ]);
  expect(await balance()).toBe(payment);
});

test('behavior: it is sent again so often as its class says, and the intent grows no younger by that', async () => {
  const { wait, stories, most, testClient, mine, look, balance } = await waiting();
  await testClient.setNextBlockBaseFeePerGas({ baseFeePerGas: 1n });
  for (let i = 0; i < most + 1; i++) await wait();
  expect((await stories()).filter(({ cancels }) => !cancels)).toHaveLength(most + 1);
  await wait(100_000);
  expect((await stories()).filter(({ cancels }) => cancels)).toHaveLength(1);
  await mine(2);
  await look();
  expect((await stories()).map(({ state }) => state)).toEqual([...Array(most + 1).fill('Replaced'), 'Final']);
  expect(await balance()).toBe(0n);
});

test('behavior: where the market has risen by more, its fees are paid', async () => {
  const { wait, stories, mine, testClient } = await waiting();
  await testClient.setNextBlockBaseFeePerGas({ baseFeePerGas: gwei(50n) });
  await mine();
  await wait();
  const [, second] = await stories();
  if (!second) throw new Error('nothing was sent again');
  expect(feesOf(second).maxFeePerGas).toBeGreaterThan(gwei(80n));
});

test('behavior: at its cap it stays where it is, and that is told until it is mined', async () => {
  const { sent, wait, stories, ledger, mine, look } = await waiting(
    {},
    { replacing: { mostGas: wei(50_000n * cheap.maxFeePerGas) } },
  );
  await wait();
  await wait();
  expect(await stories()).toMatchObject([{ id: sent.id, state: 'Broadcast' }]);
  const [alert, ...more] = await openAlerts(ledger);
  expect([alert, more]).toMatchObject([{ code: 'TRANSACTION_STUCK', subject: sent.id }, []]);
  expect(alert?.text).toMatch(/^nonce 0 is not mined: higher fees are over the cap of 3\.000 gwei/);
  await mine();
  await look();
  expect(await openAlerts(ledger)).toEqual([]);
});

test('behavior: to save an account a share of what it protects is paid, whatever a day allows', async () => {
  const replacing = { mostGas: wei(1n), gasTokenPrice: () => wad(2_000n * 10n ** 18n) };
  const { wait, stories, most } = await waiting({ orderClass: 'survive', notional: 1_000 }, { replacing });
  for (let i = 0; i < most; i++) await wait();
  const fees = (await stories()).map(feesOf);
  expect(fees.length).toBeGreaterThan(5);
  // 2 % of 1 000 USD at 2 000 USD are 0.01 of the gas token, for a limit of 50 000 gas.
  for (const { maxFeePerGas } of fees) expect(maxFeePerGas * 50_000n).toBeLessThanOrEqual(10n ** 16n);
});

test('behavior: what the operator does not want any more is taken back instead', async () => {
  const { wait, stories, ledger, now } = await waiting();
  await ledger.commit(insertTradingState({ state: 'reducing', reason: 'enough', author: 'ada', at: now() }));
  await wait();
  expect((await stories()).map(({ cancels }) => cancels)).toEqual([false, true]);
});

test('behavior: dead before the dearer bytes left, they are sent by the next start', async () => {
  const { file, client, ledger, order, now, stories, mine, head, balance } = await waiting();
  const dying = openJournal({
    ...{ file, client, now: () => unixMillis(now() + urgencies.margin.firstAfter) },
    onDurableStep: (step) => {
      if (step === 'journalled') throw new Error('dead');
    },
  });
  onTestFinished(() => dying.ledger.close());
  await dying.transactor.recover();
  expect((await stories()).map(({ state }) => state)).toEqual(['Broadcast', 'Signed']);
  const next = openJournal({ file, client, now });
  onTestFinished(() => next.ledger.close());
  await next.transactor.recover();
  expect((await stories()).map(({ state }) => state)).toEqual(['Broadcast', 'Broadcast']);
  await mine(2);
  await next.transactor.resolveAll(await head());
  expect((await attemptsOf(ledger, order.id)).map(({ state }) => state)).toEqual(['Replaced', 'Final']);
  expect(await balance()).toBe(payment);
});

test('behavior: whoever waits for it is given the attempt that was mined', async () => {
  const { sent, wait, stories, mine, transactor } = await waiting();
  await wait();
  await mine();
  const [, second] = await stories();
  const seen = await transactor.settled(sent, { onHead: () => () => {}, timeoutMs: milliseconds(60_000) });
  expect(seen).toMatchObject({ id: second?.id, state: 'Mined' });
});

test('behavior: without a reading of its venue, or seen from before the newest one, it is sent dearer another time', async () => {
  let known: { block: bigint; readings: { venue: string }[] } = { block: 0n, readings: [] };
  const replacing = { known: () => known as unknown as ReturnType<NonNullable<Replacing['known']>> };
  const { order, wait, stories } = await waiting({}, { replacing });
  await wait();
  known = { block: 9n, readings: [{ venue: order.terms.venue }] };
  await wait();
  expect(await stories()).toHaveLength(1);
  known = { ...known, block: 0n };
  await wait();
  expect(await stories()).toHaveLength(2);
});

test('behavior: where its nonce is used by now, nothing is signed that would only be refused', async () => {
  const { file, client, now, mine, head, stories } = await waiting();
  await mine();
  // Has neither the receipt nor the count of its newest block, as a node that is importing it.
  const importing = {
    ...client,
    request: (async (args: { method: string; params?: readonly unknown[] }) => {
      if (args.method === 'eth_getTransactionReceipt') return null;
      if (args.method === 'eth_getTransactionCount' && args.params?.[1] !== 'latest') return '0x0';
      return (client.request as (question: unknown) => Promise<unknown>)(args);
    }) as typeof client.request,
  };
  const late = openJournal({ file, client: importing, now: () => unixMillis(now() + urgencies.margin.firstAfter) });
  onTestFinished(() => late.ledger.close());
  await late.transactor.resolveAll(await head());
  expect(await stories()).toMatchObject([{ state: 'Broadcast' }]);
});

test('behavior: sent as often as its class allows and still in no block, that is told', async () => {
  const { wait, stories, ledger, most, mine, look } = await waiting({ orderClass: 'cost' });
  for (let i = 0; i < most; i++) await wait();
  expect(await openAlerts(ledger)).toEqual([]);
  await wait();
  const newest = (await stories()).at(-1);
  expect(await openAlerts(ledger)).toMatchObject([
    { code: 'TRANSACTION_STUCK', subject: newest?.id, text: expect.stringMatching(/it was sent 2 times, as often as/) },
  ]);
  await mine();
  await look();
  expect(await openAlerts(ledger)).toEqual([]);
});

test('behavior: what takes a nonce back is sent dearer too, and told where it is stuck', async () => {
  const { wait, stories, ledger, mine, look, balance, transactor } = await waiting(
    { orderClass: 'delta' },
    { replacing: { mostGas: wei(21_000n * gwei(6n)) } },
  );
  await wait(100_001);
  const cancels = async () => (await stories()).filter((attempt) => attempt.cancels);
  expect(await cancels()).toHaveLength(1);
  const { firstAfter, most } = urgencies[cancelClass];
  await wait(firstAfter);
  const [first, second] = await cancels();
  if (!first || !second) throw new Error('nothing was sent again');
  expect([second.nonce, parseTransaction(second.bytes).to]).toEqual([first.nonce, parseTransaction(first.bytes).to]);
  expect(feesOf(second).maxFeePerGas * 100n).toBeGreaterThanOrEqual(feesOf(first).maxFeePerGas * 115n);
  for (let i = 0; i < most; i++) await wait(firstAfter);
  const sent = await cancels();
  expect(sent.length).toBeLessThanOrEqual(1 + most);
  expect(await openAlerts(ledger)).toContainEqual(
    expect.objectContaining({
      code: 'TRANSACTION_STUCK',
      subject: sent.at(-1)?.id,
      text: expect.stringMatching(/^nonce 0 cannot be taken back: /),
    }),
  );
  await mine(2);
  await look();
  expect((await stories()).map(({ state }) => state).at(-1)).toBe('Final');
  expect(await openAlerts(ledger)).toEqual([]);
  expect(await balance()).toBe(0n);
  expect(await transactor.nextNonce()).toBe(1);
});

import { numberToHex, parseTransaction } from 'viem';
import { expect, onTestFinished, test } from 'vitest';
import type { TransactionRequest } from '../../model/order.js';
import { unixMillis, wei } from '../../model/units.js';
import { attemptsOf } from '../../record/queries/attempts.js';
import { stepsOf } from '../../record/queries/stepsOf.js';
import { createWorld, trade } from '../follow/testing/waiting.js';
import { signer } from '../transactions/testing/sending.js';
import { urgencies } from '../transactions/urgency.js';
import { expectedGasPrice, keeperCost } from './keeperFee.js';
import { rehearse } from './rehearse.js';

const gas = 100_000n;

async function payingWorld(options?: Parameters<typeof createWorld>[1]) {
  const world = await createWorld(onTestFinished, options);
  const request = (asked = gas): TransactionRequest => ({
    ...world.request('ask', [1n, asked], 'trade'),
    keeperGas: [{ gas, paid: wei(0n) }],
  });
  const setBalance = (value: bigint) => world.testClient.setBalance({ address: signer.address, value });
  const sent = async (id: string) => {
    const [attempt] = await attemptsOf(world.ledger, id);
    if (!attempt) throw new Error('nothing was sent');
    return parseTransaction(attempt.bytes);
  };
  return { ...world, request, setBalance, sent };
}

test('default: keepers are paid at the price that is signed, whatever the block turns out to cost', async () => {
  const { begin, request, sent, mine, tick, story, ledger, testClient } = await payingWorld();
  const order = await begin(trade, request());
  const { value, maxFeePerGas, maxPriorityFeePerGas } = await sent(order.id);
  expect(value).toBe(gas * (maxFeePerGas ?? 0n));
  expect(maxPriorityFeePerGas ?? 0n).toBe(0n);
  // What was decided stands with the order; what was signed stands with the attempt.
  expect(await stepsOf(ledger, order.id)).toEqual([request()]);
  await testClient.setNextBlockBaseFeePerGas({ baseFeePerGas: maxFeePerGas ?? 0n });
  await mine();
  await tick();
  expect(await story(order)).toMatchObject({ status: 'New', book: ['New'] });
});

test('behavior: sent again dearer, keepers are paid at the new price', async () => {
  let clock = Date.now();
  const world = await payingWorld({ now: () => unixMillis(clock) });
  const { begin, request, mine, tick, story, ledger, testClient } = world;
  const order = await begin(trade, request());
  clock += urgencies[order.orderClass].firstAfter;
  await tick();
  const [cheap, dear] = (await attemptsOf(ledger, order.id)).map(({ bytes }) => parseTransaction(bytes));
  if (!cheap || !dear) throw new Error('nothing was sent again');
  expect(dear.nonce).toBe(cheap.nonce);
  expect(dear.maxFeePerGas).toBeGreaterThan(cheap.maxFeePerGas ?? 0n);
  expect(dear.value).toBe(gas * (dear.maxFeePerGas ?? 0n));
  // A block that takes only the dearer one, at its very price.
  await testClient.setNextBlockBaseFeePerGas({ baseFeePerGas: dear.maxFeePerGas ?? 0n });
  await mine();
  await tick();
  expect(await story(order)).toMatchObject({ status: 'New', book: ['New'] });
  await mine(5);
  await tick();
  expect((await attemptsOf(ledger, order.id)).map(({ state }) => state)).toEqual(['Replaced', 'Final']);
});

test('behavior: to save an account a tip is paid, and keepers at a price that covers it', async () => {
  const { begin, request, sent, mine, tick, story } = await payingWorld();
  const order = await begin(trade, request(), { orderClass: 'survive' });
  const { value, maxFeePerGas, maxPriorityFeePerGas } = await sent(order.id);
  expect(maxPriorityFeePerGas).toBeGreaterThan(0n);
  expect(value).toBe(gas * (maxFeePerGas ?? 0n));
  await mine();
  await tick();
  expect(await story(order)).toMatchObject({ status: 'New', book: ['New'] });
});

test('behavior: too little for the keepers is found out before anything is signed', async () => {
  const { begin, request, story, client, head, ledger } = await payingWorld();
  // The venue wants more gas paid for than the request pays.
  const short = request(gas + 1n);
  const order = await begin(trade, short);
  const { status, text } = await story(order);
  expect(status).toBe('Rejected');
  expect(text).toMatch(/^InsufficientExecutionFee: wanted \d+, given \d+$/);
  expect(await attemptsOf(ledger, order.id)).toEqual([]);
  // A rehearsal that states no price does not see it.
  expect(await rehearse(client, signer.address, short)).toMatchObject({ ok: true });
  const price = expectedGasPrice((await head()).baseFee);
  expect(await rehearse(client, signer.address, short, price)).toMatchObject({ ok: false });
});

test('behavior: an account that cannot pay the keepers, or the gas, is told so', async () => {
  const { begin, request, story, setBalance } = await payingWorld();
  for (const balance of [0n, 10n ** 12n]) {
    await setBalance(balance);
    const { status, text } = await story(await begin(trade, request()));
    expect([status, text], numberToHex(balance)).toEqual(['Rejected', 'the account cannot pay for gas and value']);
  }
});

test('behavior: what the keepers are paid counts against the balance', async () => {
  const { begin, request, story, setBalance, sent, mine } = await payingWorld();
  const { value = 0n, gas: limit = 0n, maxFeePerGas = 0n } = await sent((await begin(trade, request())).id);
  await mine();
  // Without the keepers it would do.
  await setBalance(limit * maxFeePerGas + value / 10n);
  const { status, text } = await story(await begin(trade, request()));
  expect(status).toBe('Rejected');
  expect(text).toMatch(/^the account (lacks|cannot pay)/);
});

test('behavior: what an order has paid its keepers before is not paid again', () => {
  const keeperGas = [
    { gas, paid: wei(0n) },
    { gas, paid: wei(gas) },
    { gas, paid: wei(gas * 10n) },
  ];
  expect(keeperCost({ keeperGas }, wei(3n))).toBe(gas * 3n + gas * 2n);
  expect(keeperCost({}, wei(3n))).toBe(0n);
});

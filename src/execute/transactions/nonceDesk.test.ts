import { numberToHex } from 'viem';
import { expect, onTestFinished, test } from 'vitest';
import type { ChainClient } from '../../observe/endpoints/endpoint.js';
import { answering, everywhereOver, openJournal, paying, setUp, spendElsewhere } from './testing/sending.js';

/** One payment is sent and mined; then a start, with these clients beside the one in use. */
async function afterOne(inUse: (client: ChainClient) => ChainClient, others: number) {
  const { client, file, order, transactor, mine, head } = await setUp(onTestFinished);
  await transactor.send(paying(order));
  await mine();
  await transactor.resolveAll(await head());
  const used = inUse(client);
  const everywhere = everywhereOver(used, ...Array.from({ length: others }, () => client));
  const again = openJournal({ file, client: used, everywhere });
  onTestFinished(() => again.ledger.close());
  return { client, mine, ...again };
}

const counting = (count: number) => (client: ChainClient) =>
  answering(client, { eth_getTransactionCount: () => numberToHex(count) });

test('default: one past the last that was mined', async () => {
  const { transactor } = await afterOne((client) => client, 1);
  expect(await transactor.nextNonce()).toBe(1);
});

test('behavior: an endpoint that counts too high is outvoted: what it counts would be mined by nobody', async () => {
  const { transactor } = await afterOne(counting(4), 2);
  expect(await transactor.nextNonce()).toBe(1);
});

test('behavior: one against one, the lower counts', async () => {
  expect(await (await afterOne(counting(4), 1)).transactor.nextNonce()).toBe(1);
});

test('behavior: an endpoint that counts too low is outvoted', async () => {
  expect(await (await afterOne(counting(0), 2)).transactor.nextNonce()).toBe(1);
});

test('behavior: what was sent by hand since is counted when most say so', async () => {
  const { client, mine, transactor } = await afterOne((one) => one, 1);
  await spendElsewhere(client, 1);
  await mine();
  expect(await transactor.nextNonce()).toBe(2);
});

import { expect, onTestFinished, test } from 'vitest';
import { wad } from '../../model/units.js';
import { EndpointError } from '../../observe/endpoints/endpoint.js';
import { VenueReadError } from '../../venues/venue.js';
import { answering, holdingBack } from '../transactions/testing/sending.js';
import { createWorld } from './testing/waiting.js';

/** With a node that answers calls and not logs. */

const whole = wad(2_410_000_000_000_000_000n);
const price = 2_000n * 10n ** 18n;
const open = () => createWorld(onTestFinished);

const failing = () => {
  throw new EndpointError('no logs here', { retryable: true });
};
const silence = () => new Promise(() => {});

test.each([
  ['that fails at them', failing],
  ['that never answers', silence],
])('behavior: one %s costs no tick, and its silence ends no order', async (_, eth_getLogs) => {
  const world = await open();
  const order = await world.ask();
  const { ids } = await world.story(order);
  await world.keeper('execute', ids[0], whole, price);
  world.through((client) => answering(client, { eth_getLogs }));
  for (let look = 1; look <= 3; look++) await world.tick();
  expect(await world.story(order)).toMatchObject({ status: 'Unknown', filled: [] });
  world.through((client) => client);
  await world.tick();
  expect(await world.story(order)).toMatchObject({ status: 'Filled', filled: [whole] });
});

test('behavior: what comes late is taken in with the next head', async () => {
  const world = await open();
  const order = await world.ask();
  const { ids } = await world.story(order);
  await world.keeper('execute', ids[0], whole, price);
  let answer: () => void = () => {};
  const late = new Promise<void>((resolve) => {
    answer = resolve;
  });
  world.through((client) => holdingBack(client, 'eth_getLogs', late));
  await world.tick();
  expect(await world.story(order)).toMatchObject({ status: 'New', filled: [] });
  answer();
  await world.mine();
  await expect
    .poll(async () => {
      await world.tick();
      return world.story(order);
    })
    .toMatchObject({ status: 'Filled' });
  expect(await world.story(order)).toMatchObject({ filled: [whole] });
});

test('behavior: an order that nobody can tell of is not asked about at every head', async () => {
  const world = await open();
  const order = await world.ask();
  const { ids } = await world.story(order);
  await world.keeper('execute', ids[0], whole, price);
  let asked = 0;
  const eth_getLogs = () => {
    asked++;
    return [];
  };
  world.through((client) => answering(client, { eth_getLogs }));
  for (let head = 0; head < 20; head++) {
    await world.mine();
    await world.tick();
  }
  expect(await world.story(order)).toMatchObject({ status: 'Unknown' });
  expect(asked).toBeLessThan(8);
});

test('behavior: a position that cannot be told is no end, and is not asked at every head', async () => {
  const world = await open();
  const order = await world.ask();
  const { ids } = await world.story(order);
  const { tracking } = world.venue;
  if (!tracking) throw new Error('the toy is followed');
  let asked = 0;
  tracking.evidence = () => {
    asked++;
    throw new VenueReadError('nobody knows', { retryable: true });
  };
  await world.keeper('cancel', ids[0], 'too dear');
  world.through((client) => answering(client, { eth_getLogs: () => [] }));
  for (let head = 0; head < 20; head++) {
    await world.mine();
    await world.tick();
  }
  expect(await world.story(order)).toMatchObject({ status: 'Unknown' });
  expect(asked).toBe(2);
});

test('behavior: with a node that cannot give receipts either, nothing is judged', async () => {
  const world = await open();
  const order = await world.ask();
  const { ids } = await world.story(order);
  // Its own transaction is final, and not asked about any more.
  await world.mine(6);
  await world.tick();
  await world.keeper('cancel', ids[0], 'too dear');
  world.through((client) => answering(client, { eth_getLogs: failing, eth_getTransactionReceipt: failing }));
  for (let head = 0; head < 6; head++) {
    await world.mine();
    await world.tick();
  }
  expect(await world.story(order)).toMatchObject({ status: 'Unknown' });
  // A new executor asks at once.
  world.through((client) => answering(client, { eth_getLogs: failing }));
  await world.mine();
  await world.tick();
  expect(await world.story(order)).toMatchObject({ status: 'Canceled', book: ['Canceled'] });
});

import { describe, expect, onTestFinished, test } from 'vitest';
import { done } from '../../model/reading.js';
import { wad } from '../../model/units.js';
import { EndpointError } from '../../observe/endpoints/endpoint.js';
import { VenueReadError } from '../../venues/venue.js';
import { answering, holdingBack } from '../transactions/testing/sending.js';
import { createWorld, type WorldOptions } from './testing/waiting.js';

/** With a node that answers calls and not logs. */

const whole = wad(2_410_000_000_000_000_000n);
const price = 2_000n * 10n ** 18n;
const open = (options: WorldOptions = {}) => createWorld(onTestFinished, options);

const presumed = 'gone from the book of toy with its position as it was: cancelled, and no event tells why';

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

for (const restarting of [false, true]) {
  describe(restarting ? 'with a new process at every step' : 'in one process', () => {
    test('behavior: gone without an event and with its position as it was, an order was cancelled', async () => {
      const world = await open({ restarting });
      const order = await world.ask();
      const { ids } = await world.story(order);
      const before = await world.testClient.snapshot();
      world.through((client) => answering(client, { eth_getLogs: () => [] }));
      await world.keeper('cancel', ids[0], 'too dear');
      for (let look = 1; look <= 3; look++) {
        await world.mine();
        await world.tick();
      }
      expect(await world.story(order)).toMatchObject({ status: 'Unknown' });
      await world.mine();
      await world.tick();
      const canceled = { status: 'Canceled', text: presumed, filled: [], book: ['Canceled'], settled: [false] };
      expect(await world.story(order)).toMatchObject(canceled);
      await world.mine(100);
      await world.tick();
      expect(await world.story(order)).toMatchObject(canceled);

      await world.testClient.revert({ id: before });
      await world.mine(20);
      await world.tick();
      expect(await world.story(order)).toMatchObject({ status: 'New', book: ['New'] });
      await world.keeper('lose', ids[0]);
      for (let look = 1; look <= 4; look++) {
        await world.mine();
        await world.tick();
      }
      expect(await world.story(order)).toMatchObject(canceled);
      await world.mine(1_000);
      await world.tick();
      expect(await world.story(order)).toMatchObject({ ...canceled, settled: [true] });
    });

    test('behavior: events that turn up take the place of what its position told', async () => {
      const world = await open({ restarting });
      const order = await world.ask();
      const { ids } = await world.story(order);
      const { tracking } = world.venue;
      if (!tracking) throw new Error('the toy is followed');
      // As a position that was opened and closed again.
      tracking.evidence = () => done('untouched');
      world.through((client) => answering(client, { eth_getLogs: () => [] }));
      await world.keeper('execute', ids[0], whole, price);
      for (let look = 1; look <= 4; look++) {
        await world.mine();
        await world.tick();
      }
      expect(await world.story(order)).toMatchObject({ status: 'Canceled', text: presumed, filled: [] });
      world.through((client) => client);
      await world.mine(20);
      await world.tick();
      expect(await world.story(order)).toMatchObject({
        ...{ status: 'Filled', text: '', filled: [whole], book: ['Filled'] },
        settled: [false],
      });
      await world.tick();
      expect(await world.story(order)).toMatchObject({ status: 'Filled', filled: [whole], settled: [true] });
    });
  });
}

import { describe, expect, onTestFinished, test } from 'vitest';
import type { OrderTerms, RestingTerms } from '../../model/order.js';
import { shortId } from '../../model/order.js';
import { wad } from '../../model/units.js';
import { attemptsOf } from '../../record/queries/attempts.js';
import { sampleTrade } from '../../record/testing/sample.js';
import { VenueReadError } from '../../venues/venue.js';
import { withoutSimulation } from '../orders/testing/withoutSimulation.js';
import { answering, withoutReceipt } from '../transactions/testing/sending.js';
import { TOY } from './testing/toyVenue.js';
import { createWorld, trade, type World, type WorldOptions } from './testing/waiting.js';

const whole = wad(2_410_000_000_000_000_000n);
const half = wad(whole / 2n);
const price = 2_000n * 10n ** 18n;

const { maxSlippage: _, kind: __, ...traded } = sampleTrade;
const resting = (changes: Partial<RestingTerms> = {}): RestingTerms => ({
  ...traded,
  kind: 'rest',
  ordType: 'Stop',
  venue: TOY,
  instrument: 'toy ETH',
  reduceOnly: true,
  triggerPrice: wad(price),
  maxSlippage: null,
  replaces: null,
  ...changes,
});

const open = (options: WorldOptions = {}) => createWorld(onTestFinished, options);

/** As if the blocks since then had never been. */
const reorganise = (world: World, to: `0x${string}`) => world.testClient.revert({ id: to });

for (const restarting of [false, true]) {
  describe(restarting ? 'with a new process at every step' : 'in one process', () => {
    test('default: a mined request waits, and is filled when the keeper has executed it', async () => {
      const world = await open({ restarting });
      const order = await world.ask();
      const waits = await world.story(order);
      expect(waits).toMatchObject({ status: 'New', filled: [], book: ['New'] });
      expect(waits.text).toBe(`waits at toy for its keeper: ${waits.ids[0]?.slice(0, 10)}…`);
      await world.mine(3);
      await world.tick();
      expect(await world.story(order)).toEqual(waits);

      await world.keeper('execute', waits.ids[0], whole, price);
      await world.tick();
      expect(await world.story(order)).toMatchObject({ status: 'Filled', text: '', filled: [whole], book: ['Filled'] });
      await world.tick();
      await world.mine(5);
      await world.tick();
      expect(await world.story(order)).toMatchObject({ status: 'Filled', filled: [whole], settled: [true] });
    });

    test('behavior: what the keeper cancels is canceled, with the reason', async () => {
      const world = await open({ restarting });
      const order = await world.ask();
      const { ids } = await world.story(order);
      await world.keeper('cancel', ids[0], 'OrderNotFulfillableAtAcceptablePrice');
      await world.tick();
      expect(await world.story(order)).toMatchObject({
        status: 'Canceled',
        text: 'OrderNotFulfillableAtAcceptablePrice',
        filled: [],
        book: ['Canceled'],
      });
    });

    test('behavior: what the keeper freezes is suspended with the reason, and goes on from there', async () => {
      const world = await open({ restarting });
      const order = await world.ask();
      const { ids } = await world.story(order);
      await world.keeper('freeze', ids[0], 'EmptyPosition');
      await world.tick();
      expect(await world.story(order)).toMatchObject({
        status: 'Suspended',
        text: 'suspended by toy: EmptyPosition',
        book: ['Suspended'],
      });
      await world.mine(2);
      await world.tick();
      expect(await world.story(order)).toMatchObject({ status: 'Suspended', text: 'suspended by toy: EmptyPosition' });
      await world.keeper('update', ids[0]);
      await world.tick();
      expect(await world.story(order)).toMatchObject({ status: 'New', book: ['New'] });
      await world.keeper('freeze', ids[0], 'again');
      await world.keeper('execute', ids[0], whole, price);
      await world.tick();
      expect(await world.story(order)).toMatchObject({ status: 'Filled', filled: [whole] });
    });

    test('behavior: of two parts, one filled is partially, and both is filled', async () => {
      const world = await open({ restarting });
      const order = await world.ask(2);
      const { ids } = await world.story(order);
      expect(ids).toHaveLength(2);
      await world.keeper('execute', ids[1], half, price);
      await world.tick();
      const partly = await world.story(order);
      expect(partly).toMatchObject({ status: 'PartiallyFilled', filled: [half] });
      expect(partly.text).toBe(`1 of 2 parts filled; waits at toy for its keeper: ${ids[0]?.slice(0, 10)}…`);
      await world.keeper('execute', ids[0], half, price);
      await world.tick();
      expect(await world.story(order)).toMatchObject({ status: 'Filled', text: '', filled: [half, half] });
    });

    test('behavior: of two parts, one filled and one canceled is filled, and says so', async () => {
      const world = await open({ restarting });
      const order = await world.ask(2);
      const { ids } = await world.story(order);
      await world.keeper('cancel', ids[0], 'too dear');
      await world.tick();
      expect(await world.story(order)).toMatchObject({ status: 'New' });
      await world.keeper('execute', ids[1], half, price);
      await world.tick();
      expect(await world.story(order)).toMatchObject({
        status: 'Filled',
        text: 'filled 1.205 of 2.41; 1 of 2 parts filled, the rest canceled: too dear',
        filled: [half],
      });
    });

    test('behavior: executed in the block that created it, an order is filled at once', async () => {
      const world = await open({ restarting });
      const order = await world.ask(1);
      const { ids } = await world.story(order);
      await world.keeper('execute', ids[0], whole, price);
      // Two heads are missed.
      await world.mine(2);
      await world.tick();
      expect(await world.story(order)).toMatchObject({ status: 'Filled', filled: [whole] });
    });

    test('behavior: a request that asks nothing is rejected', async () => {
      const world = await open({ restarting });
      world.through(withoutSimulation);
      const order = await world.ask(0);
      expect(await world.story(order)).toMatchObject({
        status: 'Rejected',
        text: 'mined, and toy asked nothing of its keepers',
        book: [],
      });
    });

    test('behavior: its creation reorganised away, what waited was never there; mined again, it waits', async () => {
      const world = await open({ restarting });
      const before = await world.testClient.snapshot();
      const order = await world.ask();
      const { ids } = await world.story(order);
      await reorganise(world, before);
      // Somebody else is first on the new branch, so the same bytes get another place in the book.
      await world.keeper('ask', 1n, 0n);
      await world.mine(3);
      await world.tick();
      expect(await world.story(order)).toMatchObject({ status: 'New', book: [] });
      await world.sendAgain(order);
      await world.mine();
      await world.tick();
      const again = await world.story(order);
      expect(again).toMatchObject({ status: 'New', book: ['New'] });
      expect(again.ids).not.toEqual(ids);
      await world.keeper('execute', again.ids[0], whole, price);
      await world.tick();
      expect(await world.story(order)).toMatchObject({ status: 'Filled', filled: [whole] });
    });

    test('behavior: its creation and its fill reorganised away, neither was', async () => {
      const world = await open({ restarting });
      const before = await world.testClient.snapshot();
      const order = await world.ask();
      const { ids } = await world.story(order);
      await world.keeper('execute', ids[0], whole, price);
      await world.tick();
      expect(await world.story(order)).toMatchObject({ status: 'Filled' });
      await reorganise(world, before);
      await world.mine(4);
      await world.tick();
      expect(await world.story(order)).toMatchObject({ status: 'New', filled: [], book: [] });
      await world.sendAgain(order);
      await world.mine();
      await world.tick();
      expect(await world.story(order)).toMatchObject({ status: 'New', filled: [], book: ['New'] });
    });

    test('behavior: its execution reorganised away, an order is open again, and is what the new branch made of it', async () => {
      const world = await open({ restarting });
      const order = await world.ask();
      const { ids } = await world.story(order);
      const before = await world.testClient.snapshot();
      await world.keeper('execute', ids[0], whole, price);
      await world.tick();
      expect(await world.story(order)).toMatchObject({ status: 'Filled', filled: [whole] });

      await reorganise(world, before);
      await world.mine(2);
      await world.tick();
      expect(await world.story(order)).toMatchObject({ status: 'New', filled: [], book: ['New'] });
      await world.keeper('cancel', ids[0], 'too dear');
      await world.tick();
      expect(await world.story(order)).toMatchObject({ status: 'Canceled', text: 'too dear', filled: [] });
      await world.mine(5);
      await world.tick();
      expect(await world.story(order)).toMatchObject({ status: 'Canceled', filled: [], settled: [true] });
    });

    test('behavior: gone without an event, an order stays, becomes unknown, and clears up once the events are there', async () => {
      const world = await open({ restarting });
      const order = await world.ask();
      const { ids } = await world.story(order);
      let logs = false;
      world.through((client) => answering(client, logs ? {} : { eth_getLogs: () => [] }));
      await world.keeper('execute', ids[0], whole, price);
      for (let look = 1; look < 3; look++) {
        await world.tick();
        expect(await world.story(order)).toMatchObject({ status: 'New', filled: [] });
        await world.mine();
      }
      await world.tick();
      const lost = await world.story(order);
      expect(lost).toMatchObject({ status: 'Unknown', filled: [] });
      expect(lost.text).toBe(`gone from the book of toy, and no event tells why: ${ids[0]?.slice(0, 10)}…`);
      await world.mine(70);
      await world.tick();
      expect(await world.story(order)).toEqual({ ...lost, text: `${lost.text}; its position does not tell either` });
      logs = true;
      world.through((client) => client);
      await world.tick();
      expect(await world.story(order)).toMatchObject({ status: 'Filled', filled: [whole] });
    });

    test('behavior: a resting order that is replaced passes to the one that replaces it', async () => {
      const world = await open({ restarting });
      const stop = await world.ask(1, resting());
      const { ids, text } = await world.story(stop);
      expect(text).toBe(`rests at toy: ${ids[0]?.slice(0, 10)}…`);
      const terms = resting({ replaces: ids[0] ?? '', triggerPrice: wad(price + 1n) });
      const before = await world.testClient.snapshot();
      const moved = await world.carryOut(terms, world.request('update', [ids[0]], 'rest'));
      expect(await world.story(moved)).toMatchObject({ status: 'New', book: ['New'], ids });
      expect(await world.story(stop)).toMatchObject({
        status: 'Canceled',
        text: `replaced by order ${shortId(moved.id)}`,
        book: [],
      });
      await world.tick();
      expect(await world.story(stop)).toMatchObject({ status: 'Canceled', book: [] });

      await reorganise(world, before);
      await world.mine(2);
      await world.tick();
      expect(await world.story(stop)).toMatchObject({ status: 'New', text, book: ['New'], ids });
      expect(await world.story(moved)).toMatchObject({ status: 'New', book: [] });
      await world.sendAgain(moved);
      await world.mine();
      await world.tick();
      expect(await world.story(moved)).toMatchObject({ status: 'New', book: ['New'], ids });
      expect(await world.story(stop)).toMatchObject({ status: 'Canceled', book: [] });
      await world.keeper('execute', ids[0], whole, price);
      await world.tick();
      expect(await world.story(moved)).toMatchObject({ status: 'Filled', filled: [whole] });
      expect(await world.story(stop)).toMatchObject({ status: 'Canceled', filled: [] });
    });

    test("behavior: replacing the operator's own order makes it ours", async () => {
      const world = await open({ restarting });
      const created = await world.keeper('ask', 1n, 0n);
      const receipt = await world.client.request({ method: 'eth_getTransactionReceipt', params: [created] });
      const id = receipt?.logs[0]?.topics[1];
      const moved = await world.carryOut(resting({ replaces: id ?? '' }), world.request('update', [id], 'rest'));
      expect(await world.story(moved)).toMatchObject({ status: 'New', book: ['New'], ids: [id] });
    });

    test('behavior: an order that takes another back is done when mined, and the other ends by its own events', async () => {
      const world = await open({ restarting });
      const stop = await world.ask(1, resting());
      const { ids } = await world.story(stop);
      const terms: OrderTerms = { kind: 'cancel', venue: TOY, order: ids[0] ?? '' };
      const cancel = await world.carryOut(terms, world.request('cancel', [ids[0], 'by the account'], 'cancel'));
      expect(await world.story(cancel)).toMatchObject({ status: 'Filled', book: [] });
      await world.tick();
      expect(await world.story(stop)).toMatchObject({ status: 'Canceled', text: 'by the account', book: ['Canceled'] });
    });

    test('behavior: an update by hand is followed although it is long ago when the order ends', async () => {
      const world = await open({ restarting });
      const stop = await world.ask(1, resting());
      const { ids } = await world.story(stop);
      for (const times of [100, 100, 100]) {
        await world.keeper('update', ids[0]);
        await world.mine(times);
        await world.tick();
      }
      expect(await world.story(stop)).toMatchObject({ status: 'New', book: ['New'] });
      await world.keeper('execute', ids[0], whole, price);
      await world.tick();
      expect(await world.story(stop)).toMatchObject({ status: 'Filled', filled: [whole] });
    });
  });
}

test('behavior: what cannot be read of our own request is unknown, and ends nothing', async () => {
  const world = await open();
  world.through(withoutSimulation);
  const { tracking } = world.venue;
  if (!tracking) throw new Error('the toy is followed');
  const { created } = tracking;
  tracking.created = () => {
    throw new VenueReadError('a release that nobody knows');
  };
  const order = await world.ask();
  expect(await world.story(order)).toMatchObject({
    status: 'Unknown',
    text: 'what its transaction did cannot be read: a release that nobody knows',
  });
  tracking.created = created;
  await world.tick();
  expect(await world.story(order)).toMatchObject({ status: 'New', book: ['New'] });
});

test('behavior: one that had ended before its replacement was read stays ended', async () => {
  const world = await open();
  const stop = await world.ask(1, resting());
  const { ids } = await world.story(stop);
  const terms = resting({ replaces: ids[0] ?? '', triggerPrice: wad(price + 1n) });
  const moved = await world.begin(terms, world.request('update', [ids[0]], 'rest'));
  await world.mine();
  await world.keeper('execute', ids[0], whole, price);
  // The node has the receipt of the update only later than that of the execution.
  const [update] = await attemptsOf(world.ledger, moved.id);
  world.through((client) => withoutReceipt(client, update?.hash));
  await world.tick();
  expect(await world.story(stop)).toMatchObject({ status: 'Filled', filled: [whole] });
  world.through((client) => client);
  for (let head = 0; head < 6; head++) {
    await world.tick();
    await world.mine();
  }
  const stories = [await world.story(stop), await world.story(moved)];
  expect(stories.flatMap(({ filled }) => filled)).toEqual([whole]);
  expect(stories.map(({ status }) => status)).toEqual(['Filled', 'Filled']);
});

test('behavior: a head that is older than the request tells nothing about it', async () => {
  const world = await open();
  const early = await world.head();
  const order = await world.ask();
  const waits = await world.story(order);
  await world.executor.advance(early);
  expect(await world.story(order)).toEqual(waits);
});

test('behavior: a node that does not tell what is in the book ends nothing', async () => {
  const world = await open();
  const order = await world.ask();
  const waits = await world.story(order);
  await world.keeper('execute', waits.ids[0], whole, price);
  world.through((client) =>
    answering(client, {
      eth_call: () => {
        throw new Error('the state is not there');
      },
    }),
  );
  await expect(world.tick()).rejects.toMatchObject({ retryable: true });
  expect(await world.story(order)).toEqual(waits);
});

test('behavior: what moves more is settled later, as its transactions are', async () => {
  const atStake = [
    { above: 0, endpoints: 1, confirmations: null },
    { above: 10_000, endpoints: 1, confirmations: 8 },
  ];
  const world = await createWorld(onTestFinished, { confirmations: 3, atStake });
  const order = await world.carryOut(trade, world.request('ask', [1n, 0n], 'trade'), { notional: 20_000 });
  const [id] = (await world.story(order)).ids;
  await world.keeper('execute', id, whole, price);
  await world.mine(5);
  await world.tick();
  await world.tick();
  expect(await world.story(order)).toMatchObject({ status: 'Filled', settled: [false] });
  await world.mine(3);
  await world.tick();
  expect(await world.story(order)).toMatchObject({ status: 'Filled', settled: [true] });
});

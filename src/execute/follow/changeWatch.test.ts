import { expect, onTestFinished, test } from 'vitest';
import { unixMillis, wad } from '../../model/units.js';
import { listUnsolicited } from '../../record/queries/unsolicited.js';
import { VenueReadError } from '../../venues/venue.js';
import { answering, signer, silent, withoutReceipt } from '../transactions/testing/sending.js';
import { createChangeWatch } from './changeWatch.js';
import { TOY } from './testing/toyVenue.js';
import { createWorld, trade } from './testing/waiting.js';

const whole = 2_410_000_000_000_000_000n;
const price = 2_000n * 10n ** 18n;

async function watching() {
  const world = await createWorld(onTestFinished);
  const said: object[] = [];
  const open = (client = world.client) =>
    createChangeWatch({
      chainId: 31337,
      confirmations: 5,
      client,
      // Two strategies on one account.
      watched: [1, 2].map(() => ({ account: signer.address, venues: new Map([[TOY, world.venue]]) })),
      ledger: world.ledger,
      now: () => unixMillis(Date.now()),
      log: { ...silent, warn: (facts) => void said.push(facts) },
    });
  let notice = open();
  return {
    ...world,
    said,
    liquidate: () => world.keeper('change', signer.address, whole, price),
    async look() {
      await notice(await world.head());
      return listUnsolicited(world.ledger, { account: signer.address, limit: 10 });
    },
    restart(client = world.client) {
      notice = open(client);
    },
  };
}

test('default: what nobody of ours asked for is written down once and told once', async () => {
  const { look, liquidate, mine, said, restart } = await watching();
  expect(await look()).toEqual([]);
  const hash = await liquidate();
  const [row, ...more] = await look();
  expect(more).toEqual([]);
  expect(row).toMatchObject({
    kind: 'liquidation',
    venue: TOY,
    account: signer.address,
    marginAccount: 'toy ETH',
    transactionHash: hash,
    fill: { kind: 'trade', quantity: wad(whole), price: wad(price) },
  });
  await mine();
  expect(await look()).toEqual([row]);
  restart();
  expect(await look()).toEqual([row]);
  await mine(200);
  expect(await look()).toEqual([row]);
  restart();
  expect(await look()).toEqual([row]);
  expect(said).toHaveLength(1);
});

test('behavior: what was before the first start is not asked about, and what was while nobody looked is', async () => {
  const { look, liquidate, restart } = await watching();
  await liquidate();
  expect(await look()).toEqual([]);
  restart();
  expect(await look()).toEqual([]);
  await liquidate();
  restart();
  expect(await look()).toHaveLength(1);
});

test('behavior: what an order of ours did is no surprise', async () => {
  const world = await watching();
  await world.look();
  const order = await world.ask();
  const { ids } = await world.story(order);
  await world.keeper('execute', ids[0], whole, price);
  expect(await world.look()).toEqual([]);
  await world.tick();
  expect(await world.look()).toEqual([]);
});

test.each([
  ['at once', 0],
  ['long ago', 60],
])('behavior: noticed %s, before our own request was seen in its block, it is taken back', async (_, later) => {
  const world = await watching();
  await world.look();
  const order = await world.begin(trade, world.request('ask', [1n, 0n], 'trade'));
  await world.mine();
  const [created] = await world.client.request({
    method: 'eth_getLogs',
    params: [{ fromBlock: 'latest', toBlock: 'latest' }],
  });
  await world.keeper('execute', created?.topics[1], whole, price);
  expect(await world.look()).toHaveLength(1);
  if (later > 0) await world.mine(later);
  await world.look();
  await world.tick();
  expect(await world.story(order)).toMatchObject({ book: ['New'] });
  expect(await world.look()).toEqual([]);
});

test('behavior: its block reorganised away, it did not happen; on another branch, it happened there', async () => {
  const world = await watching();
  await world.look();
  const before = await world.testClient.snapshot();
  await world.mine();
  await world.liquidate();
  const [first] = await world.look();
  await world.testClient.revert({ id: before });
  await world.mine(3);
  expect(await world.look()).toEqual([]);
  await world.liquidate();
  const [second] = await world.look();
  expect(second?.blockHash).not.toBe(first?.blockHash);
});

test('behavior: a node that has no logs, or lost them, undoes nothing and stops nothing', async () => {
  const world = await watching();
  await world.look();
  await world.liquidate();
  const found = await world.look();
  expect(found).toHaveLength(1);
  world.restart(answering(world.client, { eth_getLogs: () => [] }));
  expect(await world.look()).toEqual(found);
  world.restart(answering(world.client, { eth_getLogs: () => '<html>502</html>' }));
  expect(await world.look()).toEqual(found);
  expect(await world.look()).toEqual(found);
  expect(world.said).toHaveLength(2);
});

test('behavior: a change whose receipt comes late is told when it comes, however late', async () => {
  const world = await watching();
  await world.look();
  const hash = await world.liquidate();
  world.restart(withoutReceipt(world.client, hash));
  expect(await world.look()).toEqual([]);
  await world.mine(100);
  expect(await world.look()).toEqual([]);
  await world.mine(100);
  world.restart();
  expect(await world.look()).toMatchObject([{ transactionHash: hash }]);
});

test('behavior: a change that this version cannot read is said, and ends nothing', async () => {
  const world = await watching();
  await world.look();
  await world.liquidate();
  const { tracking } = world.venue;
  if (!tracking) throw new Error('the toy is followed');
  const { unsolicited } = tracking;
  tracking.unsolicited = () => {
    throw new VenueReadError('a release that nobody knows');
  };
  expect(await world.look()).toEqual([]);
  expect(world.said).toMatchObject([{ error: 'a release that nobody knows' }]);
  tracking.unsolicited = unsolicited;
  expect(await world.look()).toHaveLength(1);
});

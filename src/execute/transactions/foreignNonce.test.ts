import { expect, onTestFinished, test } from 'vitest';
import { unixMillis } from '../../model/units.js';
import { alertsSince, openAlerts } from '../../record/queries/alerts.js';
import { currentTradingState, listTradingStates } from '../../record/queries/currentTradingState.js';
import { insertTradingState } from '../../record/statements/runs.js';
import { sayForeign } from './foreignNonce.js';
import {
  answering,
  chainId,
  everywhereOver,
  openJournal,
  paying,
  setUp,
  signer,
  spendElsewhere,
} from './testing/sending.js';

const subject = `${signer.address} on chain ${chainId}`;

/** One payment of ours is final, and a clock that is turned by hand. */
async function afterOnePayment() {
  let clock = Date.now();
  const now = () => unixMillis(clock);
  const world = await setUp(onTestFinished, { now });
  await world.transactor.send(paying(world.order));
  await world.mine(2);
  await world.transactor.resolveAll(await world.head());
  const watch = async () => world.transactor.watchNonces(await world.head());
  const say = (state: 'active' | 'halted') => {
    clock += 1_000;
    return world.ledger.commit(insertTradingState({ state, reason: 'it was me', author: 'ada', at: now() }));
  };
  const spend = async (nonce: number) => {
    clock += 1_000;
    await spendElsewhere(world.client, nonce);
    await world.mine(2);
    const block = await world.client.request({ method: 'eth_getBlockByNumber', params: ['latest', false] });
    const found = await world.client.request({
      method: 'eth_getBlockByNumber',
      params: [`0x${(BigInt(block?.number ?? 0) - 1n).toString(16)}`, false],
    });
    return found?.transactions[0];
  };
  return { ...world, now, watch, say, spend };
}

test('default: a nonce of ours that somebody else used: the attempt drops, risk is only reduced, and it is told, at once', async () => {
  const { ledger, transactor, order, spend, head } = await afterOnePayment();
  const hash = await spend(1);
  const sent = await transactor.send({ ...paying(order), nonce: 1 });
  expect((await transactor.resolve(sent, await head())).state).toBe('Dropped');
  const text = `nonce 1 of ${subject}: used by transaction ${hash}, which ballast did not make`;
  expect(await openAlerts(ledger)).toMatchObject([{ code: 'NONCE_FOREIGN', subject, text, times: 1 }]);
  expect(await currentTradingState(ledger)).toMatchObject({ state: 'reducing', author: 'ballast', reason: text });
});

test('behavior: a halt is not lifted by it', async () => {
  const { ledger, transactor, order, spend, head, say } = await afterOnePayment();
  await spend(1);
  const sent = await transactor.send({ ...paying(order), nonce: 1 });
  await say('halted');
  expect((await transactor.resolve(sent, await head())).state).toBe('Dropped');
  expect(await listTradingStates(ledger, 9)).toMatchObject([{ state: 'halted' }]);
  expect(await openAlerts(ledger)).toMatchObject([{ code: 'NONCE_FOREIGN' }]);
});

test('behavior: where nothing of ours was in flight it is told, and trading goes on', async () => {
  const { ledger, spend, watch } = await afterOnePayment();
  await watch();
  expect(await openAlerts(ledger)).toEqual([]);
  const hash = await spend(1);
  await watch();
  await watch();
  const text = `nonce 1 of ${subject}: used by transaction ${hash}, which ballast did not make`;
  expect(await openAlerts(ledger)).toMatchObject([{ code: 'NONCE_FOREIGN', subject, text, times: 1 }]);
  expect((await currentTradingState(ledger)).state).toBe('active');
  await spend(2);
  await watch();
  expect((await openAlerts(ledger)).map(({ text: said }) => said.slice(0, 8))).toEqual(['nonce 2 ']);
});

test('behavior: what was used below a nonce that ballast has signed for since is told, once', async () => {
  const { ledger, transactor, order, spend, mine, head, watch } = await afterOnePayment();
  await spend(1);
  const hash = await spend(2);
  await transactor.send({ ...paying(order), nonce: 3 });
  await mine(2);
  await transactor.resolveAll(await head());
  await watch();
  await watch();
  const text = `nonces 1 to 2 of ${subject}: used by transaction ${hash}, which ballast did not make`;
  expect(await openAlerts(ledger)).toMatchObject([{ code: 'NONCE_FOREIGN', subject, text, times: 1 }]);
  expect(await currentTradingState(ledger)).toMatchObject({ state: 'active' });
});

test('behavior: once the operator has said that it was them it is closed, and the same nonce is not told of again', async () => {
  const { ledger, file, client, order, transactor, spend, watch, say, head, now } = await afterOnePayment();
  await spend(1);
  await watch();
  await say('active');
  await watch();
  expect(await openAlerts(ledger)).toEqual([]);
  // Nor by a process that has just begun.
  const next = openJournal({ file, client, now });
  onTestFinished(() => next.ledger.close());
  await next.transactor.watchNonces(await head());
  await transactor.send(paying(order));
  await watch();
  expect(await alertsSince(ledger, unixMillis(0))).toHaveLength(1);
  // One that is used afterwards is another matter.
  await spend(3);
  await watch();
  expect((await openAlerts(ledger)).map(({ text }) => text.slice(0, 8))).toEqual(['nonce 3 ']);
});

test('behavior: used again after the operator has answered, before anybody looked, it is told anew', async () => {
  const { ledger, spend, watch, say } = await afterOnePayment();
  await spend(1);
  await watch();
  await say('active');
  await spend(2);
  await watch();
  expect((await alertsSince(ledger, unixMillis(0))).map(({ resolvedAt }) => resolvedAt === null)).toEqual([
    false,
    true,
  ]);
});

test('behavior: one endpoint alone is not believed, in either case', async () => {
  const { client, file, ledger, order, head, now } = await afterOnePayment();
  const liar = answering(client, { eth_getTransactionCount: () => '0x63' });
  const everywhere = everywhereOver(liar, client);
  const misled = openJournal({ file, client: liar, everywhere, now });
  onTestFinished(() => misled.ledger.close());
  await misled.transactor.watchNonces(await head());
  const sent = await misled.transactor.send({ ...paying(order), nonce: 1 });
  expect((await misled.transactor.resolve(sent, await head())).state).toBe('Broadcast');
  expect(await openAlerts(ledger)).toEqual([]);
  expect((await currentTradingState(ledger)).state).toBe('active');
});

test('behavior: an account that ballast has never signed for may have any past', async () => {
  const { client, ledger, transactor, mine, head } = await setUp(onTestFinished);
  await spendElsewhere(client, 0);
  await mine(2);
  await transactor.watchNonces(await head());
  expect(await openAlerts(ledger)).toEqual([]);
});

test('behavior: several nonces are told of as several', () => {
  const use = { account: signer.address, chainId, first: 3, last: 5, hash: null };
  expect(sayForeign(use)).toBe(`nonces 3 to 5 of ${subject}: used by a transaction, which ballast did not make`);
});

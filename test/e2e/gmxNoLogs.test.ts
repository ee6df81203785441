import { expect, onTestFinished, test } from 'vitest';
import { useGmxLab } from '../gmxLab.js';
import { startRpcProxy } from '../rpcProxy.js';
import { asked, blocks, deleverage, hedge, holder, isAt, keepGmx, mineUntil, onGmx, topUp, usdc } from './gmxDesk.js';
import { orderStories } from './story.js';

/** A node that answers everything but logs: what became of an order is told by the position that it was about. */

const lab = useGmxLab();

const presumed = 'gone from the book of gmx-v2 with its position as it was: cancelled, and no event tells why';
const changed = /^gone from the book of gmx-v2, and no event tells why: 0x\w{8}…; its position does not tell either$/;

async function withoutLogs() {
  const proxy = await startRpcProxy(lab(), onTestFinished);
  proxy.intercept = async (request, forward) =>
    request.method === 'eth_getLogs' ? { error: { code: -32601, message: 'the method is not available' } } : forward();
  return proxy;
}

test('behavior: an opening leaves no position to tell by: it is unknown, no new risk is taken, until its events are there', async () => {
  const account = await lab().createAccount({ USDC: 20_000, WETH: 5 });
  const chain = onGmx(lab(), account);
  const proxy = await withoutLogs();
  const keeper = await keepGmx(lab(), account, { rules: [hedge], endpoints: [proxy.url] }, onTestFinished);
  const [key = '0x'] = await asked(keeper);
  expect(await chain.dollars()).toBe(usdc(20_000));
  await lab().moveMarket(1_900);
  expect(await lab().keeper.execute(key)).toMatchObject({ outcome: 'cancelled' });
  await blocks(lab(), keeper, 3);
  expect((await orderStories(keeper.ledger)).map(({ order }) => order.status)).toEqual(['Unknown']);
  expect(await chain.balance('USDC')).toBe(usdc(20_000));
  const [lost] = await mineUntil(lab(), keeper, ([one]) => changed.test(one?.order.text ?? ''));
  expect(lost?.order.status).toBe('Unknown');
  expect(await orderStories(keeper.ledger)).toHaveLength(1);
  proxy.intercept = (_, forward) => forward();
  const [first] = await mineUntil(lab(), keeper, ([one]) => one?.order.status === 'Canceled');
  expect(first).toMatchObject({ order: { text: expect.stringMatching(/^cancelled by GMX: /) }, fills: [] });
  const again = await mineUntil(lab(), keeper, isAt(2));
  expect(again[1]?.order).toMatchObject({ status: 'New', terms: { kind: 'trade', side: 'Sell' } });
});

test('default: a deposit that was cancelled is told by a position that is as it was', async () => {
  const account = await holder(lab(), { USDC: 10_000 }, { isLong: true, size: 5, collateral: 900 });
  await lab().advance(60);
  const { url } = await withoutLogs();
  const text = { rules: [{ ...topUp, to: 21 }], endpoints: [url] };
  const keeper = await keepGmx(lab(), account, text, onTestFinished);
  const [deposit = '0x'] = await asked(keeper);
  await lab().moveMarket(1_780, { seconds: 10 });
  expect(await lab().keeper.execute(deposit)).toMatchObject({ outcome: 'cancelled' });
  const [added] = await mineUntil(lab(), keeper, ([one]) => one?.order.status === 'Canceled');
  expect(added).toMatchObject({
    order: { terms: { kind: 'addCollateral' }, text: presumed },
    fills: [],
    venueOrders: [{ endTransaction: null }],
  });
});

test('behavior: a close that was cancelled is told by a position that is as it was', async () => {
  const account = await holder(lab(), {}, { isLong: true, size: 5, collateral: 900 });
  await lab().advance(60);
  const { url } = await withoutLogs();
  const keeper = await keepGmx(lab(), account, { rules: [deleverage], endpoints: [url] }, onTestFinished);
  const [key = '0x'] = await asked(keeper);
  await lab().moveMarket(1_900, { seconds: 10 });
  expect(await lab().keeper.execute(key)).toMatchObject({ outcome: 'cancelled' });
  const [close] = await mineUntil(lab(), keeper, ([one]) => one?.order.status === 'Canceled');
  expect(close?.order).toMatchObject({ terms: { kind: 'trade', side: 'Sell' }, text: presumed });
});

test('behavior: executed, an order is unknown until its events are there, whoever asks for them', async () => {
  const account = await lab().createAccount({ USDC: 20_000, WETH: 5 });
  const proxy = await withoutLogs();
  const rules = [hedge];
  const before = await keepGmx(lab(), account, { rules, endpoints: [proxy.url] }, onTestFinished);
  const [key = '0x'] = await asked(before);
  expect(await lab().keeper.execute(key)).toMatchObject({ outcome: 'executed' });
  const [lost] = await mineUntil(lab(), before, ([one]) => changed.test(one?.order.text ?? ''));
  expect(lost).toMatchObject({ order: { status: 'Unknown' }, fills: [] });
  await before.stop();

  const after = await keepGmx(lab(), account, { rules }, onTestFinished, { files: before.files });
  await blocks(lab(), after, 6);
  expect((await orderStories(after.ledger))[0]).toMatchObject({ order: { status: 'Unknown' }, fills: [] });
  proxy.intercept = (_, forward) => forward();
  const [told] = await mineUntil(lab(), after, ([one]) => one?.order.status === 'Filled');
  expect(told?.fills).toMatchObject([{ fill: { kind: 'trade', side: 'Sell' } }]);
});

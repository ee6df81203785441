import { type Hex, numberToHex } from 'viem';
import { expect, onTestFinished, test } from 'vitest';
import type { TickRecord } from '../../src/record/recorder.js';
import { writeBook } from '../book.js';
import { lying } from '../forge.js';
import { useLab } from '../lab.js';
import { onChain } from '../onChain.js';
import { type Intercept, type RpcProxy, startRpcProxy } from '../rpcProxy.js';
import { type LogLine, type RunningKeeper, runKeeper } from '../runKeeper.js';
import { orderStories, settledAccount } from './story.js';

const lab = useLab();

const hedge = { hedge: 'ETH', when: 'abs(delta) > 0.3 and gas < 50', on: 'perp-v2 ETH', maxSlippage: '200bps' };

const topUp = { topUp: 'perp-v2 *', when: 'health < 5 and gas < 50', to: 6, from: 'wallet USDC' };

async function headAtGwei(gwei: bigint) {
  await lab().testClient.setNextBlockBaseFeePerGas({ baseFeePerGas: gwei * 10n ** 9n });
  await lab().testClient.mine({ blocks: 1 });
}

const twoEndpoints = async () =>
  (await Promise.all([1, 2].map(() => startRpcProxy(lab(), onTestFinished)))) as [RpcProxy, RpcProxy];

/** Long ether, with margin for a short against it. */
const toHedge = () =>
  settledAccount(lab(), { USDC: 8_000, sUSD: 1, sETH: 2, ETH: 100 }, { options: [], perp: { size: 0, margin: 8_000 } });

/** Long a perpetual on little margin, with more in the wallet. */
const toRescue = () =>
  settledAccount(lab(), { USDC: 10_000, ETH: 100 }, { options: [], perp: { size: 5, margin: 2500 } });

async function nextBlock(keeper: RunningKeeper): Promise<TickRecord> {
  await headAtGwei(100n);
  const { hash } = await lab().publicClient.getBlock();
  return keeper.tick(({ snapshot }) => snapshot.block.hash === hash);
}

/** Says of every receipt, and of the chain beside it, that it is a million blocks further. */
function sayFurther(): Intercept {
  let height: Hex | null = null;
  let told: Hex | null = null;
  return async (request, forward) => {
    const { method, params = [] } = request;
    if (method === 'eth_getTransactionCount' && params[1] === height) {
      return { result: numberToHex(await lab().publicClient.getTransactionCount({ address: params[0] as Hex })) };
    }
    if (method === 'eth_getBlockByNumber' && params[0] === height && told) {
      const block = await lab().publicClient.request({ method: 'eth_getBlockByHash', params: [told, false] });
      return { result: { ...(block as object), number: height } };
    }
    const answer = await forward();
    if (method !== 'eth_getTransactionReceipt' || !('result' in answer) || answer.result === null) return answer;
    const receipt = answer.result as { blockNumber: Hex; blockHash: Hex };
    height ??= numberToHex(BigInt(receipt.blockNumber) + 1_000_000n);
    told ??= receipt.blockHash;
    return { result: { ...receipt, blockNumber: height } };
  };
}

test('behavior: a receipt that is said to be far ahead of the chain does not blind the keeper', async () => {
  const who = await toHedge();
  const [liar, honest] = await twoEndpoints();
  await headAtGwei(100n);
  const book = { rules: [hedge], endpoints: [liar.wsUrl, honest.wsUrl], account: who.address };
  const files = writeBook(lab(), book, onTestFinished);
  const keeper = await runKeeper(lab(), who, book, onTestFinished, { files });
  await keeper.quiet();
  liar.intercept = sayFurther();
  await headAtGwei(1n);
  await keeper.tick(({ orders }) => orders.length > 0);
  await keeper.until(() => keeper.lines.some(({ message }) => /older than what is known/.test(message)));
  expect(await onChain(lab(), who.address).perpSize()).not.toBe(0n);
  // It goes on giving heads: only what it does not fit shows that it lies.
  const mining = setInterval(() => void lab().testClient.mine({ blocks: 1 }), 250);
  onTestFinished(() => clearInterval(mining));
  const { facts } = await keeper.line(({ message }) => message === 'tick abandoned');
  expect(facts['error']).toMatch(/^ws:.* tells of block \d+, and block 1000\d+ is known to have been made$/);
  const abandonedAt = facts['block'] as bigint;
  await keeper.tick(({ snapshot }) => snapshot.block.number > abandonedAt);
}, 30_000);

test('behavior: what the endpoint in use cannot read, another can: a rescue does not depend on the one', async () => {
  const who = await toRescue();
  const [blind, sighted] = await twoEndpoints();
  await headAtGwei(100n);
  const book = {
    rules: [topUp],
    surviveBelow: 5,
    limits: { health: 5 },
    endpoints: [blind.wsUrl, sighted.wsUrl],
    account: who.address,
  };
  const files = writeBook(lab(), book, onTestFinished);
  const keeper = await runKeeper(lab(), who, book, onTestFinished, { files });
  await keeper.quiet();
  blind.intercept = lying([{ to: lab().contracts.perp.AccountBalance.address, data: '0x', answer: null }]);
  await headAtGwei(1n);
  const { hash } = await lab().publicClient.getBlock();
  const tick = await keeper.tick(({ snapshot }) => snapshot.block.hash === hash);
  expect(tick.snapshot.unread).toEqual([]);
  expect(tick.decisions).toMatchObject([{ kind: 'topUp', orderClass: 'survive', verdict: 'act' }]);
  await keeper.quiet();
  expect(await orderStories(keeper.ledger)).toMatchObject([{ order: { status: 'Filled' } }]);
  const { facts } = await keeper.line(({ message }) => message === 'endpoint failed');
  expect(facts).toMatchObject({
    endpoint: blind.wsUrl,
    error: expect.stringMatching(/cannot read perp-v2, and ws:.* can: /),
  });
});

test('behavior: what nobody can read is not asked of everybody at each block', async () => {
  const who = await toRescue();
  const [first, second] = await twoEndpoints();
  await headAtGwei(100n);
  const book = { rules: [hedge], endpoints: [first.wsUrl, second.wsUrl], account: who.address };
  const keeper = await runKeeper(lab(), who, book, onTestFinished, { files: writeBook(lab(), book, onTestFinished) });
  await keeper.quiet();
  const reverts = lying([{ to: lab().contracts.perp.AccountBalance.address, data: '0x', answer: null }]);
  let asked = 0;
  first.intercept = reverts;
  second.intercept = (request, forward) => {
    if (request.method === 'eth_call') asked++;
    return reverts(request, forward);
  };
  const { snapshot } = await nextBlock(keeper);
  expect(snapshot.unread).toMatchObject([{ venue: 'perp-v2' }]);
  const before = asked;
  expect(before).toBeGreaterThan(0);
  await nextBlock(keeper);
  await nextBlock(keeper);
  expect(asked).toBe(before);
  expect(keeper.lines.filter(({ message }) => message === 'endpoint failed')).toEqual([]);
});

/** Says that every transaction would revert. */
const sayReverts: Intercept = async ({ method, params = [] }, forward) => {
  const rehearses = method === 'eth_simulateV1' || method === 'eth_estimateGas';
  const calls = method === 'eth_call' && 'from' in (params[0] as object);
  return rehearses || calls ? { error: { code: 3, message: 'execution reverted', data: '0x' } } : forward();
};

test('behavior: one endpoint that says the rescue would revert does not keep it from being sent', async () => {
  const who = await toRescue();
  const [liar, honest] = await twoEndpoints();
  await headAtGwei(100n);
  const limits = { health: 5 };
  const book = { rules: [topUp], surviveBelow: 5, limits, endpoints: [liar.wsUrl, honest.wsUrl], account: who.address };
  const keeper = await runKeeper(lab(), who, book, onTestFinished, { files: writeBook(lab(), book, onTestFinished) });
  await keeper.quiet();
  liar.intercept = sayReverts;
  await headAtGwei(1n);
  await keeper.tick(({ orders }) => orders.length > 0);
  await keeper.quiet();
  expect(await orderStories(keeper.ledger)).toMatchObject([{ order: { status: 'Filled' } }]);
});

test('behavior: a second endpoint that tells of heads and reads nothing is alerted of, until it reads again', async () => {
  const who = await toHedge();
  const [first, second] = await twoEndpoints();
  await headAtGwei(100n);
  const book = { rules: [hedge], endpoints: [first.wsUrl, second.wsUrl], account: who.address };
  const keeper = await runKeeper(lab(), who, book, onTestFinished, { files: writeBook(lab(), book, onTestFinished) });
  await keeper.quiet();
  second.intercept = ({ method }, forward) => (method === 'eth_call' ? new Promise(() => {}) : forward());
  const mining = setInterval(() => void headAtGwei(1n), 500);
  onTestFinished(() => clearInterval(mining));
  const about = ({ facts }: LogLine) =>
    facts['code'] === 'ENDPOINT_SILENT' && facts['subject'] === `${second.wsUrl}, chain ${lab().chainId}`;
  await keeper.line((line) => line.message === 'alert' && about(line));
  second.intercept = (_, forward) => forward();
  await keeper.line((line) => line.message === 'alert resolved' && about(line));
  await keeper.tick(({ orders }) => orders.length > 0);
});

test('behavior: where venues are is known from one endpoint alone: no new risk, until another has said so', async () => {
  const who = await toHedge();
  const [first, second] = await twoEndpoints();
  second.down();
  await headAtGwei(1n);
  const book = { rules: [hedge], endpoints: [first.wsUrl, second.wsUrl], account: who.address };
  const keeper = await runKeeper(lab(), who, book, onTestFinished, { files: writeBook(lab(), book, onTestFinished) });
  await keeper.quiet();
  second.up();
  await headAtGwei(1n);
  const { hash } = await lab().publicClient.getBlock();
  const tick = await keeper.tick(({ snapshot }) => snapshot.block.hash === hash);
  expect(tick.orders).toEqual([]);
  await keeper.until(() => keeper.lines.some(({ facts }) => /said where venues are/.test(String(facts['not']))));
  const mining = setInterval(() => void headAtGwei(1n), 500);
  onTestFinished(() => clearInterval(mining));
  await keeper.line(({ message }) => message === 'venues are where they were found');
  await keeper.tick(({ orders }) => orders.length > 0);
});

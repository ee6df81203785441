import { appendFileSync } from 'node:fs';
import { type Address, encodeAbiParameters, encodeFunctionData, parseEther } from 'viem';
import { expect, onTestFinished, test } from 'vitest';
import { stringify } from 'yaml';
import { erc20Abi } from '../../abis/erc20.js';
import { clearingHouseAbi } from '../../abis/perp-v2.js';
import type { LabAccount } from '../../src/lab/accounts.js';
import { tickById } from '../../src/record/queries/ticks.js';
import type { TickRecord } from '../../src/record/recorder.js';
import { writeBook } from '../book.js';
import { lying } from '../forge.js';
import { useLab } from '../lab.js';
import { onChain } from '../onChain.js';
import { type Intercept, type RpcProxy, startRpcProxy } from '../rpcProxy.js';
import { type RunningKeeper, runKeeper } from '../runKeeper.js';
import { orderStories, settledAccount } from './story.js';

const lab = useLab();

const hedge = { hedge: 'ETH', when: 'abs(delta) > 0.3 and gas < 50', on: 'perp-v2 ETH', maxSlippage: '200bps' };
const topUp = { topUp: 'perp-v2 *', when: 'health < 5 and gas < 50', to: 6, from: 'wallet USDC' };

/** So many endpoints of one chain; the first is the one in use. */
async function endpoints(count: number): Promise<[RpcProxy, ...RpcProxy[]]> {
  const [first, ...rest] = await Promise.all(Array.from({ length: count }, () => startRpcProxy(lab(), onTestFinished)));
  if (!first) throw new Error('no endpoints');
  return [first, ...rest];
}

async function headAtGwei(gwei: bigint) {
  await lab().testClient.setNextBlockBaseFeePerGas({ baseFeePerGas: gwei * 10n ** 9n });
  await lab().testClient.mine({ blocks: 1 });
}

/** Watched at a price of gas at which nothing is wanted, so that the next block is all it takes. */
async function watching(who: LabAccount, proxies: readonly RpcProxy[], text: object = {}, atStake?: readonly object[]) {
  await headAtGwei(100n);
  const book = { rules: [hedge], ...text, endpoints: proxies.map(({ wsUrl }) => wsUrl), account: who.address };
  const files = writeBook(lab(), book, onTestFinished);
  if (atStake) appendFileSync(files.strategy, stringify({ atStake }));
  const keeper = await runKeeper(lab(), who, book, onTestFinished, { files });
  await keeper.quiet();
  expect(await orderStories(keeper.ledger)).toEqual([]);
  return keeper;
}

/** The next block wants something done; what its tick made of it. */
async function nextTick(keeper: RunningKeeper): Promise<TickRecord> {
  await headAtGwei(1n);
  const { hash } = await lab().publicClient.getBlock();
  return keeper.tick(({ snapshot }) => snapshot.block.hash === hash);
}

/** With so much ETH in the wallet, and a perpetual to hedge it with. */
const holder = (sETH: number) =>
  settledAccount(lab(), { USDC: 8_000, sUSD: 1, sETH, ETH: 100 }, { options: [], perp: { size: 0, margin: 8_000 } });

/** Says that the wallet holds so much ETH. */
const sayHeld = (account: Address, ether: string): Intercept =>
  lying([
    {
      to: lab().tokens.sETH.address,
      data: encodeFunctionData({ abi: erc20Abi, functionName: 'balanceOf', args: [account] }),
      answer: encodeAbiParameters([{ type: 'uint256' }], [parseEther(ether)]),
    },
  ]);

const heldBy = ({ snapshot }: TickRecord): bigint | undefined =>
  snapshot.readings.flatMap(({ positions }) => positions).find(({ id }) => id === 'wallet sETH')?.quantity;
const accusing = 'endpoint contradicts the others';
const accusedIn = ({ lines }: RunningKeeper): unknown[] =>
  lines.filter(({ message }) => message === accusing).map(({ facts }) => facts['endpoint']);
const labelOf = ({ wsUrl }: RpcProxy): string => wsUrl;

test('default: two endpoints that agree: the hedge goes, and the tick says who agreed', async () => {
  const who = await holder(2);
  const keeper = await watching(who, await endpoints(2));
  const tick = await nextTick(keeper);
  expect(tick.decisions).toMatchObject([{ kind: 'hedge', verdict: 'act' }]);
  expect(tick.decisions[0]?.checks.find(({ code }) => code === 'ENDPOINTS_AGREE')).toMatchObject({
    text: expect.stringMatching(/^2 of the 2 endpoints that an order of .* USD asks for agree on the block$/),
  });
  expect(await tickById(keeper.ledger, tick.tick ?? '')).toMatchObject({
    summary: { agreement: { wanted: 2, agreed: 2, differed: 0, behind: 0, silent: 0 } },
  });
  await keeper.quiet();
  expect(await orderStories(keeper.ledger)).toMatchObject([{ order: { status: 'Filled' } }]);
  expect(accusedIn(keeper)).toEqual([]);
});

test('behavior: where nothing is to be done nobody else is asked', async () => {
  const [first, second] = (await endpoints(2)) as [RpcProxy, RpcProxy];
  const keeper = await watching(await holder(0), [first, second]);
  const calls: string[] = [];
  second.intercept = ({ method }, forward) => {
    calls.push(method);
    return forward();
  };
  await nextTick(keeper);
  await keeper.idle(2);
  expect(calls.filter((method) => method === 'eth_call')).toEqual([]);
});

test('behavior: a value that the one in use forges to trigger a hedge: nothing is sent, and both are accused', async () => {
  const who = await holder(0);
  const [liar, honest] = (await endpoints(2)) as [RpcProxy, RpcProxy];
  const keeper = await watching(who, [liar, honest]);
  liar.intercept = sayHeld(who.address, '3');
  const tick = await nextTick(keeper);
  expect(heldBy(tick)).toBe(parseEther('3'));
  expect(tick.orders).toEqual([]);
  expect(tick.decisions).toMatchObject([
    {
      kind: 'hedge',
      verdict: 'refused',
      not: [
        'ENDPOINTS_DIFFER: 1 endpoint says one thing about the block, and 1 endpoint says another: one of them lies or is broken',
        expect.stringMatching(/^ENDPOINTS_AGREE: 1 of the 2 endpoints .* agree on the block; 1 said something else$/),
      ],
    },
  ]);
  expect(accusedIn(keeper)).toEqual([labelOf(honest), labelOf(liar)]);
  for (const { wsUrl } of [liar, honest]) {
    await keeper.line(
      ({ message, facts }) =>
        message === 'alert' && facts['code'] === 'ENDPOINT_LYING' && String(facts['subject']).startsWith(wsUrl),
    );
  }
  // The next tick stands on the other one.
  const next = await nextTick(keeper);
  expect(next.decisions).toEqual([]);
  expect(heldBy(next) ?? 0n).toBe(0n);
  expect(await onChain(lab(), who.address).nonce()).toBe(who.nonce);
});

test('behavior: of three, the liar in use is outvoted in the same tick, and what is true is done', async () => {
  const who = await holder(1);
  const [liar, ...honest] = await endpoints(3);
  const keeper = await watching(who, [liar, ...honest]);
  liar.intercept = sayHeld(who.address, '5');
  const tick = await nextTick(keeper);
  expect(heldBy(tick)).toBe(parseEther('1'));
  expect(tick.decisions).toMatchObject([
    { verdict: 'act', action: { terms: { side: 'Sell', quantity: parseEther('1') } } },
  ]);
  expect(await tickById(keeper.ledger, tick.tick ?? '')).toMatchObject({
    summary: { agreement: { wanted: 2, agreed: 2, differed: 1 } },
  });
  expect(accusedIn(keeper)).toEqual([labelOf(liar)]);
  await keeper.quiet();
  expect(await onChain(lab(), who.address).perpSize()).toBe(-parseEther('1'));
});

test('behavior: of three, a liar that is not in use is outvoted and changes nothing', async () => {
  const who = await holder(1);
  const [first, liar, third] = (await endpoints(3)) as [RpcProxy, RpcProxy, RpcProxy];
  const keeper = await watching(who, [first, liar, third]);
  liar.intercept = sayHeld(who.address, '5');
  const tick = await nextTick(keeper);
  expect(tick.decisions).toMatchObject([{ verdict: 'act', action: { terms: { quantity: parseEther('1') } } }]);
  expect(accusedIn(keeper)).toEqual([labelOf(liar)]);
});

/** Says that gas is nearly free. */
const cheapened = (header: unknown): object => ({ ...(header as object), baseFeePerGas: '0x1' });

test('behavior: a header with a forged price of gas triggers nothing', async () => {
  const who = await holder(2);
  const [liar, honest] = (await endpoints(2)) as [RpcProxy, RpcProxy];
  const keeper = await watching(who, [liar, honest]);
  liar.push = cheapened;
  liar.intercept = async ({ method }, forward) => {
    const answer = await forward();
    return method === 'eth_getBlockByHash' && 'result' in answer ? { result: cheapened(answer.result) } : answer;
  };
  await headAtGwei(90n);
  const tick = await keeper.tick(({ decisions }) => decisions.length > 0);
  expect(tick.decisions).toMatchObject([{ verdict: 'refused', orderClass: 'delta' }]);
  expect(accusedIn(keeper)).toEqual([labelOf(honest), labelOf(liar)]);
  const line = await keeper.line(({ message }) => message === accusing);
  expect(line.facts['text']).toMatch(/it says \d+ for the baseFee of the block, and others \d+; one of them lies/);
  expect(await onChain(lab(), who.address).nonce()).toBe(who.nonce);
});

test('behavior: what is taken back when asked again counts for nothing, and is told', async () => {
  const who = await holder(2);
  const [liar, honest] = (await endpoints(2)) as [RpcProxy, RpcProxy];
  const keeper = await watching(who, [liar, honest]);
  liar.push = cheapened;
  await headAtGwei(90n);
  const { hash } = await lab().publicClient.getBlock();
  const tick = await keeper.tick(({ snapshot }) => snapshot.block.hash === hash);
  expect(tick.snapshot.block.baseFee).toBe(90n * 10n ** 9n);
  expect([tick.decisions, accusedIn(keeper)]).toEqual([[], []]);
  const { facts } = await keeper.line(({ message }) => message === 'not every endpoint says the same of the block');
  expect(facts['notes']).toEqual([
    expect.stringMatching(/^ws:.* took back what it had said: it says 1 for the baseFee of the block, and then 9/),
  ]);
});

test('behavior: the second endpoint is down: the hedge is refused in plain words, and what saves an account goes', async () => {
  const who = await settledAccount(
    lab(),
    { USDC: 10_000, sUSD: 1, sETH: 2, ETH: 100 },
    { options: [], perp: { size: 5, margin: 2500 } },
  );
  const [first, second] = (await endpoints(2)) as [RpcProxy, RpcProxy];
  const text = { rules: [topUp, hedge], surviveBelow: 5, limits: { health: 5 } };
  const keeper = await watching(who, [first, second], text);
  second.down();
  const tick = await nextTick(keeper);
  expect(tick.decisions).toMatchObject([
    { kind: 'topUp', orderClass: 'survive', verdict: 'act' },
    {
      kind: 'hedge',
      verdict: 'refused',
      not: [
        expect.stringMatching(
          /^ENDPOINTS_AGREE: 1 of the 2 endpoints that an order of .* USD asks for agree on the block; 1 did not answer$/,
        ),
      ],
    },
  ]);
  await keeper.quiet();
  expect(await orderStories(keeper.ledger)).toMatchObject([{ order: { orderClass: 'survive', status: 'Filled' } }]);
  expect(accusedIn(keeper)).toEqual([]);
});

test('behavior: an endpoint that never answers holds nothing up for ever, and is not called a liar', async () => {
  const who = await holder(2);
  const [first, second] = (await endpoints(2)) as [RpcProxy, RpcProxy];
  const keeper = await watching(who, [first, second]);
  second.intercept = () => new Promise(() => {});
  const tick = await nextTick(keeper);
  expect(tick.decisions).toMatchObject([{ verdict: 'refused', not: [expect.stringContaining('1 did not answer')] }]);
  expect(accusedIn(keeper)).toEqual([]);
});

test('behavior: the second endpoint is a block behind: it is waited for, and the hedge goes', async () => {
  const who = await holder(2);
  const [first, second] = (await endpoints(2)) as [RpcProxy, RpcProxy];
  const keeper = await watching(who, [first, second]);
  const asked = { times: 0 };
  second.intercept = async ({ method }, forward) => {
    if (method === 'eth_call' && asked.times < 3) return { error: { code: -32001, message: 'header not found' } };
    if (method !== 'eth_getBlockByHash') return forward();
    return asked.times++ < 3 ? { result: null } : forward();
  };
  const tick = await nextTick(keeper);
  expect(asked.times).toBeGreaterThan(3);
  expect(tick.decisions).toMatchObject([{ verdict: 'act' }]);
  expect(accusedIn(keeper)).toEqual([]);
});

test('behavior: a second endpoint that stays behind is neither silent nor a liar', async () => {
  const who = await holder(2);
  const [first, second] = (await endpoints(2)) as [RpcProxy, RpcProxy];
  const keeper = await watching(who, [first, second]);
  second.intercept = async ({ method }, forward) => (method === 'eth_getBlockByHash' ? { result: null } : forward());
  const tick = await nextTick(keeper);
  expect(tick.decisions).toMatchObject([
    { verdict: 'refused', not: [expect.stringContaining('1 does not have the block yet')] },
  ]);
  expect(accusedIn(keeper)).toEqual([]);
});

test('behavior: a node that answers with half of a block at first is asked again before it is called a liar', async () => {
  const who = await holder(2);
  const [first, second] = (await endpoints(2)) as [RpcProxy, RpcProxy];
  const keeper = await watching(who, [first, second]);
  const half = sayHeld(who.address, '0');
  let calls = 0;
  second.intercept = (request, forward) =>
    request.method === 'eth_call' && calls++ === 0 ? half(request, forward) : forward();
  const tick = await nextTick(keeper);
  expect(calls).toBe(2);
  expect(tick.decisions).toMatchObject([{ verdict: 'act' }]);
  expect(accusedIn(keeper)).toEqual([]);
});

test('behavior: more at stake asks for more endpoints', async () => {
  const who = await holder(2);
  const [first, second, third] = (await endpoints(3)) as [RpcProxy, RpcProxy, RpcProxy];
  const atStake = [
    { above: '0 usd', endpoints: 2 },
    { above: '1_000 usd', endpoints: 3 },
  ];
  const keeper = await watching(who, [first, second, third], {}, atStake);
  third.down();
  const tick = await nextTick(keeper);
  expect(tick.decisions).toMatchObject([
    {
      verdict: 'refused',
      not: [expect.stringMatching(/^ENDPOINTS_AGREE: 2 of the 3 endpoints .*; 1 did not answer$/)],
    },
  ]);
  third.up();
  await headAtGwei(1n);
  await keeper.tick(({ orders }) => orders.length > 0);
});

test('behavior: with one endpoint, one is enough', async () => {
  const who = await holder(2);
  const keeper = await watching(who, await endpoints(1));
  const tick = await nextTick(keeper);
  expect(tick.decisions).toMatchObject([{ verdict: 'act' }]);
  expect(tick.decisions[0]?.checks.find(({ code }) => code === 'ENDPOINTS_AGREE')?.text).toMatch(
    /^one endpoint is enough for an order of/,
  );
  expect(await tickById(keeper.ledger, tick.tick ?? '')).not.toHaveProperty('summary.agreement');
});

test('behavior: a shadow asks as the live one would', async () => {
  const who = await holder(0);
  const [liar, honest] = (await endpoints(2)) as [RpcProxy, RpcProxy];
  const keeper = await watching(who, [liar, honest], { mode: 'shadow' });
  liar.intercept = sayHeld(who.address, '3');
  const tick = await nextTick(keeper);
  expect(tick.decisions).toMatchObject([
    { verdict: 'refused', not: [expect.stringContaining('ENDPOINTS_DIFFER'), expect.anything()] },
  ]);
  expect(accusedIn(keeper)).toEqual([labelOf(honest), labelOf(liar)]);
});

/** A vault of a thief's own, named by the exchange whenever it is asked. */
const sayVault = (thief: Address): Intercept =>
  lying([
    {
      to: lab().contracts.perp.ClearingHouse.address,
      data: encodeFunctionData({ abi: clearingHouseAbi, functionName: 'getVault' }),
      answer: encodeAbiParameters([{ type: 'address' }], [thief]),
    },
  ]);

test.each([2, 3])(
  'behavior: of %i endpoints one names a vault of its own at the start: it is never believed',
  async (count) => {
    const who = await holder(2);
    const [liar, ...honest] = await endpoints(count);
    liar.intercept = sayVault(lab().contracts.perp.AccountBalance.address);
    await headAtGwei(1n);
    const urls = [liar, ...honest].map(({ wsUrl }) => wsUrl);
    const keeper = await runKeeper(lab(), who, { rules: [hedge], endpoints: urls }, onTestFinished);
    const { facts } = await keeper.line(({ message }) => message === accusing);
    expect(facts['text']).toMatch(
      /answers eth_call of 0x[0-9a-f]+ to 0x[0-9a-fA-F]+ with 0x[0-9a-f]{64}, and others 0x/,
    );
    if (count === 2) {
      // Nobody can tell who is right, so nothing begins until they agree.
      await keeper.until(
        () => keeper.lines.filter(({ message }) => message === 'the chain cannot be read yet').length > 1,
      );
      expect(keeper.ticks).toEqual([]);
      liar.intercept = (_, forward) => forward();
    }
    await keeper.tick(({ orders }) => orders.length > 0);
    await keeper.quiet();
    expect(await orderStories(keeper.ledger)).toMatchObject([{ order: { status: 'Filled' } }]);
    expect(accusedIn(keeper)).toContain(labelOf(liar));
    expect(accusedIn(keeper).includes(labelOf(honest[0] as RpcProxy))).toBe(count === 2);
  },
);

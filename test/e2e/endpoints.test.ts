import { setTimeout as delay } from 'node:timers/promises';
import { describe, expect, onTestFinished, test } from 'vitest';
import { unixMillis } from '../../src/model/units.js';
import { openAlerts } from '../../src/record/queries/alerts.js';
import { useLab } from '../lab.js';
import { onChain } from '../onChain.js';
import { type Intercept, type RpcProxy, startRpcProxy } from '../rpcProxy.js';
import { type RunningKeeper, runKeeper } from '../runKeeper.js';
import { orderStories, settledAccount } from './story.js';

const lab = useLab();

/** Gas decides when it is wanted, so that a single block is all it takes. */
const rules = [{ topUp: 'perp-v2 *', when: 'health < 5 and gas < 50', to: 6, from: 'wallet USDC' }];

const account = () =>
  settledAccount(lab(), { USDC: 10_000, ETH: 100 }, { options: [], perp: { size: 5, margin: 2500 } });

async function headAtGwei(gwei: bigint) {
  await lab().testClient.setNextBlockBaseFeePerGas({ baseFeePerGas: gwei * 10n ** 9n });
  await lab().testClient.mine({ blocks: 1 });
}

const failuresOf = (keeper: RunningKeeper): number =>
  keeper.lines.filter(
    ({ level, message }) => level === 'warn' && /endpoint failed|endpoint limits|tick abandoned/.test(message),
  ).length;

/** Waits until the log speaks of another failure. */
async function anotherFailure(keeper: RunningKeeper): Promise<void> {
  const before = failuresOf(keeper);
  await keeper.until(() => failuresOf(keeper) > before);
}

/** The top-up that was held back by the fault is made now, once. */
async function expectOneTopUp(keeper: RunningKeeper, { address, nonce }: { address: `0x${string}`; nonce: number }) {
  await keeper.until(() => keeper.ticks.some(({ orders }) => orders.length > 0));
  await keeper.quiet();
  await keeper.idle(1);
  const stories = await orderStories(keeper.ledger);
  const filled = stories.filter(({ order }) => order.status === 'Filled');
  expect(filled).toHaveLength(1);
  expect(stories.filter(({ order }) => order.status !== 'Filled' && order.status !== 'Canceled')).toEqual([]);
  const chain = onChain(lab(), address);
  const fill = filled[0]?.fills[0]?.fill;
  expect(await chain.perpMargin()).toBe(2_500_000_000n + (fill?.kind === 'addCollateral' ? fill.amount : 0n));
  expect(await chain.perpHealth()).toBeGreaterThanOrEqual(6);
  expect(await chain.nonce()).toBe(nonce + stories.flatMap(({ attempts }) => attempts).length);
}

/** What a sick endpoint answers; whatever it is not about is passed on. */
const faults: Readonly<Record<string, Intercept>> = {
  'answers 429 to everything': async () => ({ raw: '{"error":"Too Many Requests"}', status: 429 }),
  'limits the rate in JSON-RPC': async () => ({ error: { code: -32005, message: 'rate limit exceeded' } }),
  'cuts its answers off': async (_, forward) => ({ raw: JSON.stringify(await forward()).slice(0, -9) }),
  'answers calls with half the bytes': async ({ method }, forward) => {
    const answer = await forward();
    if (method !== 'eth_call' || !('result' in answer)) return answer;
    return { result: String(answer.result).slice(0, 2 + 64 * 20) };
  },
  'answers calls with nothing': async ({ method }, forward) => (method === 'eth_call' ? { result: '0x' } : forward()),
  'does not have the block': async ({ method }, forward) =>
    method === 'eth_call' ? { error: { code: -32001, message: 'header not found' } } : forward(),
  'speaks of other things': async () => ({ result: { weather: 'fine' } }),
};

describe.each([
  ['HTTP', 'url'],
  ['WebSocket', 'wsUrl'],
] as const)('by %s', (kind, url) => {
  // A status is of HTTP; over a socket it would be an answer to nobody.
  const sick = Object.entries(faults).filter(([name]) => kind === 'HTTP' || !name.includes('429'));

  /** On a clock that stands still until it is set. */
  async function watching() {
    const clock = { now: unixMillis(1_700_000_000_000) };
    const who = await account();
    const proxy = await startRpcProxy(lab(), onTestFinished);
    await headAtGwei(100n);
    const keeper = await runKeeper(lab(), who, { rules, endpoints: [proxy[url]] }, onTestFinished, {
      now: () => clock.now,
    });
    await keeper.quiet();
    return { who, proxy, keeper, clock };
  }

  /** Two blocks that want a top-up pass while the fault lasts: nothing is decided, and each failure is told. */
  async function expectNothingDecided(keeper: RunningKeeper, who: Awaited<ReturnType<typeof account>>) {
    const ticks = keeper.ticks.length;
    for (let block = 0; block < 2; block++) {
      const failed = anotherFailure(keeper);
      await headAtGwei(1n);
      await failed;
    }
    expect(keeper.ticks.length).toBe(ticks);
    expect(await orderStories(keeper.ledger)).toEqual([]);
    expect(await onChain(lab(), who.address).nonce()).toBe(who.nonce);
  }

  test('behavior: an endpoint that is down at the start is waited for', async () => {
    const who = await account();
    const proxy = await startRpcProxy(lab(), onTestFinished);
    proxy.down();
    const keeper = await runKeeper(lab(), who, { rules, endpoints: [proxy[url]] }, onTestFinished);
    await keeper.line(({ message }) => message === 'endpoint failed');
    expect(keeper.ticks).toEqual([]);
    proxy.up();
    await expectOneTopUp(keeper, who);
  });

  test('behavior: an endpoint that goes down and comes back', async () => {
    const { who, proxy, keeper } = await watching();
    const failed = anotherFailure(keeper);
    proxy.down();
    await headAtGwei(1n);
    await failed;
    expect(await orderStories(keeper.ledger)).toEqual([]);
    proxy.up();
    await keeper.line(({ message }) => message === 'endpoint answers again');
    await headAtGwei(1n);
    await expectOneTopUp(keeper, who);
  });

  test.each(sick)('behavior: an endpoint that %s, for a while', async (_, fault) => {
    const { who, proxy, keeper } = await watching();
    proxy.intercept = fault;
    await expectNothingDecided(keeper, who);
    proxy.intercept = (__, forward) => forward();
    await headAtGwei(1n);
    await expectOneTopUp(keeper, who);
    expect(keeper.lines.some(({ message }) => message === 'endpoint answers again')).toBe(true);
  });

  test('behavior: an endpoint whose every answer is slow: later, and the same', async () => {
    const { who, proxy, keeper } = await watching();
    proxy.intercept = async (_, forward) => {
      await delay(200);
      return forward();
    };
    await headAtGwei(1n);
    await expectOneTopUp(keeper, who);
    expect(keeper.lines.filter(({ level }) => level === 'warn')).toEqual([]);
  });

  test.each([true, false])('behavior: the answer to a sending is lost, and the bytes arrived: %s', async (arrived) => {
    const { who, proxy, keeper, clock } = await watching();
    let lost = 0;
    proxy.intercept = async ({ method }, forward) => {
      if (method !== 'eth_sendRawTransaction' || lost++ > 0) return forward();
      if (arrived) await forward();
      return { error: { code: -32000, message: 'the upstream is gone' } };
    };
    await headAtGwei(1n);
    await keeper.line(({ message }) => /^sent/.test(message));
    // Late enough for the same bytes to be sent again.
    clock.now = unixMillis(clock.now + 6_000);
    await headAtGwei(1n);
    await expectOneTopUp(keeper, who);
  });
});

test('behavior: an endpoint that never answers is given up, and asked again', async () => {
  const who = await account();
  const proxy = await startRpcProxy(lab(), onTestFinished);
  const keeper = await runKeeper(lab(), who, { rules: [], endpoints: [proxy.wsUrl] }, onTestFinished);
  await keeper.quiet();
  proxy.intercept = ({ method }, forward) => (method === 'eth_call' ? new Promise(() => {}) : forward());
  const ticks = keeper.ticks.length;
  const failed = anotherFailure(keeper);
  await headAtGwei(1n);
  await failed;
  expect(keeper.ticks.length).toBe(ticks);
  proxy.intercept = (_, forward) => forward();
  await headAtGwei(1n);
  await keeper.quiet();
});

test('behavior: pushed heads that make no sense are not followed', async () => {
  const who = await account();
  const proxy = await startRpcProxy(lab(), onTestFinished);
  await headAtGwei(100n);
  const keeper = await runKeeper(lab(), who, { rules, endpoints: [proxy.wsUrl] }, onTestFinished);
  await keeper.quiet();
  const failed = anotherFailure(keeper);
  proxy.push = () => ({ number: '0x', hash: 'no' });
  await headAtGwei(60n);
  await failed;
  proxy.push = (header) => header;
  await headAtGwei(1n);
  await expectOneTopUp(keeper, who);
});

test('behavior: the next endpoint takes over from one that is down, and nothing is done twice', async () => {
  const who = await account();
  const proxies: RpcProxy[] = [];
  for (let i = 0; i < 2; i++) proxies.push(await startRpcProxy(lab(), onTestFinished));
  const [first, second] = proxies;
  if (!first || !second) throw new Error('no proxies');
  await headAtGwei(100n);
  const keeper = await runKeeper(lab(), who, { rules, endpoints: [first.wsUrl, second.url] }, onTestFinished);
  await keeper.quiet();
  first.down();
  await headAtGwei(1n);
  await expectOneTopUp(keeper, who);
});

/** The first of three is sick before the keeper begins, and stays so. */
async function besideTwo(fault: Intercept) {
  const who = await account();
  const proxies: RpcProxy[] = [];
  for (let i = 0; i < 3; i++) proxies.push(await startRpcProxy(lab(), onTestFinished));
  await headAtGwei(100n);
  const [first] = proxies;
  if (first) first.intercept = fault;
  const keeper = await runKeeper(lab(), who, { rules, endpoints: proxies.map(({ url }) => url) }, onTestFinished);
  await keeper.quiet();
  await headAtGwei(1n);
  await expectOneTopUp(keeper, who);
  return { keeper, first };
}

test.each(Object.entries(faults))('behavior: an endpoint that %s is left for two that are well', async (_, fault) => {
  await besideTwo(fault);
});

test('behavior: an endpoint of another chain gets nothing, is alerted of, and the others serve', async () => {
  const asked = new Set<string>();
  const { keeper, first } = await besideTwo(async ({ method }) => {
    asked.add(method);
    return { result: '0x1' };
  });
  expect([...asked]).toEqual(['eth_chainId']);
  expect(await openAlerts(keeper.ledger)).toMatchObject([
    { code: 'ENDPOINT_WRONG_CHAIN', subject: expect.stringContaining(first?.url ?? ''), text: 'serves chain 1' },
  ]);
});

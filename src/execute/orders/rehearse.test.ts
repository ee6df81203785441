import { parseEther, toEventSelector, zeroAddress, zeroHash } from 'viem';
import { expect, onTestFinished, test } from 'vitest';
import { useLab } from '../../../test/lab.js';
import {
  createLyraTrader,
  listed,
  collateral as optionCollateral,
  trade as optionTrade,
} from '../../../test/lyraTrader.js';
import { collateral, createPerpV2Trader, headOf, inTwoMinutes, trade } from '../../../test/perpV2Trader.js';
import { type RpcAnswer, startRpcProxy } from '../../../test/rpcProxy.js';
import type { OrderTerms } from '../../model/order.js';
import type { VenueReading } from '../../model/snapshot.js';
import { WAD, wei } from '../../model/units.js';
import { createEndpoint } from '../../observe/endpoints/createEndpoint.js';
import type { ChainClient } from '../../observe/endpoints/endpoint.js';
import { sampleOrder } from '../../record/testing/sample.js';
import type { Venue } from '../../venues/venue.js';
import { answering, holdingBack, newPayment, request, setUp, signer } from '../transactions/testing/sending.js';
import { nativeToken } from './effect.js';
import { rehearsalProblem } from './rehearsalProblem.js';
import { rehearse } from './rehearse.js';
import { withoutSimulation } from './testing/withoutSimulation.js';

const lab = useLab();

interface Trader {
  address: `0x${string}`;
  venue: Venue;
  read(): Promise<VenueReading>;
  send(step: Parameters<Venue['requote'] & object>[0]): Promise<{ status: string }>;
}

/** Rehearses and sends each step of an order; tells for each what speaks against it and whether its effect was seen. */
async function rehearsed(trader: Trader, terms: OrderTerms, client: ChainClient = createEndpoint(lab().url).client) {
  const reading = await trader.read();
  const order = sampleOrder({ account: trader.address, terms });
  const steps = trader.venue.prepare(reading, terms, inTwoMinutes(await headOf(lab())));
  const seen: { purpose: string; problem: string | null; hasEffect: boolean }[] = [];
  for (const step of steps) {
    const rehearsal = await rehearse(client, trader.address, step);
    if (!rehearsal.ok) throw new Error(rehearsal.message);
    const problem = rehearsalProblem({ order, venue: trader.venue, request: step, rehearsal, cost: 0n, reading });
    seen.push({ purpose: step.purpose, problem, hasEffect: rehearsal.effect !== null });
    expect((await trader.send(step)).status).toBe('success');
  }
  return seen;
}

const fine = (...purposes: readonly string[]) =>
  purposes.map((purpose) => ({ purpose, problem: null, hasEffect: true }));

test('default: each kind of order at Perp V2 does what it is for', async () => {
  const trader = await createPerpV2Trader(lab(), 5_000);
  expect(await rehearsed(trader, collateral('addCollateral', '1000'))).toEqual(fine('approve', 'addCollateral'));
  expect(await rehearsed(trader, trade('Buy', '1'))).toEqual(fine('trade'));
  expect(await rehearsed(trader, trade('Sell', '0.4', { reduceOnly: true }))).toEqual(fine('trade'));
  expect(await rehearsed(trader, trade('Sell', '1'))).toEqual(fine('trade'));
  expect(await rehearsed(trader, collateral('removeCollateral', '100'))).toEqual(fine('removeCollateral'));
});

test('default: each kind of order at Lyra does what it is for', async () => {
  const trader = await createLyraTrader(lab(), { sUSD: 100_000, sETH: 50 });
  const instrument = listed(await trader.read(), '2000-P');
  expect(await rehearsed(trader, optionTrade({ instrument, side: 'Sell', amount: '1' }))).toEqual(
    fine('approve', 'trade'),
  );
  const [position] = (await trader.read()).positions;
  if (!position) throw new Error('expected a position');
  const { marginAccount } = position;
  if (!marginAccount) throw new Error('a short has collateral');
  const move = (kind: 'addCollateral' | 'removeCollateral') =>
    optionCollateral(kind, marginAccount, 'sUSD', parseEther('100'));
  expect(await rehearsed(trader, move('addCollateral'))).toEqual(fine('approve', 'addCollateral'));
  expect(await rehearsed(trader, move('removeCollateral'))).toEqual(fine('removeCollateral'));
  const reduce = (amount: string) =>
    optionTrade({ instrument, side: 'Buy', amount, position: position.id, reduceOnly: true });
  expect((await rehearsed(trader, reduce('0.4'))).at(-1)).toEqual(fine('trade')[0]);
  // The position is burnt.
  expect((await rehearsed(trader, reduce('0.6'))).at(-1)).toEqual(fine('trade')[0]);
  const bought = listed(await trader.read(), '2150-C');
  expect((await rehearsed(trader, optionTrade({ instrument: bought, side: 'Buy', amount: '1' }))).at(-1)).toEqual(
    fine('trade')[0],
  );
});

test('behavior: a node that cannot simulate says whether it goes through, and is asked again', async () => {
  const trader = await createPerpV2Trader(lab(), 5_000);
  await trader.carryOut(collateral('addCollateral', '1000'));
  const { client } = createEndpoint(lab().url);
  const asked: string[] = [];
  let cannot = true;
  const client_ = withoutSimulation(client);
  const changing: ChainClient = {
    ...client,
    request: (async (args: { method: string }) => {
      asked.push(args.method);
      return ((cannot ? client_ : client).request as (args: unknown) => Promise<unknown>)(args);
    }) as ChainClient['request'],
  };
  const [order] = await rehearsed(trader, trade('Buy', '1'), changing);
  expect(order).toEqual({ purpose: 'trade', problem: null, hasEffect: false });
  // First it had to be found out; from then on the call goes along.
  expect(asked.at(-1)).toBe('eth_call');
  asked.length = 0;
  await rehearsed(trader, trade('Buy', '1'), changing);
  expect(asked.slice(0, 2)).toEqual(['eth_simulateV1', 'eth_call']);
  cannot = false;
  await rehearsed(trader, trade('Buy', '1'), changing);
  asked.length = 0;
  expect(await rehearsed(trader, trade('Buy', '1'), changing)).toEqual(fine('trade'));
  expect(asked).not.toContain('eth_call');
});

/** As releases of Erigon did in 2025: asked for moves of the gas token as well, it tells of nothing else. */
function tracingOnly(client: ChainClient): ChainClient {
  const request = async (args: { method: string; params?: readonly { traceTransfers?: boolean }[] }) => {
    const answer: unknown = await (client.request as (asked: unknown) => Promise<unknown>)(args);
    if (args.method !== 'eth_simulateV1' || !args.params?.[0]?.traceTransfers) return answer;
    const [block] = answer as { calls: { logs: { address: string }[] }[] }[];
    return [{ calls: block?.calls.map((call) => ({ ...call, logs: call.logs.filter(isNative) })) }];
  };
  return { ...client, request: request as ChainClient['request'] };
}
const isNative = ({ address }: { address: string }) => address === nativeToken;

test('behavior: a node that leaves contracts’ logs out where it traces moves of the gas token is asked for them', async () => {
  const trader = await createPerpV2Trader(lab(), 5_000);
  const client = tracingOnly(createEndpoint(lab().url).client);
  expect(await rehearsed(trader, collateral('addCollateral', '1000'), client)).toEqual(
    fine('approve', 'addCollateral'),
  );
  expect(await rehearsed(trader, trade('Buy', '0.1'), client)).toEqual(fine('trade'));
});

const transferTopic = toEventSelector('Transfer(address,address,uint256)');
/** What no chain has in a log. */
const oddLogs: readonly unknown[] = [
  null,
  'a log',
  { address: '0x12', topics: [], data: '0x' },
  { address: zeroAddress, topics: [transferTopic, '0x12', '0x12'], data: '0x' },
  { address: zeroAddress, topics: [transferTopic, '0x', '0x'], data: zeroHash },
  { address: zeroAddress, topics: [transferTopic, zeroHash, zeroHash], data: '0x123' },
  { address: zeroAddress, topics: [zeroHash, zeroHash, zeroHash, zeroHash, zeroHash], data: '0x' },
  { address: zeroAddress, topics: [zeroHash], data: '0x', blockNumber: 'latest' },
];

test('behavior: what a node’s simulation refuses, and its estimate and call do not, stands in nobody’s way', async () => {
  const trader = await createPerpV2Trader(lab(), 5_000);
  await trader.carryOut(collateral('addCollateral', '1000'));
  const { client } = createEndpoint(lab().url);
  for (const answer of [
    [{ calls: [{ status: '0x0', returnData: '0x', logs: [] }] }],
    [],
    null,
    'nonsense',
    [{ calls: [{}] }],
    ...oddLogs.map((log) => [{ calls: [{ status: '0x1', returnData: '0x', logs: [log] }] }]),
  ]) {
    const odd = answering(client, { eth_simulateV1: () => answer });
    expect(await rehearsed(trader, trade('Buy', '0.1'), odd)).toEqual([
      { purpose: 'trade', problem: null, hasEffect: false },
    ]);
  }
});

const refusals: readonly RpcAnswer[] = [
  { raw: 'this method is not in your plan', status: 403 },
  { raw: 'Internal Server Error', status: 500 },
  { raw: '{"jsonrpc":"2.0","id":null,"error":{"code":-32602,"message":"method is not whitelisted"}}' },
];

test.each(refusals)(
  'behavior: a gateway that refuses to simulate refuses nothing else for it (%o)',
  async (refusal) => {
    const trader = await createPerpV2Trader(lab(), 5_000);
    await trader.carryOut(collateral('addCollateral', '1000'));
    const { url } = lab();
    const gateway = await startRpcProxy({ url, wsUrl: url.replace('http', 'ws') }, onTestFinished);
    gateway.intercept = async ({ method }, pass) => (method === 'eth_simulateV1' ? refusal : pass());
    const { client } = createEndpoint(gateway.url);
    expect(await rehearsed(trader, trade('Buy', '0.1'), client)).toEqual([
      { purpose: 'trade', problem: null, hasEffect: false },
    ]);
  },
);

test('behavior: a node that never answers a simulation holds nobody up for as long as it may be silent', async () => {
  const trader = await createPerpV2Trader(lab(), 5_000);
  await trader.carryOut(collateral('addCollateral', '1000'));
  const { client } = createEndpoint(lab().url);
  const mute = holdingBack(client, 'eth_simulateV1', new Promise<void>(() => {}));
  expect(await rehearsed(trader, trade('Buy', '0.1'), mute)).toEqual([
    { purpose: 'trade', problem: null, hasEffect: false },
  ]);
});

test('behavior: a revert is told with its bytes, however the node was asked', async () => {
  const trader = await createPerpV2Trader(lab(), 5_000);
  const { client } = createEndpoint(lab().url);
  await trader.carryOut(collateral('addCollateral', '1000'));
  const [step] = trader.venue.prepare(await trader.read(), trade('Buy', '1'), inTwoMinutes(await headOf(lab())));
  if (!step) throw new Error('expected a transaction');
  await trader.carryOut(collateral('removeCollateral', '1000'));
  for (const asked of [client, withoutSimulation(client)]) {
    const refused = await rehearse(asked, trader.address, step);
    expect(refused).toMatchObject({ ok: false, revertData: expect.stringMatching(/^0x08c379a0/) });
  }
});

test('behavior: moves of the gas token are seen', async () => {
  const { client } = await setUp(onTestFinished);
  const { order } = newPayment();
  const paying = { ...request, to: lab().tokens.USDC.address, value: wei(WAD) };
  const rehearsal = await rehearse(client, signer.address, paying, wei(10n ** 10n));
  if (!rehearsal.ok) throw new Error(rehearsal.message);
  const venue = { id: 'perp-v2', fills: () => [] } as unknown as Venue;
  const judge = (value: bigint) =>
    rehearsalProblem({
      ...{ order, venue, request: paying, cost: 0n },
      rehearsal: {
        ...rehearsal,
        effect: rehearsal.effect && {
          ...rehearsal.effect,
          of: { ...paying, purpose: 'addCollateral', value: wei(value) },
        },
      },
    });
  expect(judge(WAD)).toBeNull();
  expect(judge(WAD - 1n)).toBe(`${WAD} wei would leave the account, where the order justifies ${WAD - 1n}`);
});

import { readFileSync } from 'node:fs';
import customErrorsAbi from '@gmx-io/sdk/abis/CustomErrors';
import eventEmitterAbi from '@gmx-io/sdk/abis/EventEmitter';
import exchangeRouterAbi from '@gmx-io/sdk/abis/ExchangeRouter';
import {
  type Address,
  decodeErrorResult,
  decodeEventLog,
  encodeFunctionData,
  type Hash,
  keccak256,
  maxUint256,
  pad,
  toBytes,
} from 'viem';
import { expect, test } from 'vitest';
import { useGmxLab } from '../../../test/gmxLab.js';
import { at, revertOf, usd } from '../../../test/gmxOrders.js';

const lab = useGmxLab();

interface EventShape {
  log: string;
  topic1: string;
  items: Partial<Record<Group, readonly string[]>>;
}
/** As the production contracts log them. */
const recorded: { events: Record<string, EventShape> } = JSON.parse(
  readFileSync(new URL('../../../test/fixtures/gmx/event-keys.json', import.meta.url), 'utf8'),
);

const groups = ['address', 'uint', 'int', 'bool', 'bytes32', 'bytes', 'string'] as const;
type Group = (typeof groups)[number];

interface SeenEvent {
  name: string;
  topics: readonly string[];
  shape: EventShape;
  values: Record<string, unknown>;
}

function decode(log: { data: `0x${string}`; topics: [] | [`0x${string}`, ...`0x${string}`[]] }): SeenEvent {
  const { eventName, args } = decodeEventLog({ abi: eventEmitterAbi, ...log });
  const items: EventShape['items'] = {};
  const values: Record<string, unknown> = {};
  for (const group of groups) {
    const { items: single, arrayItems } = args.eventData[`${group}Items`];
    for (const { key, value } of [...single, ...arrayItems]) values[key] = value;
    const keys = [...single.map(({ key }) => key), ...arrayItems.map(({ key }) => `${key}[]`)];
    if (keys.length > 0) items[group] = keys;
  }
  return {
    name: args.eventName,
    topics: log.topics,
    shape: { log: eventName, topic1: log.topics[1] ?? '', items },
    values,
  };
}

async function eventsOf(hash: Hash | null): Promise<SeenEvent[]> {
  if (hash === null) throw new Error('Nothing was sent');
  const { logs } = await lab().publicClient.getTransactionReceipt({ hash });
  return logs
    .filter(({ address }) => address === lab().contracts.eventEmitter.toLowerCase())
    .map(({ data, topics }) => decode({ data, topics }));
}

const short = { isLong: false, collateral: 'USDC' } as const;

async function open(account: Address, size = 5000, collateralDelta = 1_000_000_000n): Promise<Hash | null> {
  const { key } = await lab().placeOrder(account, { ...short, orderType: 2, sizeDeltaUsd: usd(size), collateralDelta });
  return (await lab().keeper.execute(key)).hash;
}

test('default: each event has the items of the production contracts, in their order', async () => {
  const { keeper, placeOrder } = lab();
  const { address } = await lab().createAccount({ USDC: 10_000 });
  const hashes: (Hash | null)[] = [];
  const place = async (order: Parameters<typeof placeOrder>[1]) => {
    const { key, hash } = await placeOrder(address, order);
    hashes.push(hash);
    return key;
  };
  const execute = async (order: Parameters<typeof placeOrder>[1]) => {
    hashes.push((await keeper.execute(await place(order))).hash);
  };
  hashes.push(await open(address));
  await execute({ ...short, orderType: 4, sizeDeltaUsd: usd(6000) });
  await execute({ ...short, orderType: 4, sizeDeltaUsd: usd(100), collateralDelta: 980_000_000n });
  const frozen = { ...short, orderType: 6, sizeDeltaUsd: maxUint256, triggerPrice: at(1900), acceptablePrice: at(1) };
  await execute(frozen);
  const stop = await place({ ...frozen, acceptablePrice: maxUint256 });
  const router = { abi: exchangeRouterAbi, address: lab().contracts.exchangeRouter } as const;
  const update = encodeFunctionData({
    ...router,
    functionName: 'updateOrder',
    args: [stop, maxUint256, maxUint256, at(1950), 0n, 0n, false],
  });
  expect(await revertOf(lab(), { from: address, to: router.address, data: update })).toBeNull();
  hashes.push((await lab().publicClient.getBlock()).transactions[0] ?? null);
  hashes.push((await keeper.execute(stop)).hash);
  await lab().controls.creditFunding(address, { USDC: 1n });
  const claim = encodeFunctionData({
    ...router,
    functionName: 'claimFundingFees',
    args: [[lab().markets['ETH/USD']], [lab().tokens.USDC.address], address],
  });
  expect(await revertOf(lab(), { from: address, to: router.address, data: claim })).toBeNull();
  hashes.push((await lab().publicClient.getBlock()).transactions[0] ?? null);
  for (const move of [2390, 2600]) {
    const { address: poor } = await lab().createAccount({ USDC: 1000 });
    await lab().moveMarket(2000);
    await open(poor);
    await lab().moveMarket(move);
    hashes.push((await lab().liquidate(poor))[0]?.hash ?? null);
  }

  const seen = new Set<string>();
  for (const hash of hashes)
    for (const { name, shape } of await eventsOf(hash)) {
      const charged = shape.items.uint?.includes('liquidationFeeAmount') && name === 'PositionFeesCollected';
      const kind = charged ? `${name} (liquidation)` : name;
      expect(shape, kind).toEqual(recorded.events[kind]);
      expect(shape.topic1).toBe(keccak256(toBytes(name)));
      seen.add(kind);
    }
  expect([...seen].sort()).toEqual(Object.keys(recorded.events).sort());
});

test('behavior: an execution tells of fees, position, order and keeper, in this order', async () => {
  const { address } = await lab().createAccount({ USDC: 1000 });
  const events = await eventsOf(await open(address));
  expect(events.map(({ name }) => name)).toEqual([
    'PositionFeesCollected',
    'PositionIncrease',
    'OrderExecuted',
    'KeeperExecutionFee',
    'ExecutionFeeRefund',
  ]);
  const [fees, position, executed] = events;
  expect(position?.topics[2]).toBe(pad(address.toLowerCase() as Address));
  expect(position?.values).toMatchObject({
    account: address,
    executionPrice: at(2000),
    sizeDeltaUsd: usd(5000),
    sizeInTokens: 2_500_000_000_000_000_000n,
    collateralDeltaAmount: 997_000_000n,
    isLong: false,
  });
  expect(fees?.values).toMatchObject({ positionFeeAmount: 3_000_000n, trader: address, isIncrease: true });
  expect(executed?.topics.slice(2)).toEqual([position?.values['orderKey'], pad(address.toLowerCase() as Address)]);
});

test("behavior: a cancellation carries the error's bytes, which GMX's own ABI decodes", async () => {
  const { address } = await lab().createAccount({ USDC: 1000 });
  const order = { ...short, orderType: 2, sizeDeltaUsd: usd(5000), collateralDelta: 1_000_000_000n };
  const { key } = await lab().placeOrder(address, { ...order, acceptablePrice: at(2100) });
  const events = await eventsOf((await lab().keeper.execute(key)).hash);
  expect(events.map(({ name }) => name)).toEqual(['OrderCancelled', 'KeeperExecutionFee', 'ExecutionFeeRefund']);
  const data = events[0]?.values['reasonBytes'] as `0x${string}`;
  expect(decodeErrorResult({ abi: customErrorsAbi, data })).toMatchObject({
    errorName: 'OrderNotFulfillableAtAcceptablePrice',
    args: [at(2000), at(2100)],
  });
  expect(events[0]?.values['reason']).toBe('');
});

test('behavior: deleveraging is a market decrease of the second kind', async () => {
  const { address } = await lab().createAccount({ USDC: 1000 });
  await open(address);
  await lab().moveMarket(1800);
  const events = await eventsOf(await lab().adl(address, { sizeDeltaUsd: usd(2000) }));
  expect(events.map(({ name }) => name)).toEqual([
    'OrderCreated',
    'PositionFeesCollected',
    'PositionDecrease',
    'OrderExecuted',
  ]);
  expect(events[0]?.values).toMatchObject({ orderType: 4n, executionFee: 0n, account: address });
  expect(events[3]?.values).toMatchObject({ secondaryOrderType: 1n });
  expect((await lab().positions(address))[0]?.numbers.sizeInUsd).toBe(usd(3000));
});

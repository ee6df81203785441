import readerAbi from '@gmx-io/sdk/abis/SyntheticsReader';
import type { Address, Hex } from 'viem';
import { decodeFunctionResult, encodeFunctionResult, toFunctionSelector } from 'viem';
import { expect, test } from 'vitest';
import { readerV22cAbi } from '../../../../abis/gmx-v2.js';
import type { RecordedRead } from '../../../../test/fixtures/gmx/reads.js';
import {
  asRecorded,
  flat,
  recordedInfoLists,
  recordedPositions,
  recordedReads,
} from '../../../../test/fixtures/gmx/reads.js';
import type { View } from '../../view.js';
import type { StatedPosition } from '../read/accountState.js';
import type { GmxOrder, GmxPosition } from '../state.js';
import { fragments } from './fragments.js';
import { gmxPosition, statedPosition } from './readerAnswers.js';
import type { Release } from './release.js';
import { releaseOf } from './releases.js';
import { releaseV22b } from './v2.2b.js';
import { releaseV22c } from './v2.2c.js';

const { reader, contracts } = releaseV22b;
const answered = (data: Hex) => [{ ok: true, data }];
const readsOf = (name: string): RecordedRead[] =>
  recordedReads.reads.filter((read) => read.function === name && !read.reverted);

/** Every field of ours stands in the recorded struct, by the same name and with the same value. */
function expectSame(ours: GmxOrder | GmxPosition, recorded: unknown): number {
  const { key: _, ...fields } = ours;
  const all = flat(recorded);
  const theirs = Object.fromEntries(Object.keys(fields).map((name) => [name, all[name]]));
  expect(asRecorded(fields)).toEqual(theirs);
  return Object.keys(fields).length;
}

function expectStated(
  { discounts, collateralTokenPrice, position, ...fields }: StatedPosition,
  recorded: unknown,
): void {
  const all = flat(recorded);
  expect(asRecorded(fields)).toEqual(Object.fromEntries(Object.keys(fields).map((name) => [name, all[name]])));
  const { fees } = recorded as { fees: { referral: unknown; pro: unknown; collateralTokenPrice: unknown } };
  expect(asRecorded({ traderDiscountFactor: discounts.referral })).toEqual(pick(fees.referral));
  expect(asRecorded({ traderDiscountFactor: discounts.pro })).toEqual(pick(fees.pro));
  expect(asRecorded(collateralTokenPrice)).toEqual(fees.collateralTokenPrice);
  expect(position.key).toMatch(/^0x[0-9a-f]{64}$/);
}

const pick = (fees: unknown) => ({ traderDiscountFactor: flat(fees)['traderDiscountFactor'] });

function same<Answer>(asked: View<Answer>, calldata: Hex): View<Answer> {
  expect(asked.calls.map((call) => call.data)).toEqual([calldata]);
  return asked;
}

test('default', () => {
  const counted = { markets: 0, positions: 0, orders: 0, order: 0 };
  for (const { args, calldata, returndata, decoded } of readsOf('getMarkets')) {
    const asked = same(reader.markets(contracts, BigInt(String(args[1])), BigInt(String(args[2]))), calldata);
    const markets = asked.decode(answered(returndata));
    expect(markets).toEqual(decoded);
    counted.markets += markets.length;
  }
  for (const { args, calldata, returndata, decoded, to } of readsOf('getAccountPositions')) {
    const [, account, start, end] = args.map(String);
    const asked = reader.accountPositions(contracts, account as Address, BigInt(String(start)), BigInt(String(end)));
    expect(asked.calls[0]?.to).toBe(to);
    const positions = same(asked, calldata).decode(answered(returndata));
    expect(positions).toHaveLength((decoded as unknown[]).length);
    for (const [index, position] of positions.entries()) {
      expectSame(position, (decoded as unknown[])[index]);
      const recorded = recordedReads.positionKeys.map(({ positionKey }) => positionKey);
      expect(recorded).toContain(position.key);
      counted.positions += 1;
    }
  }
  for (const { args, calldata, returndata, decoded } of readsOf('getAccountOrders')) {
    const [, account, start, end] = args.map(String);
    const asked = reader.accountOrders(contracts, account as Address, BigInt(String(start)), BigInt(String(end)));
    const orders = same(asked, calldata).decode(answered(returndata));
    const recorded = decoded as { orderKey: Hex; order: unknown }[];
    expect(orders.map(({ key }) => key)).toEqual(recorded.map(({ orderKey }) => orderKey));
    for (const [index, order] of orders.entries()) {
      expectSame(order, recorded[index]?.order);
      counted.orders += 1;
    }
  }
  for (const { args, calldata, returndata, decoded, what } of readsOf('getOrder')) {
    const order = same(reader.order(contracts, args[1] as Hex), calldata).decode(answered(returndata));
    if (what === 'no such order') expect(order).toBeNull();
    else if (!order) throw new Error(`${what} is gone`);
    else expectSame(order, decoded);
    counted.order += 1;
  }
  expect(counted).toEqual({ markets: 4, positions: 24, orders: 12, order: 5 });
});

test('behavior: every recorded position, and what GMX states of it', () => {
  let withDiscount = 0;
  for (const recorded of recordedPositions) {
    const { prices, key, account } = recorded;
    const positions = same(
      reader.accountPositions(contracts, account, 0n, 10n),
      recorded.accountPositions.calldata,
    ).decode(answered(recorded.accountPositions.returndata));
    const position = positions.find((one) => one.key === key);
    if (!position) throw new Error(`${key} was not among the account's positions`);
    expectSame(position, recorded);
    const asked = reader.positionInfo(contracts, key, {
      index: minMax(prices.indexTokenPrice),
      long: minMax(prices.longTokenPrice),
      short: minMax(prices.shortTokenPrice),
    });
    const stated = same(asked, recorded.positionInfo.calldata).decode(answered(recorded.positionInfo.returndata));
    expectStated(stated, recorded.info);
    expect(stated.position).toEqual(position);
    if (stated.totalDiscountAmount > 0n) withDiscount += 1;
    // The larger of the two, never their sum.
    const factors = [stated.discounts.referral, stated.discounts.pro];
    const amounts = factors.map((factor) => (stated.positionFeeAmount * factor) / 10n ** 30n);
    expect(amounts).toContain(stated.totalDiscountAmount);
    expect(amounts.every((amount) => amount <= stated.totalDiscountAmount)).toBe(true);
  }
  expect({ positions: recordedPositions.length, withDiscount }).toEqual({ positions: 162, withDiscount: 16 });
});

test('behavior: lists of stated positions', () => {
  let compared = 0;
  for (const { returndata, decoded } of recordedInfoLists) {
    const abi = fragments(readerAbi, 'getAccountPositionInfoList');
    const list = decodeFunctionResult({ abi, functionName: 'getAccountPositionInfoList', data: returndata });
    expect(list).toHaveLength(decoded.length);
    for (const [index, info] of list.entries()) {
      const recorded = decoded[index];
      expectStated(statedPosition(info), recorded);
      expectSame(gmxPosition(info.position), recorded?.['position']);
      expect(gmxPosition(info.position).key).toBe(info.positionKey);
      compared += 1;
    }
  }
  expect(compared).toBe(20);
});

test("behavior: release 2.2c's bytes mean the same, and the ABI of 2.2b misreads them", () => {
  let orders = 0;
  for (const { returndata } of readsOf('getAccountOrders')) {
    const truth = reader.accountOrders(contracts, contracts.router, 0n, 1000n).decode(answered(returndata));
    const bytes = ordersAsV22c(returndata);
    const asked = releaseV22c.reader.accountOrders(releaseV22c.contracts, contracts.router, 0n, 1000n);
    expect(asked.decode(answered(bytes))).toEqual(truth);
    if (truth.length === 0) continue;
    const misread = attempt(() => reader.accountOrders(contracts, contracts.router, 0n, 1000n).decode(answered(bytes)));
    expect(misread).not.toEqual(truth);
    orders += truth.length;
  }
  expect(orders).toBe(12);
  for (const { args, returndata, what } of readsOf('getOrder')) {
    const key = args[1] as Hex;
    const truth = reader.order(contracts, key).decode(answered(returndata));
    const bytes = orderAsV22c(returndata);
    expect(releaseV22c.reader.order(releaseV22c.contracts, key).decode(answered(bytes))).toEqual(truth);
    if (what === 'no such order') continue;
    expect(attempt(() => reader.order(contracts, key).decode(answered(bytes)))).not.toEqual(truth);
  }
});

test("behavior: release 2.2c's statement of a position means the same", () => {
  for (const { key, positionInfo } of recordedPositions.slice(0, 20)) {
    const prices = { index: { min: 1n, max: 1n }, long: { min: 1n, max: 1n }, short: { min: 1n, max: 1n } };
    const truth = reader.positionInfo(contracts, key, prices).decode(answered(positionInfo.returndata));
    const asked = releaseV22c.reader.positionInfo(releaseV22c.contracts, key, prices);
    expect(asked.decode(answered(infoAsV22c(positionInfo.returndata)))).toEqual(truth);
    // One word short.
    expect(() => asked.decode(answered(positionInfo.returndata))).toThrow(/do not decode/);
  }
});

test('invariant: both releases are asked by the same bytes at their own Reader', () => {
  for (const item of readerV22cAbi) {
    const theirs = fragments(readerAbi, 'getAccountOrders', 'getOrder', 'getPositionInfo').find(
      ({ name }) => name === item.name,
    );
    expect(theirs && toFunctionSelector(theirs)).toBe(toFunctionSelector(item));
  }
  const prices = { index: { min: 1n, max: 2n }, long: { min: 3n, max: 4n }, short: { min: 5n, max: 6n } };
  const calls = ({ reader, contracts }: Release) => [
    ...reader.markets(contracts, 1n, 2n).calls,
    ...reader.accountPositions(contracts, contracts.router, 3n, 4n).calls,
    ...reader.accountOrders(contracts, contracts.router, 5n, 6n).calls,
    ...reader.order(contracts, `0x${'11'.repeat(32)}`).calls,
    ...reader.positionInfo(contracts, `0x${'22'.repeat(32)}`, prices).calls,
  ];
  const dataOf = (release: Release) => calls(release).map(({ data }) => data);
  expect(dataOf(releaseV22c)).toEqual(dataOf(releaseV22b));
  for (const release of [releaseV22b, releaseV22c]) {
    expect(new Set(calls(release).map(({ to }) => to))).toEqual(new Set([release.contracts.reader]));
  }
  expect(releaseV22c.contracts.reader).not.toBe(releaseV22b.contracts.reader);
});

test('args: another chain, other addresses', () => {
  const reader: Address = '0x0000000000000000000000000000000000000123';
  const local = releaseOf('v2.2b', { chainId: 31337, contracts: { reader } });
  expect(local.contracts).toEqual({ ...contracts, reader });
  expect([local.chainId, local.sequencerFeed]).toEqual([31337, null]);
  expect(releaseOf('v2.2b').sequencerFeed).not.toBeNull();
  expect(releaseOf('v2.2b', { sequencerFeed: null }).sequencerFeed).toBeNull();
});

test("args: another release's Reader is refused", () => {
  const { reader } = releaseV22c.contracts;
  expect(() => releaseOf('v2.2b', { contracts: { reader } })).toThrow(/mend: set release: v2.2c/);
  expect(() => releaseOf('v2.2c', { contracts: { exchangeRouter: contracts.exchangeRouter } })).toThrow(/v2.2b/);
});

const minMax = ({ min, max }: { min: string; max: string }) => ({ min: BigInt(min), max: BigInt(max) });

function attempt(read: () => unknown): unknown {
  try {
    return read();
  } catch (error) {
    return error;
  }
}

const old = fragments(readerAbi, 'getAccountOrders', 'getOrder', 'getPositionInfo');
/** A plausible UI fee: 0.05 %. */
const uiFeeFactor = 5n * 10n ** 26n;

function ordersAsV22c(data: Hex): Hex {
  const orders = decodeFunctionResult({ abi: old, functionName: 'getAccountOrders', data });
  const result = orders.map(({ orderKey, order }) => ({
    orderKey,
    order: { ...order, numbers: { ...order.numbers, uiFeeFactor } },
  }));
  return encodeFunctionResult({ abi: readerV22cAbi, functionName: 'getAccountOrders', result });
}

function orderAsV22c(data: Hex): Hex {
  const order = decodeFunctionResult({ abi: old, functionName: 'getOrder', data });
  const result = { ...order, numbers: { ...order.numbers, uiFeeFactor } };
  return encodeFunctionResult({ abi: readerV22cAbi, functionName: 'getOrder', result });
}

function infoAsV22c(data: Hex): Hex {
  const info = decodeFunctionResult({ abi: old, functionName: 'getPositionInfo', data });
  const result = { ...info, positionValueInUsd: -7n };
  return encodeFunctionResult({ abi: readerV22cAbi, functionName: 'getPositionInfo', result });
}

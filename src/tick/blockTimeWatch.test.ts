import type { Hash } from 'viem';
import { expect, onTestFinished, test } from 'vitest';
import { unixMillis } from '../model/units.js';
import { type Ledger, openLedger } from '../record/ledger.js';
import { insertAttempt } from '../record/statements/attempts.js';
import { blockTimes } from '../record/tables/blockTimes.js';
import { sampleAttempt, sampleOrder, workOf } from '../record/testing/sample.js';
import { createBlockTimeWatch } from './blockTimeWatch.js';

const chainId = 31337;
const hashOf = (number: number): Hash => `0x${number.toString(16).padStart(64, '0')}`;
const hex = (value: number) => `0x${value.toString(16)}`;

async function watching(numbers: readonly number[], settled: boolean) {
  const ledger = openLedger({ file: ':memory:' });
  onTestFinished(() => ledger.close());
  let now = 1_700_000_000_000;
  const anHourLater = () => {
    now += 3_600_000;
  };
  const lost = new Set<Hash>();
  const asked: Hash[] = [];
  const request = async ({ method, params }: { method: string; params: readonly unknown[] }) => {
    expect(method).toBe('eth_getBlockByHash');
    const hash = params[0] as Hash;
    asked.push(hash);
    if (lost.has(hash)) return null;
    const number = Number(hash);
    return { number: hex(number), hash, parentHash: hash, timestamp: hex(1_000 + number), baseFeePerGas: '0x1' };
  };
  const look = createBlockTimeWatch({
    ...{ chainId, ledger, now: () => unixMillis(now) },
    pool: { client: { request } as never },
  });
  await add(ledger, numbers, settled);
  return { ledger, look, asked, lost, later: anHourLater };
}

async function add(ledger: Ledger, numbers: readonly number[], settled: boolean) {
  const order = sampleOrder({ chainId });
  const mined = numbers.map((number, i) => ({
    ...{ state: 'Mined' as const, settled, nonce: number, hash: hashOf(number + (i + 1) * 1_000_000) },
    ...{ blockNumber: BigInt(number), blockHash: hashOf(number) },
  }));
  await ledger.commit([workOf(order), ...mined.map((one) => insertAttempt(sampleAttempt(order, one)))]);
}

const datedIn = async ({ db }: Ledger) =>
  (await db.select().from(blockTimes))
    .map(({ number, time }) => [Number(number), time])
    .sort(([a = 0], [b = 0]) => a - b);

test('default: what is mined is dated by its block, and nothing is asked twice', async () => {
  const { ledger, look, asked } = await watching([5, 5, 9], false);
  await look();
  await look();
  expect(await datedIn(ledger)).toEqual([
    [5, 1_005_000],
    [9, 1_009_000],
  ]);
  expect(asked).toHaveLength(2);
  await add(ledger, [12], false);
  await look();
  expect((await datedIn(ledger)).at(-1)).toEqual([12, 1_012_000]);
});

test('behavior: what was settled while nobody looked is dated within the hour, any number of it', async () => {
  const old = Array.from({ length: 120 }, (_, i) => i + 1);
  const { ledger, look, later } = await watching(old, true);
  for (let i = 0; i < 3; i++) await look();
  expect(await datedIn(ledger)).toHaveLength(120);
  await add(ledger, [500], true);
  await look();
  expect(await datedIn(ledger)).toHaveLength(120);
  later();
  await look();
  expect(await datedIn(ledger)).toHaveLength(121);
});

test('behavior: blocks that are gone keep none of the others from being dated', async () => {
  const { ledger, look, lost, asked } = await watching(
    Array.from({ length: 120 }, (_, i) => i + 1),
    true,
  );
  for (let i = 1; i <= 60; i++) lost.add(hashOf(i));
  for (let i = 0; i < 5; i++) await look();
  expect(await datedIn(ledger)).toHaveLength(60);
  expect(asked).toHaveLength(120);
});

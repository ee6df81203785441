import { setTimeout as delay } from 'node:timers/promises';
import { expect, onTestFinished, test } from 'vitest';
import type { Book } from '../../src/lab/book.js';
import { useLab } from '../lab.js';
import type { RpcProxy } from '../rpcProxy.js';
import { startRpcProxy } from '../rpcProxy.js';
import { runKeeper } from '../runKeeper.js';
import { orderStories, settledAccount } from './story.js';

const lab = useLab();

const shorts = [1700, 1850, 2000, 2150, 2300];
/** Ten options, short and long, and a perpetual. */
const book: Book = {
  options: [
    ...shorts.map(
      (strike) => ({ expiry: 'near', kind: 'shortCallQuote', strike, amount: 1, collateral: 2000 }) as const,
    ),
    ...shorts.map((strike) => ({ expiry: 'near', kind: 'longPut', strike, amount: 0.5, collateral: 0 }) as const),
  ],
  perp: { size: 1, margin: 8000 },
};

interface Asked {
  method: string;
  /** How many round trips it had to wait for, itself included. */
  generation: number;
}

/**
 * Counts round trips that had to wait for each other. A request belongs to the generation after the newest answer that
 * was out when it came in; every answer is held back a while, so that what is asked side by side is seen side by side.
 * @returns for each transaction that was sent, all that had been asked since the head before it
 */
function countGenerations(proxy: RpcProxy): readonly (readonly Asked[])[] {
  let answered = 0;
  let asked: Asked[] = [];
  const sent: Asked[][] = [];
  proxy.push = (header) => {
    // The head is in hand: counting begins anew.
    answered = 0;
    asked = [];
    return header;
  };
  proxy.intercept = async ({ method }, forward) => {
    const generation = answered + 1;
    const since = asked;
    since.push({ method, generation });
    if (method === 'eth_sendRawTransaction') sent.push([...since]);
    const answer = await forward();
    await delay(20);
    if (since === asked) answered = Math.max(answered, generation);
    return answer;
  };
  return sent;
}

async function headAtGwei(gwei: bigint) {
  await lab().testClient.setNextBlockBaseFeePerGas({ baseFeePerGas: gwei * 10n ** 9n });
  await lab().testClient.mine({ blocks: 1 });
}

/** Round trips between having the head and sending: those before, less what it took to have it where heads are polled. */
function roundTrips(asked: readonly Asked[]): number {
  const firstRead = asked.findIndex(({ method }) => method !== 'eth_getBlockByNumber');
  const inHand = asked[firstRead - 1]?.generation ?? 0;
  return (asked.at(-1)?.generation ?? Number.NaN) - 1 - inHand;
}

const kinds = { WebSocket: 'wsUrl', HTTP: 'url' } as const;

for (const [kind, url] of Object.entries(kinds)) {
  test(`default: over ten options and a perpetual, orders leave after three round trips at most, by ${kind}`, async () => {
    const account = await settledAccount(lab(), { sUSD: 40_000, USDC: 20_000, ETH: 100 }, book);
    const proxy = await startRpcProxy(lab(), onTestFinished);
    // Gas decides, so that a single block is all it takes.
    const rules = [
      { hedge: 'ETH', when: 'abs(delta) > 0.3 and gas < 50', on: 'perp-v2 ETH', maxSlippage: '200bps' },
      { topUp: 'perp-v2 *', when: 'health < 60 and gas < 5', to: 70, from: 'wallet USDC' },
    ];
    await headAtGwei(100n);
    const text = { rules, endpoints: [proxy[url]], confirmations: 20 };
    const keeper = await runKeeper(lab(), account, text, onTestFinished);
    const before = await keeper.quiet();
    expect(before.snapshot.readings.flatMap(({ positions }) => positions).length).toBeGreaterThanOrEqual(11);
    expect(keeper.ticks.flatMap(({ orders }) => orders)).toEqual([]);

    const sent = countGenerations(proxy);
    await headAtGwei(40n);
    await keeper.tick((tick) => tick.orders.length > 0);
    await keeper.quiet();
    // The hedge is not final yet, so its transaction is looked after as well.
    await headAtGwei(1n);
    await keeper.tick((tick) => tick.orders.some(({ order }) => order.terms.kind === 'addCollateral'));
    await keeper.quiet();
    const stories = await orderStories(keeper.ledger);
    expect(stories.map(({ order, attempts }) => [order.status, attempts.map(({ state }) => state)])).toEqual([
      ['Filled', ['Mined']],
      ['Filled', ['Mined', 'Mined']],
    ]);

    const [hedge = [], approve = [], deposit = [], ...more] = sent;
    expect(more).toEqual([]);
    // The snapshot, the rehearsal.
    expect(roundTrips(hedge)).toBe(2);
    // What is in flight, the snapshot, the rehearsal.
    expect(roundTrips(approve)).toBe(3);
    // Which block it is, whether the approval is in it, the rehearsal.
    expect(roundTrips(deposit)).toBeLessThanOrEqual(3);
  });
}

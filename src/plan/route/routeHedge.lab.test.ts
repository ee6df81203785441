import { createWalletClient, http, parseUnits } from 'viem';
import { privateKeyToAccount } from 'viem/accounts';
import { describe, expect, test } from 'vitest';
import { useWholeLab } from '../../../test/lab.js';
import { headOf, inTwoMinutes, oneSecondOn, readAt } from '../../../test/perpV2Trader.js';
import type { WholeLab } from '../../lab/lab.js';
import { receiptOf } from '../../lab/receiptOf.js';
import type { Fill, OrderTerms } from '../../model/order.js';
import type { Snapshot } from '../../model/snapshot.js';
import { bps, toFloat, tokenAmount, wei } from '../../model/units.js';
import { aaveV3 } from '../../venues/aave-v3/aaveV3.js';
import { perpV2 } from '../../venues/perp-v2/perpV2.js';
import { uniswapV3 } from '../../venues/uniswap-v3/uniswapV3.js';
import type { Venue } from '../../venues/venue.js';
import { hedgeRule } from '../testing/toyBook.js';
import type { HedgeLeg } from './hedgeLeg.js';
import { routeHedge } from './routeHedge.js';

const lab = useWholeLab();

/** An account with tokens and a margin account, and all three venues bound to it. */
async function createDesk(world: WholeLab, funds: { USDC: number; WETH: number }) {
  const { address, privateKey } = await world.createAccount(funds);
  const client = createWalletClient({ account: privateKeyToAccount(privateKey), transport: http(world.url) });
  const head = await headOf(world);
  const shared = { account: address, tokens: world.tokens };
  const { clearingHouse, markets } = world.venues['perp-v2'];
  const venues = new Map<string, Venue>();
  const perp = { deployment: { clearingHouse, markets }, names: ['ETH'], ...shared };
  venues.set('perp-v2', await readAt(world, perpV2.open(perp), head));
  const spot = { deployment: world.venues['uniswap-v3'], names: ['WETH/USDC'], ...shared };
  venues.set('uniswap-v3', await readAt(world, uniswapV3.open(spot), head));
  const loans = { deployment: world.venues['aave-v3'], names: ['USDC', 'WETH'], ...shared };
  venues.set('aave-v3', await readAt(world, aaveV3.open(loans), head));

  const snapshot = async (): Promise<Snapshot> => {
    const block = await headOf(world);
    const readings = [];
    for (const venue of venues.values()) readings.push(await readAt(world, venue.read(block), block));
    return { chainId: world.chainId, account: address, block, nativeBalance: wei(10n ** 19n), readings, unread: [] };
  };
  const carryOut = async (terms: OrderTerms): Promise<Fill[]> => {
    const venue = venues.get(terms.venue);
    const now = await snapshot();
    const reading = now.readings.find((one) => one.venue === terms.venue);
    if (!venue || !reading) throw new Error(`${terms.venue} is not open`);
    const fills: Fill[] = [];
    for (const { to, data, value } of venue.prepare(reading, terms, inTwoMinutes(now.block))) {
      await oneSecondOn(world);
      const hash = await client.sendTransaction({ chain: null, to, data, value, gas: 4_000_000n });
      const { status, logs } = await receiptOf(world.publicClient, hash);
      if (status !== 'success') throw new Error(`${terms.kind} on ${terms.venue} reverted`);
      fills.push(...venue.fills(terms, logs));
    }
    return fills;
  };
  return { venues, snapshot, carryOut };
}

type Desk = Awaited<ReturnType<typeof createDesk>>;

const added = (venue: string, marginAccount: string, amount: number): OrderTerms => ({
  ...{ kind: 'addCollateral', venue, marginAccount, token: 'USDC', decimals: 6 },
  amount: tokenAmount(parseUnits(String(amount), 6)),
});

const limits = { health: Number.POSITIVE_INFINITY, order: Number.POSITIVE_INFINITY, slippage: 1_000 };

async function routed(desk: Desk, on: readonly string[], missing: number) {
  const rule = hedgeRule({ on, maxSlippage: bps(300) });
  return routeHedge({ rule, snapshot: await desk.snapshot(), venues: desk.venues, missing, limits });
}

/** USD that the trades of a leg have cost in fees, and against the mark that they were judged by. */
async function carriedOut(desk: Desk, { terms, costs }: HedgeLeg): Promise<number> {
  let cost = 0;
  for (const [i, one] of terms.entries()) {
    for (const fill of await desk.carryOut(one)) {
      if (fill.kind !== 'trade') continue;
      const worse = toFloat(fill.price) - (costs[i]?.basis?.mark ?? Number.NaN);
      cost += toFloat(fill.fee) + (fill.side === 'Buy' ? worse : -worse) * toFloat(fill.quantity);
    }
  }
  return cost;
}

const foretold = (legs: readonly HedgeLeg[]): number => legs.reduce((sum, { cost }) => sum + cost.fee + cost.impact, 0);

describe('a hedge over Perp V2, Uniswap V3 and Aave V3', () => {
  test('default: parted, cheaper than in any one place, and what it costs is what was foretold to 1 %', async () => {
    const desk = await createDesk(lab(), { USDC: 60_000, WETH: 25 });
    await desk.carryOut(added('perp-v2', 'perp-v2 cross', 50_000));
    const { legs, reached, alternatives } = await routed(desk, ['perp-v2 ETH', 'uniswap-v3 WETH/USDC'], -24);
    expect(legs.map(({ on }) => on.join()).sort()).toEqual(['perp-v2 ETH', 'uniswap-v3 WETH/USDC']);
    expect(reached).toBeCloseTo(-24, 9);
    const total = legs.reduce((sum, { cost }) => sum + cost.total, 0);
    expect(alternatives).toHaveLength(2);
    for (const alone of alternatives) expect(alone.cost?.total).toBeGreaterThan(total);
    let cost = 0;
    for (const leg of legs) cost += await carriedOut(desk, leg);
    expect(Math.abs(cost / foretold(legs) - 1)).toBeLessThan(0.01);
  });

  test('behavior: what the wallet lacks is borrowed and sold, and what is bought later pays it back', async () => {
    const desk = await createDesk(lab(), { USDC: 60_000, WETH: 1 });
    await desk.carryOut(added('aave-v3', 'aave-v3 account', 50_000));
    const on = ['uniswap-v3 WETH/USDC', 'aave-v3 WETH'];
    const short = await routed(desk, on, -5);
    expect(short.reached).toBeCloseTo(-5, 9);
    expect(short.legs[0]?.terms.map(({ kind }) => kind)).toEqual(['borrow', 'trade']);
    let cost = 0;
    for (const leg of short.legs) cost += await carriedOut(desk, leg);
    expect(Math.abs(cost / foretold(short.legs) - 1)).toBeLessThan(0.01);

    const back = await routed(desk, ['aave-v3 WETH'], 3);
    expect(back.legs[0]?.terms.map(({ kind }) => kind)).toEqual(['trade', 'repay']);
    cost = 0;
    for (const leg of back.legs) cost += await carriedOut(desk, leg);
    expect(Math.abs(cost / foretold(back.legs) - 1)).toBeLessThan(0.01);
    const after = await desk.snapshot();
    const debt = after.readings.flatMap(({ positions }) => positions).find(({ id }) => id === 'aave-v3 WETH debt');
    expect(debt && toFloat(debt.quantity)).toBeCloseTo(-1, 5);
  });

  test('behavior: a drained pool and a frozen reserve are told with their reasons', async () => {
    const desk = await createDesk(lab(), { USDC: 60_000, WETH: 1 });
    await desk.carryOut(added('perp-v2', 'perp-v2 cross', 50_000));
    await lab().aave.freeze('WETH');
    const frozen = await routed(desk, ['uniswap-v3 WETH/USDC', 'aave-v3 WETH'], -2);
    expect(frozen.reached).toBeCloseTo(-1, 9);
    expect(frozen.says.at(-1)).toMatch(/the wallet holds 1 WETH; aave-v3 WETH: .*frozen/);
    await lab().uniswap.drain();
    const { legs, alternatives } = await routed(desk, ['uniswap-v3 WETH/USDC', 'aave-v3 WETH', 'perp-v2 ETH'], -2);
    expect(legs.map(({ on }) => on.join())).toEqual(['perp-v2 ETH']);
    expect(alternatives).toMatchObject([{ cost: null, not: expect.stringMatching(/\w/) }]);
  });
});

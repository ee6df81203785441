import { type Address, maxUint256, zeroHash } from 'viem';
import { expect, onTestFinished, test } from 'vitest';
import { createLabChain } from '../../src/lab/chain.js';
import { isOpen } from '../../src/model/order.js';
import type { ParentTerms } from '../../src/model/parentOrder.js';
import { fromFloat, milliseconds, toFloat, unixMillis, wad } from '../../src/model/units.js';
import { captureParents } from '../../src/record/captureParents.js';
import { openAlerts } from '../../src/record/queries/alerts.js';
import { deskOf } from '../../src/record/queries/desk.js';
import { executionsOf } from '../../src/record/queries/executions.js';
import { legsStanding } from '../../src/record/queries/legsStates.js';
import { parentOrders } from '../../src/record/queries/parentOrders.js';
import { sampleParent } from '../../src/record/testing/sampleParent.js';
import { useLab } from '../lab.js';
import { type RunningKeeper, runKeeper } from '../runKeeper.js';
import { listSecondMarket } from '../secondPerpV2Market.js';
import { expectReplayed } from './expectReplayed.js';
import { orderStories, settledAccount } from './story.js';

const lab = useLab();

/** Says nothing to anything that happens here. */
const idle = { hedge: 'ETH', when: 'abs(delta) > 1000', to: 0, on: 'perp-v2 ETH', maxSlippage: '200bps' };
const imbalance = 0.25;

async function setUp() {
  const btc = await listSecondMarket(lab(), 30_000);
  const account = await settledAccount(lab(), { USDC: 20_000 }, { options: [], perp: { size: 0, margin: 8_000 } });
  const { chainId, wsUrl, publicClient, testClient, tokens, venues } = lab();
  const perp = { ...venues['perp-v2'], markets: { ...venues['perp-v2'].markets, BTC: btc } };
  const world = { chainId, wsUrl, publicClient, testClient, tokens, venues: { ...venues, 'perp-v2': perp } };
  const watch = [{ 'perp-v2': ['ETH', 'BTC'] }];
  const keeper = await runKeeper(world, account, { rules: [idle], watch }, onTestFinished);
  await keeper.quiet();
  const { send, read } = createLabChain(lab().url);
  const { Exchange, AccountBalance, ClearingHouse } = lab().contracts.perp;
  const base = { ETH: venues['perp-v2'].markets['ETH'] as Address, BTC: btc };
  const ticks = await read<number>(Exchange, 'getMaxTickCrossedWithinBlock', [btc]);
  return {
    keeper,
    stopBtc: () => send(Exchange, 'setMaxTickCrossedWithinBlock', [btc, 0]),
    /** As a liquidator, or whoever has the account's key, would. */
    closeBtc: async () => {
      const { address } = account;
      await testClient.impersonateAccount({ address });
      const bounds = { sqrtPriceLimitX96: 0n, oppositeAmountBound: 0n, deadline: maxUint256 };
      const params = { baseToken: btc, ...bounds, referralCode: zeroHash };
      await send(ClearingHouse, 'closePosition', [params], { from: address });
      await testClient.stopImpersonatingAccount({ address });
    },
    openBtc: () => send(Exchange, 'setMaxTickCrossedWithinBlock', [btc, ticks]),
    sizes: async () => {
      const [eth, other] = await Promise.all(
        [base.ETH, base.BTC].map((one) => read<bigint>(AccountBalance, 'getTotalPositionSize', [account.address, one])),
      );
      return { ETH: eth ?? 0n, BTC: other ?? 0n };
    },
  };
}

const timeNow = async () => unixMillis(Number((await lab().publicClient.getBlock()).timestamp) * 1_000);

/** Buys ETH and sells as much BTC, in USD, in slices over ten minutes. */
async function askLegs(keeper: RunningKeeper): Promise<void> {
  const [strategy] = keeper.config.strategies;
  if (!strategy) throw new Error('there is no book');
  const createdAt = await timeNow();
  const leg = (clOrdId: string, terms: Partial<ParentTerms>) =>
    sampleParent({
      ...{ strategy: strategy.name, account: strategy.account, chainId: lab().chainId, createdAt },
      ...{ clOrdId, list: 'spread' },
      terms: {
        ...{ ordType: 'Market', price: null },
        algorithm: { kind: 'twap', over: milliseconds(600_000), slices: 5, jitter: 0.3 },
        ...terms,
      },
    });
  const legs = [
    leg('eth', { side: 'Buy', quantity: fromFloat(1.5, 'down') }),
    leg('btc', { instrument: 'perp-v2 BTC', side: 'Sell', quantity: fromFloat(0.1, 'down') }),
  ];
  const list = {
    ...{ id: 'spread', kind: 'legs' as const, count: 2, imbalance, onFailure: 'unwind' as const },
    ...{ author: 'ana', createdAt },
  };
  await captureParents(keeper.ledger, legs, [list]);
}

async function advance(keeper: RunningKeeper, seconds: number): Promise<void> {
  await lab().advance(seconds);
  await keeper.quiet();
}

const parents = async ({ ledger }: RunningKeeper) => (await parentOrders(ledger, { list: 'spread' })).reverse();
const standing = async (keeper: RunningKeeper) =>
  (await deskOf(keeper.ledger, { strategy: 'book' }, await timeNow()))?.legs[0];
const alerts = async ({ ledger }: RunningKeeper) =>
  (await openAlerts(ledger)).flatMap(({ code, subject, text }) => (code === 'LEGS_APART' ? [{ subject, text }] : []));

test('default: two legs go in step; one market stops in the middle, the other leg is traded back, and so is the rest once it can be', async () => {
  const { keeper, sizes, stopBtc, openBtc } = await setUp();
  await askLegs(keeper);
  await keeper.idle(2);
  expect((await parents(keeper)).map(({ state }) => state.stage)).toEqual(['accepted', 'accepted']);
  const shares = async () => {
    const { ETH, BTC } = await sizes();
    return [toFloat(ETH as never) / 1.5, -toFloat(BTC as never) / 0.1] as const;
  };
  for (let i = 0; i < 4; i++) {
    await advance(keeper, 60);
    const [eth, btc] = await shares();
    expect(Math.abs(eth - btc)).toBeLessThanOrEqual(imbalance + 1e-9);
  }
  const [, before] = await shares();
  expect(before).toBeGreaterThan(0.2);
  expect(before).toBeLessThan(0.9);

  await stopBtc();
  for (let i = 0; i < 4; i++) await advance(keeper, 400);
  await keeper.idle(4);
  const [eth, btc, undo] = await parents(keeper);
  expect([eth?.state.status, btc?.state.status]).toEqual(['Canceled', 'Canceled']);
  expect(undo).toMatchObject({
    author: 'ballast',
    terms: { side: 'Sell', reduceOnly: true, quantity: eth?.state.cumQty },
    state: { status: 'Filled', cumQty: eth?.state.cumQty },
  });
  const failed = /^leg btc failed: perp-v2 BTC cannot be traded: trading in the BTC market is stopped/;
  expect(undo?.text).toMatch(failed);
  expect((await sizes()).ETH).toBe(0n);
  // What BTC has done is still there: people are told until it is not.
  expect(await standing(keeper)).toMatchObject({ status: 'Alert', text: expect.stringMatching(failed) });
  expect(await alerts(keeper)).toEqual([{ subject: 'spread', text: expect.stringMatching(/^.*eth 0 %, btc \d/) }]);

  await openBtc();
  await keeper.idle(5);
  expect(await sizes()).toEqual({ ETH: 0n, BTC: 0n });
  expect(await alerts(keeper)).toEqual([]);
  expect(await standing(keeper)).toBeUndefined();
  for (const { id, state } of await parents(keeper)) {
    const traded = (await executionsOf(keeper.ledger, id)).reduce(
      (sum, { event }) => (event.kind === 'trade' ? sum + event.quantity : sum),
      0n,
    );
    expect([traded, state.cumQty + state.cxlQty]).toEqual([state.cumQty, state.quantity]);
  }
  const stories = await orderStories(keeper.ledger);
  expect(stories.some(({ order }) => isOpen(order.status))).toBe(false);
  expect((await expectReplayed(keeper)).ticks.length).toBeGreaterThan(5);
});

test('behavior: a leg that somebody else closes has failed: the other is traded back, and it is not', async () => {
  const { keeper, sizes, closeBtc } = await setUp();
  await askLegs(keeper);
  await keeper.idle(2);
  for (let i = 0; i < 4; i++) await advance(keeper, 60);
  await keeper.idle(2);
  const before = await sizes();
  expect([before.ETH > 0n, before.BTC < 0n]).toEqual([true, true]);

  await closeBtc();
  await keeper.idle(10);
  expect(await sizes()).toEqual({ ETH: 0n, BTC: 0n });
  const open = (await openAlerts(keeper.ledger)).map(({ code }) => code);
  // The break is a person's to adopt; what the legs have done is even.
  expect([open.includes('POSITION_BREAK'), open.includes('LEGS_APART')]).toEqual([true, false]);
  const { status, text = '' } = (await legsStanding(keeper.ledger, 'spread')) ?? {};
  const [, lost = ''] =
    /^leg btc failed: (0\.\d+) of what it has done is not held any more \(perp-v2 BTC is /.exec(text) ?? [];
  expect(status).toBe('AllDone');
  const [eth, btc, ...undoing] = await parents(keeper);
  expect([eth?.state.status, btc?.state.status]).toEqual(['Canceled', 'Canceled']);
  expect(undoing.every(({ author, state }) => author === 'ballast' && state.status === 'Filled')).toBe(true);
  const undone = (of: typeof eth) =>
    undoing.reduce((sum, { clOrdId, state }) => (clOrdId.startsWith(`undo ${of?.id} `) ? sum + state.cumQty : sum), 0n);
  expect(undone(eth)).toBe(eth?.state.cumQty);
  // Only what was on its way when it was closed.
  expect(toFloat(wad(undone(btc))) + Number(lost)).toBeCloseTo(toFloat(btc?.state.cumQty ?? wad(0n)), 9);
  await expectReplayed(keeper);
});

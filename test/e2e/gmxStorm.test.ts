import { expect, onTestFinished, test } from 'vitest';
import type { KeeperMode } from '../../src/lab/gmx/keeper.js';
import type { TickersMood } from '../../src/lab/gmx/tickers.js';
import type { Fill } from '../../src/model/order.js';
import { listUnsolicited } from '../../src/record/queries/unsolicited.js';
import { useGmxLab } from '../gmxLab.js';
import { areDone, caughtUp, hedge, keepGmx, mineUntil, onGmx, protect, reverted } from './gmxDesk.js';

const lab = useGmxLab();

/** Numbers from 0 to 1 that look random and are the same every time. */
function numbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

const keepers: readonly KeeperMode[] = ['prompt', 'prompt', 'asleep', { late: 90 }, 'cancels for price', 'freezes'];
const tickers: readonly TickersMood['kind'][] = ['honest', 'honest', 'honest', 'failing', 'nonsense', 'gone'];

const rules = [
  { ...hedge, when: 'abs(delta) > 0.2', leverage: 15 },
  { topUp: 'gmx-v2 *', when: 'health < 10', to: 20, from: 'wallet USDC' },
  { deleverage: 'gmx-v2 *', when: 'health < 5', to: 8, maxSlippage: '1%' },
  protect,
];

const signed = (fill: Fill): bigint =>
  fill.kind !== 'trade' ? 0n : fill.side === 'Buy' ? fill.quantity : -fill.quantity;

for (const seed of [2, 3, 4, 6]) {
  test(`invariant: whatever the market, GMX's keeper and its servers do, the books are what the chain is (seed ${seed})`, async () => {
    const random = numbers(seed);
    const pick = <Item>(items: readonly Item[], otherwise: Item): Item =>
      items[Math.floor(random() * items.length)] ?? otherwise;
    const account = await lab().createAccount({ USDC: 15_000, WETH: 5 });
    const chain = onGmx(lab(), account);
    const text = { rules, limits: { health: 5 }, surviveBelow: 3 };
    const keeper = await keepGmx(lab(), account, text, onTestFinished);
    for (let move = 0; move < 25; move++) {
      lab().keeper.run(pick(keepers, 'prompt'));
      await lab().tickers.behave({ kind: pick(tickers, 'honest') } as TickersMood);
      const price = lab().price() * (1 + (random() - 0.45) * 0.08);
      await lab().moveMarket(price, { seconds: 15 + Math.floor(random() * 200) });
      if (random() < 0.1) await lab().liquidate(account.address);
      await caughtUp(lab(), keeper);
    }
    await lab().tickers.behave({ kind: 'honest' });
    lab().keeper.run('prompt');
    for (let i = 0; i < 6; i++) {
      await lab().advance(700);
      await caughtUp(lab(), keeper);
    }
    // It comes to rest, however many blocks its orders take: hedged, with one stop for what is held, and nothing left to wish.
    const wishes = () => keeper.ticks.at(-1)?.decisions.filter(({ verdict }) => verdict === 'act');
    const stories = await mineUntil(lab(), keeper, (all) => areDone(1)(all) && wishes()?.length === 0);
    const held = await chain.size();
    expect(Math.abs(Number(held) / 1e18 + 5)).toBeLessThanOrEqual(0.2);
    const resting = stories.filter(({ order }) => order.terms.kind === 'rest' && order.status === 'New');
    expect(resting).toHaveLength(1);
    const own = stories.flatMap(({ fills }) => fills.map(({ fill }) => signed(fill)));
    const others = (await listUnsolicited(keeper.ledger, { limit: 1_000 })).map(({ fill }) => signed(fill));
    expect([...own, ...others].reduce((sum, size) => sum + size, 0n)).toBe(held);
    // GMX's keeper may end an order between our rehearsal of a word about it and its block; nothing else may fail on chain.
    const words = ['cancel', 'rest'];
    const ours = stories.filter(({ order }) => !words.includes(order.terms.kind));
    expect(await reverted(lab(), ours)).toEqual([]);
  });
}

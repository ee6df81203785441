import { parseUnits } from 'viem';
import { expect, test } from 'vitest';
import { useLab } from '../../../test/lab.js';
import type { PerpV2Trader } from '../../../test/perpV2Trader.js';
import {
  asOwner,
  collateral,
  createPerpV2Trader,
  headOf,
  inTwoMinutes,
  readAt,
  trade,
} from '../../../test/perpV2Trader.js';
import { listSecondMarket } from '../../../test/secondPerpV2Market.js';
import { bps, unixSeconds } from '../../model/units.js';
import { perpV2 } from './perpV2.js';

const lab = useLab();
const ETH = 10n ** 18n;

/** A position of `eth` at `side`, built up in steps that the pool takes. */
async function holding(side: 'Buy' | 'Sell', eth: number, usdc: number): Promise<PerpV2Trader> {
  const trader = await createPerpV2Trader(lab(), usdc);
  await trader.carryOut(collateral('addCollateral', String(usdc)));
  for (let left = eth; left > 0; left -= 40) {
    await trader.carryOut(trade(side, String(Math.min(40, left)), { maxSlippage: bps(1000) }));
    await lab().advance(60);
  }
  return trader;
}

async function accountOf(trader: PerpV2Trader) {
  const reading = await trader.read();
  const [account] = reading.marginAccounts;
  if (!account) throw new Error('expected a margin account');
  return { reading, account };
}

/** The oracle alone moves; the pool stays. */
async function setOracle(price: number): Promise<void> {
  await lab().testClient.increaseTime({ seconds: 30 });
  await lab().testClient.mine({ blocks: 1 });
  const { timestamp } = await headOf(lab());
  const answer = [parseUnits(String(price), 8), BigInt(timestamp)];
  await asOwner(lab(), lab().contracts.perp.Aggregator, 'setLatestAnswer', answer);
}

const setMaxTicks = (ticks: number) =>
  asOwner(lab(), lab().contracts.perp.Exchange, 'setMaxTickCrossedWithinBlock', [
    lab().contracts.perp.BaseToken.address,
    ticks,
  ]);

/** Reduces once, on chain; what was traded, and the health before and after. */
async function reduceOnce(trader: PerpV2Trader, target: number, slippage: number) {
  const { reading, account } = await accountOf(trader);
  const terms = trader.venue.reductionFor(reading, account, target, bps(slippage));
  if (!terms) return null;
  const [fill] = await trader.carryOut(terms);
  expect(fill).toMatchObject({ quantity: terms.quantity, side: terms.side });
  const { health } = (await accountOf(trader)).account;
  return { quantity: terms.quantity, before: account.health, health };
}

for (const side of ['Buy', 'Sell'] as const) {
  test(`behavior: a ${side} larger than the pool takes within maxSlippage is reduced in parts`, async () => {
    const trader = await holding(side, 400, 110_000);
    const { reading, account } = await accountOf(trader);
    const target = account.health * 1.45;
    const whole = reading.positions[0]?.quantity ?? 0n;
    let parts = 0;
    for (let next = await reduceOnce(trader, target, 100); next; next = await reduceOnce(trader, target, 100)) {
      parts++;
      expect(next.health).toBeGreaterThan(next.before);
      expect(next.quantity).toBeLessThan(75n * ETH);
      if (parts === 1) expect(next.quantity).toBeGreaterThan(50n * ETH);
      await lab().advance(30);
    }
    expect(parts).toBeGreaterThan(1);
    const end = await accountOf(trader);
    expect(end.account.health).toBeGreaterThanOrEqual(target);
    expect(Math.abs(Number(end.reading.positions[0]?.quantity))).toBeLessThan(Math.abs(Number(whole)));
  });
}

test('behavior: a reduction ends inside the band around the oracle', async () => {
  const trader = await holding('Buy', 200, 60_000);
  await setOracle(2_200);
  const { account } = await accountOf(trader);
  const reduced = await reduceOnce(trader, account.health * 1.8, 300);
  expect(reduced?.health).toBeGreaterThan(account.health);
  // 100 would reach the target; the pool may fall to 1 980 only.
  expect(reduced?.quantity).toBeLessThan(80n * ETH);
});

test('behavior: a trade that would leave the band around the oracle is refused, as the protocol does', async () => {
  const trader = await holding('Buy', 200, 60_000);
  const terms = trade('Sell', '180', { reduceOnly: true, maxSlippage: bps(1000) });
  const [request] = trader.venue.prepare(await trader.read(), terms, inTwoMinutes(await headOf(lab())));
  if (!request) throw new Error('expected a transaction');
  await setOracle(2_200);
  const revert = await trader.revertOf(request);
  expect(revert && trader.venue.decodeError(revert)?.name).toBe('EX_OPB');
  const reading = await trader.read();
  const deadline = inTwoMinutes(await headOf(lab()));
  expect(() => trader.venue.prepare(reading, terms, deadline)).toThrow(/would be, too far from its oracle/);
});

test('behavior: a reduction ends within the ticks that may be crossed at once', async () => {
  const trader = await holding('Buy', 120, 40_000);
  await setMaxTicks(100);
  await lab().advance(60);
  const { reading, account } = await accountOf(trader);
  const terms = trade('Sell', '100', { reduceOnly: true, maxSlippage: bps(1000) });
  const deadline = inTwoMinutes(await headOf(lab()));
  expect(() => trader.venue.prepare(reading, terms, deadline)).toThrow(/further than perp-v2 allows at once/);
  const reduced = await reduceOnce(trader, account.health * 1.9, 1000);
  expect(reduced?.health).toBeGreaterThan(account.health);
  expect(reduced?.quantity).toBeGreaterThan(20n * ETH);
  expect(reduced?.quantity).toBeLessThan(60n * ETH);
});

test('behavior: short of a full close at most half is reduced at once', async () => {
  const trader = await holding('Buy', 10, 4_000);
  const { reading, account } = await accountOf(trader);
  const quantityTo = (times: number) =>
    trader.venue.reductionFor(reading, account, account.health * times, bps(100))?.quantity;
  expect(quantityTo(1.5)).toBeLessThan(5n * ETH);
  expect(quantityTo(2.5)).toBe(5n * ETH);
  expect(quantityTo(1_000)).toBe(10n * ETH);
});

test('behavior: where the largest position cannot be reduced, the next one is', async () => {
  const markets = { ETH: lab().venues['perp-v2'].markets.ETH, BTC: await listSecondMarket(lab(), 30_000) };
  const trader = await createPerpV2Trader(lab(), 50_000, markets);
  await trader.carryOut(collateral('addCollateral', '9000'));
  await trader.carryOut(trade('Buy', '20'));
  const deployment = { clearingHouse: lab().venues['perp-v2'].clearingHouse, markets };
  const opening = perpV2.open({ deployment, account: trader.address, names: ['ETH', 'BTC'], tokens: lab().tokens });
  const venue = await readAt(lab(), opening, await headOf(lab()));
  const read = async () => {
    const head = await headOf(lab());
    return readAt(lab(), venue.read(head), head);
  };
  const buy = trade('Buy', '1', { instrument: 'perp-v2 BTC' });
  const [request] = venue.prepare(await read(), buy, inTwoMinutes(await headOf(lab())));
  if (!request) throw new Error('expected a transaction');
  expect((await trader.send(request)).status).toBe('success');
  // Selling ETH would lead its pool, which is outside of the band already, further away.
  await setOracle(2_300);
  const reading = await read();
  const [account] = reading.marginAccounts;
  if (!account) throw new Error('expected a margin account');
  const terms = venue.reductionFor(reading, account, account.health * 1.2, bps(300));
  expect(terms).toMatchObject({ instrument: 'perp-v2 BTC', side: 'Sell', reduceOnly: true });
  if (!terms) throw new Error('expected a reduction');
  const [sale] = venue.prepare(reading, terms, inTwoMinutes(await headOf(lab())));
  expect(sale && (await trader.revertOf(sale))).toBeNull();
});

test('invariant: a reduction on its way while a liquidator takes half does not pass through zero', async () => {
  const trader = await holding('Sell', 10, 2_600);
  /** The price at which the account is this healthy. */
  const priceAt = async (health: number) => {
    const { reading, account } = await accountOf(trader);
    let [low, high] = [1_500, 2_600];
    for (let step = 0; step < 50; step++) {
      const middle = (low + high) / 2;
      const { equity, maintenance } = trader.venue.marginAt(reading, account, 'ETH', middle);
      if (equity > health * maintenance) low = middle;
      else high = middle;
    }
    return high;
  };
  const price = await priceAt(1.02);
  await lab().moveMarket(Number(price.toFixed(2)));
  const { reading, account } = await accountOf(trader);
  const terms = trader.venue.reductionFor(reading, account, account.health * 2.2, bps(300));
  if (!terms) throw new Error('expected a reduction');
  expect(terms.quantity).toBeLessThan(10n * ETH);
  const [request] = trader.venue.prepare(reading, terms, unixSeconds(inTwoMinutes(await headOf(lab())) + 600));
  if (!request) throw new Error('expected a transaction');
  await lab().moveMarket(Number((price * 1.008).toFixed(2)));
  expect(await lab().liquidate([trader.address])).toHaveLength(1);
  const left = (await trader.read()).detail.markets['ETH']?.size ?? 0n;
  expect(left).toBe(-5n * ETH);
  expect((await trader.send(request)).status).toBe('success');
  expect((await trader.read()).detail.markets['ETH']?.size).toBe(left + terms.quantity);
  expect(left + terms.quantity).toBeLessThanOrEqual(0n);
});

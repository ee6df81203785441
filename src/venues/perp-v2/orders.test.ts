import { parseEther, parseUnits } from 'viem';
import { expect, test } from 'vitest';
import { erc20Abi } from '../../../abis/erc20.js';
import { useLab } from '../../../test/lab.js';
import type { PerpV2Trader } from '../../../test/perpV2Trader.js';
import { collateral, createPerpV2Trader, headOf, inTwoMinutes, trade } from '../../../test/perpV2Trader.js';
import type { OrderTerms, TradeTerms } from '../../model/order.js';
import { bps, unixSeconds } from '../../model/units.js';

const lab = useLab();

async function funded(usdc = 20_000, margin = '10000'): Promise<PerpV2Trader> {
  const trader = await createPerpV2Trader(lab(), usdc);
  await trader.carryOut(collateral('addCollateral', margin));
  return trader;
}

const prepared = async (trader: PerpV2Trader, terms: OrderTerms) =>
  trader.venue.prepare(await trader.read(), terms, inTwoMinutes(await headOf(lab())));

async function onlyRequest(trader: PerpV2Trader, terms: OrderTerms) {
  const [request, ...more] = await prepared(trader, terms);
  if (!request || more.length > 0) throw new Error('expected exactly one transaction');
  return request;
}

const sizeOf = async (trader: PerpV2Trader) => (await trader.read()).positions[0]?.quantity ?? 0n;

/** Carries the trade out and checks that its one fill is the change of the position. */
async function expectFilled(trader: PerpV2Trader, terms: TradeTerms) {
  const before = await trader.read();
  const [fill, ...more] = await trader.carryOut(terms);
  expect(more).toEqual([]);
  if (fill?.kind !== 'trade') throw new Error('expected a trade');
  const change = (await sizeOf(trader)) - (before.positions[0]?.quantity ?? 0n);
  expect(fill.side).toBe(terms.side);
  expect(fill.side === 'Buy' ? fill.quantity : -fill.quantity).toBe(change);
  const last = before.markets[0]?.last ?? 0n;
  // 0.3 % of what the pool pays a seller; of what a buyer pays in all. Within a percent of the pool's price.
  const notional = (Number(fill.price) / 1e18) * Number(fill.quantity);
  expect(Number(fill.fee) / notional).toBeCloseTo(fill.side === 'Sell' ? 0.003 : 0.003 / 0.997, 9);
  expect(Math.abs(Number(fill.price) / Number(last) - 1)).toBeLessThan(0.01);
  return fill;
}

for (const [side, back] of [
  ['Buy', 'Sell'],
  ['Sell', 'Buy'],
] as const) {
  test(`default: open, grow, reduce and close a ${side}`, async () => {
    const trader = await funded();
    await expectFilled(trader, trade(side, '2.41'));
    await expectFilled(trader, trade(side, '0.000001'));
    await expectFilled(trader, trade(back, '1', { reduceOnly: true, position: 'perp-v2 ETH' }));
    await expectFilled(trader, trade(back, '1.410001', { reduceOnly: true }));
    const { positions, detail, marginAccounts } = await trader.read();
    expect(positions).toEqual([]);
    expect(detail.markets['ETH']).toMatchObject({ size: 0n, openNotional: 0n });
    expect(marginAccounts[0]).toMatchObject({ maintenance: 0n, health: Number.POSITIVE_INFINITY, underlyings: [] });
  });

  test(`behavior: a ${side} may flip the position unless it is reduce-only`, async () => {
    const trader = await funded();
    await expectFilled(trader, trade(back, '1'));
    await expectFilled(trader, trade(side, '3'));
    await expect(trader.carryOut(trade(back, '2.1', { reduceOnly: true }))).rejects.toThrow(/not pass zero/);
    await expect(trader.carryOut(trade(side, '1', { reduceOnly: true }))).rejects.toThrow(/must shrink/);
  });

  test(`behavior: a ${side} reverts by name when the market has moved beyond its slippage`, async () => {
    const trader = await funded();
    const request = await onlyRequest(trader, trade(side, '1', { maxSlippage: bps(50) }));
    expect(await trader.revertOf(request)).toBeNull();
    await lab().moveMarket(side === 'Buy' ? 2020 : 1980);
    const revert = await trader.revertOf(request);
    expect(revert && trader.venue.decodeError(revert)).toEqual({
      name: side === 'Buy' ? 'CH_TMRL' : 'CH_TLRS',
      args: { meaning: expect.stringContaining('slippage bound') },
    });
    expect((await trader.send(request)).status).toBe('reverted');
    expect(await sizeOf(trader)).toBe(0n);
  });

  test(`behavior: closing a ${side} is bounded too`, async () => {
    const trader = await funded();
    await trader.carryOut(trade(side, '2'));
    const request = await onlyRequest(trader, trade(back, '2', { reduceOnly: true, maxSlippage: bps(50) }));
    expect(request.describe).toMatch(/closing the position/);
    await lab().moveMarket(side === 'Buy' ? 1980 : 2020);
    const revert = await trader.revertOf(request);
    expect(revert && trader.venue.decodeError(revert)?.name).toBe(side === 'Buy' ? 'CH_TLRS' : 'CH_TMRL');
  });

  test(`invariant: the bound of a ${side} takes the fill at its edge and refuses a hair less`, async () => {
    const trader = await funded();
    const reading = await trader.read();
    const last = Number(reading.markets[0]?.last);
    const { price } = trader.venue.estimate(reading, trade(side, '3'));
    const slippage = Math.abs(Number(price) / last - 1) * 10_000;
    const within = await onlyRequest(trader, trade(side, '3', { maxSlippage: bps(slippage + 0.001) }));
    const beyond = await onlyRequest(trader, trade(side, '3', { maxSlippage: bps(slippage - 0.001) }));
    expect(await trader.revertOf(within)).toBeNull();
    expect(await trader.revertOf(beyond)).not.toBeNull();
  });

  test(`behavior: the quote of a simulated ${side} is what then fills`, async () => {
    const trader = await funded();
    for (const terms of [trade(side, '2'), trade(back, '0.7'), trade(back, '1.3')]) {
      const returned = await trader.simulate(await onlyRequest(trader, terms));
      const quote = trader.venue.quote(terms, returned);
      if (!quote) throw new Error('expected a quote');
      const fill = await expectFilled(trader, terms);
      expect(quote.quantity).toBe(fill.quantity);
      expect(Math.abs(Number(quote.price - fill.price))).toBeLessThan(1e6);
    }
  });
}

test('behavior: an order past its deadline reverts by name', async () => {
  const trader = await funded();
  const { timestamp } = await headOf(lab());
  const [request] = trader.venue.prepare(await trader.read(), trade('Buy', '1'), unixSeconds(timestamp - 1));
  const revert = request ? await trader.revertOf(request) : null;
  expect(revert && trader.venue.decodeError(revert)?.name).toBe('CH_TE');
});

test('behavior: collateral is approved exactly, deposited and withdrawn', async () => {
  const trader = await createPerpV2Trader(lab(), 5_000);
  const add = collateral('addCollateral', '1500.5');
  const steps = await prepared(trader, add);
  expect(steps.map((step) => step.purpose)).toEqual(['approve', 'addCollateral']);
  expect(steps[0]?.approval?.amount).toBe(parseUnits('1500.5', 6));
  const expected = { marginAccount: 'perp-v2 cross', token: 'USDC', decimals: 6 };
  expect(await trader.carryOut(add)).toEqual([{ kind: 'addCollateral', ...expected, amount: add.amount }]);
  const after = await trader.read();
  expect(after.funding[0]).toMatchObject({ balance: parseUnits('3499.5', 6), allowance: 0n });
  expect(after.marginAccounts[0]?.collateralAmount).toBe(add.amount);

  const remove = collateral('removeCollateral', '500.5');
  expect(await trader.carryOut(remove)).toEqual([{ kind: 'removeCollateral', ...expected, amount: remove.amount }]);
  expect((await trader.read()).marginAccounts[0]?.collateralAmount).toBe(parseUnits('1000', 6));
});

test('behavior: a larger allowance is drawn on and a smaller one replaced by the exact amount', async () => {
  const trader = await createPerpV2Trader(lab(), 5_000);
  const [approve] = await prepared(trader, collateral('addCollateral', '100'));
  if (!approve) throw new Error('expected an approval');
  await trader.send(approve);
  expect((await prepared(trader, collateral('addCollateral', '60'))).map((step) => step.purpose)).toEqual([
    'addCollateral',
  ]);
  await trader.carryOut(collateral('addCollateral', '60'));
  const [again] = await prepared(trader, collateral('addCollateral', '50'));
  expect(again?.approval?.amount).toBe(parseUnits('50', 6));
  await trader.carryOut(collateral('addCollateral', '50'));
  const { perp } = lab().contracts;
  const left = await lab().publicClient.readContract({
    address: perp.USDC.address,
    abi: erc20Abi,
    functionName: 'allowance',
    args: [trader.address, perp.Vault.address],
  });
  expect(left).toBe(0n);
});

test("behavior: other accounts' events and other kinds of orders are no fills", async () => {
  const trader = await funded();
  const other = await funded();
  const receipt = await other.send(await onlyRequest(other, trade('Buy', '1')));
  expect(trader.venue.fills(trade('Buy', '1'), receipt.logs)).toEqual([]);
  expect(other.venue.fills(trade('Buy', '1'), receipt.logs)).toHaveLength(1);
  expect(other.venue.fills(trade('Buy', '1', { instrument: 'perp-v2 BTC' }), receipt.logs)).toEqual([]);
  expect(other.venue.fills(collateral('addCollateral', '1'), receipt.logs)).toEqual([]);
});

test('invariant: dust never survives a close', async () => {
  const trader = await funded();
  await trader.carryOut(trade('Sell', '1.234567890123456789'));
  const almost = parseEther('1.234567890123456789') - 3n;
  await trader.carryOut({ ...trade('Buy', '1', { reduceOnly: true }), quantity: almost as TradeTerms['quantity'] });
  expect((await trader.read()).detail.markets['ETH']?.size).toBe(0n);
});

import type { Hex } from 'viem';
import { parseEther } from 'viem';
import { expect, test } from 'vitest';
import { useGmxLab } from '../../../test/gmxLab.js';
import type { GmxTrader } from '../../../test/gmxTrader.js';
import { createGmxTrader, gmxStop, gmxTrade, gmxUsd } from '../../../test/gmxTrader.js';
import type { RestingTerms } from '../../model/order.js';
import type { VenueReading } from '../../model/snapshot.js';
import { bps, unixSeconds, wad, wei } from '../../model/units.js';
import { VenueRefusal } from '../venue.js';
import type { GmxDetail } from './detail.js';

const lab = useGmxLab();
const longUsdc = 'gmx-v2 ETH/USD long USDC';
const longWeth = 'gmx-v2 ETH/USD long WETH';

const entry = (more: Partial<RestingTerms> = {}): RestingTerms => ({
  ...gmxStop('Buy', '2', '1900', { position: null, reduceOnly: false, leverage: 5 }),
  ordType: 'Limit',
  ...more,
});

async function placed(trader: GmxTrader, terms: RestingTerms): Promise<Hex> {
  const { orders } = await trader.ask(terms);
  const [key] = orders;
  if (!key) throw new Error('expected an order');
  return key as Hex;
}

/** What an account has, but for the key that GMX gives a new order, and times. */
function shown({ positions, marginAccounts, funding, orders = [] }: VenueReading<GmxDetail>) {
  return { positions, marginAccounts, funding, orders: orders.map(({ id: _id, since: _since, ...order }) => order) };
}

async function asExpected(trader: GmxTrader, terms: RestingTerms): Promise<readonly string[]> {
  const expected = trader.venue.after(await trader.read(), terms);
  const { orders } = await trader.ask(terms);
  expect(shown(await trader.read())).toEqual(shown(expected));
  return orders;
}

async function holdingLong(): Promise<GmxTrader> {
  const trader = await createGmxTrader(lab());
  await trader.carryOut(gmxTrade('Buy', '2'));
  return trader;
}

const onlyOrder = async (trader: GmxTrader) => {
  const { orders = [] } = await trader.read();
  expect(orders).toHaveLength(1);
  return (await trader.read()).detail.orders[0];
};

test('default: a stop-loss of everything closes what there is when it is triggered', async () => {
  const trader = await holdingLong();
  const [key] = await asExpected(trader, gmxStop('Sell', '2', '1800'));
  expect(await onlyOrder(trader)).toMatchObject({ sizeDeltaUsd: 2n ** 256n - 1n, autoCancel: true });
  await trader.carryOut(gmxTrade('Buy', '1', { position: longUsdc }));
  expect((await lab().keeper.execute(key as Hex)).outcome).toBe('pending');
  await lab().moveMarket(1800);
  expect((await lab().keeper.execute(key as Hex)).outcome).toBe('executed');
  const { positions, orders } = await trader.read();
  expect({ positions, orders }).toEqual({ positions: [], orders: [] });
});

test('behavior: a stop-loss of a part closes that part', async () => {
  const trader = await holdingLong();
  const [key] = await asExpected(trader, gmxStop('Sell', '0.5', '1800', { maxSlippage: bps(100) }));
  await lab().moveMarket(1795);
  expect((await lab().keeper.execute(key as Hex)).outcome).toBe('executed');
  expect((await trader.read()).positions).toMatchObject([{ quantity: parseEther('1.5') }]);
});

test('behavior: orders to protect a position go with it', async () => {
  const trader = await holdingLong();
  await asExpected(trader, gmxStop('Sell', '2', '1800'));
  await asExpected(trader, { ...gmxStop('Sell', '1', '2400'), ordType: 'Limit' });
  expect((await trader.read()).orders).toHaveLength(2);
  await trader.carryOut(gmxTrade('Sell', '2', { position: longUsdc, reduceOnly: true }));
  expect((await trader.read()).orders).toEqual([]);
});

test('behavior: an order is changed under its own key, and topped up only when gas costs more', async () => {
  const trader = await holdingLong();
  const key = await placed(trader, gmxStop('Sell', '2', '1800'));
  const change = gmxStop('Sell', '1', '1850.25', { replaces: key });
  const before = await trader.read();
  const [request] = trader.venue.prepare(before, change, unixSeconds(0));
  const paid = before.detail.orders[0]?.executionFee ?? 0n;
  if (!request || !trader.venue.requote) throw new Error('expected a request');
  expect(request.keeperGas).toMatchObject([{ paid }]);
  const perGas = paid / (request.keeperGas?.[0]?.gas ?? 1n);
  expect(trader.venue.requote(request, wei(perGas / 2n)).value).toBe(0n);
  const dear = trader.venue.requote(request, wei(perGas * 2n)).value;
  expect(dear).toBeGreaterThan(0n);
  expect(dear + paid).toBe(((request.keeperGas?.[0]?.gas ?? 0n) * perGas * 2n * 11n + 9n) / 10n);

  await asExpected(trader, change);
  const { orders = [] } = await trader.read();
  expect(orders).toMatchObject([
    { id: key, triggerPrice: parseEther('1850.25'), terms: { quantity: parseEther('1') } },
  ]);
  const { receipt } = await trader.ask({ ...change, triggerPrice: wad(parseEther('1851')) });
  expect(trader.venue.fills(change, receipt.logs)).toEqual([{ kind: 'replace', order: key }]);
});

test('behavior: a frozen order that is changed thaws', async () => {
  const trader = await holdingLong();
  const key = await placed(trader, gmxStop('Sell', '2', '1850', { maxSlippage: bps(10) }));
  await lab().moveMarket(1800);
  expect((await lab().keeper.execute(key)).outcome).toBe('frozen');
  expect((await trader.read()).orders).toMatchObject([{ status: 'Suspended' }]);
  expect((await onlyOrder(trader))?.executionFee).toBe(0n);
  await asExpected(trader, gmxStop('Sell', '2', '1790', { replaces: key }));
  expect((await trader.read()).orders).toMatchObject([{ id: key, status: 'New' }]);
  expect((await onlyOrder(trader))?.executionFee).toBeGreaterThan(0n);
  await lab().moveMarket(1785);
  expect((await lab().keeper.execute(key)).outcome).toBe('executed');
});

test('behavior: an order is taken back', async () => {
  const trader = await holdingLong();
  const key = await placed(trader, gmxStop('Sell', '2', '1800'));
  const cancel = { kind: 'cancel', venue: 'gmx-v2', order: key } as const;
  const { receipt } = await trader.ask(cancel);
  expect(trader.venue.fills(cancel, receipt.logs)).toEqual([{ kind: 'cancel', order: key }]);
  expect((await trader.read()).orders).toEqual([]);
  await expect(trader.ask(cancel)).rejects.toThrow(/does not wait on gmx-v2/);
});

test.each([
  { terms: entry(), market: 1900 },
  { terms: entry({ ordType: 'Stop', triggerPrice: wad(parseEther('2100')) }), market: 2100 },
  { terms: entry({ side: 'Sell', triggerPrice: wad(parseEther('2100')) }), market: 2100 },
  { terms: entry({ side: 'Sell', ordType: 'Stop', maxSlippage: bps(50) }), market: 1900 },
] as const)('behavior: a $terms.ordType entry to $terms.side is carried out at $market', async ({ terms, market }) => {
  const trader = await createGmxTrader(lab());
  const [key] = await asExpected(trader, terms);
  expect((await lab().keeper.execute(key as Hex)).outcome).toBe('pending');
  await lab().moveMarket(market);
  expect((await lab().keeper.execute(key as Hex)).outcome).toBe('executed');
  const { positions, marginAccounts } = await trader.read();
  expect(positions).toMatchObject([{ quantity: terms.side === 'Buy' ? parseEther('2') : -parseEther('2') }]);
  const [account] = marginAccounts;
  expect(Number(account?.notional) / Number(account?.equity)).toBeCloseTo(5, 1);
});

test('behavior: an entry in WETH is backed at what WETH will be worth at its trigger', async () => {
  const trader = await createGmxTrader(lab());
  await trader.carryOutByHand({
    orderType: 2,
    isLong: true,
    collateral: 'WETH',
    sizeDeltaUsd: gmxUsd(2000),
    collateralDelta: parseEther('1'),
  });
  await asExpected(trader, entry({ position: longWeth, triggerPrice: wad(parseEther('1000')) }));
  const { orders = [] } = await trader.read();
  // 2 ETH at 1000 USD are backed by 400 USD, and pay 0.06 % of 2000 USD.
  expect(orders).toMatchObject([{ held: { token: { symbol: 'WETH' }, amount: parseEther('0.4012') } }]);
});

const sellHigh = { side: 'Sell', triggerPrice: wad(parseEther('2100')) } as const;

const refused: { why: string; terms: RestingTerms; says: RegExp }[] = [
  { why: 'a stop-loss that is triggered already', terms: gmxStop('Sell', '2', '2000'), says: /has passed the trigger/ },
  {
    why: 'a take-profit that is triggered already',
    terms: { ...gmxStop('Sell', '2', '1999'), ordType: 'Limit' },
    says: /has passed the trigger/,
  },
  {
    why: 'an entry that is triggered already',
    terms: entry({ triggerPrice: wad(parseEther('2000')) }),
    says: /has passed/,
  },
  {
    why: 'a protection that would grow the position',
    terms: gmxStop('Buy', '2', '2200', { position: longUsdc }),
    says: /must shrink the position/,
  },
  {
    why: 'a protection of nothing',
    terms: gmxStop('Buy', '2', '2200', { position: null }),
    says: /rests on a position/,
  },
  { why: 'a protection of what is not held', terms: gmxStop('Buy', '2', '2200'), says: /short USDC is not held/ },
  {
    why: 'an entry without leverage',
    terms: gmxStop('Sell', '1', '1900', { position: null, reduceOnly: false }),
    says: /leverage/,
  },
  {
    why: 'an entry too small for GMX',
    terms: entry({ ...sellHigh, quantity: wad(parseEther('0.0004')) }),
    says: /would cancel an order/,
  },
  {
    why: 'an entry that is leveraged too much',
    terms: entry({ ...sellHigh, leverage: 200 }),
    says: /would cancel an order/,
  },
  {
    why: 'an entry without a price',
    terms: entry({ triggerPrice: wad(0n) }),
    says: /a price above 0/,
  },
];

test.each(refused)('args: $why is refused', async ({ terms, says }) => {
  const trader = await holdingLong();
  const reading = await trader.read();
  const prepare = () => trader.venue.prepare(reading, terms, unixSeconds(0));
  expect(prepare).toThrow(VenueRefusal);
  expect(prepare).toThrow(says);
});

test('args: an order becomes no other by being changed', async () => {
  const trader = await holdingLong();
  const stop = await placed(trader, gmxStop('Sell', '2', '1800'));
  const limit = await placed(trader, entry());
  const reading = await trader.read();
  const prepare = (terms: RestingTerms) => () => trader.venue.prepare(reading, terms, unixSeconds(0));
  expect(prepare({ ...gmxStop('Sell', '2', '2400'), ordType: 'Limit', replaces: stop })).toThrow(/another kind/);
  expect(prepare(entry({ side: 'Sell', triggerPrice: wad(parseEther('2100')), replaces: limit }))).toThrow(
    /another kind/,
  );
  expect(prepare(entry({ quantity: wad(parseEther('2.5')), replaces: limit }))).toThrow(/higher leverage/);
  expect(prepare(entry({ quantity: wad(parseEther('1.5')), replaces: limit }))).not.toThrow();
  expect(prepare(gmxStop('Sell', '2', '1700', { replaces: `0x${'12'.repeat(32)}` }))).toThrow(/does not wait/);
  expect(prepare(gmxStop('Sell', '2', '1700', { replaces: 'nothing' }))).toThrow(/does not wait/);
});

import type { Abi, Address } from 'viem';
import { parseEther, stringToHex } from 'viem';
import { expect, test } from 'vitest';
import { useLab } from '../../../test/lab.js';
import { collateral, createLyraTrader, type LyraTrader, listed, trade } from '../../../test/lyraTrader.js';
import { asOwner, headOf, readAt } from '../../../test/perpV2Trader.js';
import { optionGreeks } from '../../assess/blackScholes.js';
import type { Reading } from '../../model/reading.js';
import { toFloat, wad } from '../../model/units.js';
import { lyra } from './lyra.js';

const lab = useLab();

const book = {
  options: [
    { expiry: 'near', kind: 'shortCallQuote', strike: 2150, amount: 2, collateral: 3000 },
    { expiry: 'near', kind: 'shortPutQuote', strike: 1850, amount: 2, collateral: 3000 },
    { expiry: 'near', kind: 'shortCallBase', strike: 2000, amount: 2, collateral: 1.7 },
    { expiry: 'near', kind: 'longCall', strike: 2000, amount: 2, collateral: 0 },
    { expiry: 'far', kind: 'longPut', strike: 1800, amount: 1, collateral: 0 },
  ],
  perp: null,
} as const;

async function holder(): Promise<LyraTrader> {
  const trader = await createLyraTrader(lab(), { sUSD: 30_000, sETH: 5 });
  await lab().openBook(trader, book);
  return trader;
}

const owner = (contract: { address: Address; abi: Abi }, functionName: string, args: readonly unknown[]) =>
  asOwner(lab(), contract, functionName, args);

const contracts = () => lab().contracts.lyra;

/** Without the lab's keepers, who would settle what has expired. */
async function pass(seconds: number): Promise<void> {
  await lab().testClient.increaseTime({ seconds });
  await lab().testClient.mine({ blocks: 1 });
}

const setSpot = (price: string, invalid = false) =>
  owner(contracts().ExchangeRates, 'setRateAndInvalid', [
    stringToHex('sETH', { size: 32 }),
    parseEther(price),
    invalid,
  ]);

function phasesOf<Value>(reading: Reading<Value>, count: { phases: number }): Reading<Value> {
  if (reading.kind === 'done') return reading;
  count.phases += 1;
  return { ...reading, next: (results) => phasesOf(reading.next(results), count) };
}

test('default: one phase tells every option, its mark, its margin account, the markets and the wallet', async () => {
  const trader = await holder();
  const count = { phases: 0 };
  const head = await headOf(lab());
  const reading = await readAt(lab(), phasesOf(trader.venue.read(head), count), head);
  expect(count.phases).toBe(1);
  expect(reading.positions.map(({ id, quantity, marginAccount }) => [id, toFloat(quantity), marginAccount])).toEqual([
    ['lyra #1', -2, 'lyra #1'],
    ['lyra #2', -2, 'lyra #2'],
    ['lyra #3', -2, 'lyra #3'],
    ['lyra #3 collateral', 1.7, 'lyra #3'],
    ['lyra #4', 2, null],
    ['lyra #5', 1, null],
  ]);
  for (const position of reading.positions) {
    const { instrument, pricing } = position;
    if (instrument.kind !== 'option' || !pricing) continue;
    const unit = optionGreeks({
      spot: pricing.spot,
      vol: pricing.vol,
      rate: pricing.rate,
      strike: toFloat(instrument.strike),
      years: (instrument.expiry - head.timestamp) / 31_536_000,
      right: instrument.right,
    });
    expect(toFloat(position.mark)).toBeCloseTo(unit.price, 9);
    expect(toFloat(position.value)).toBeCloseTo(toFloat(position.quantity) * unit.price, 8);
    expect(pricing.vol).toBeCloseTo(0.8, 0);
  }
  expect(
    reading.marginAccounts.map((account) => [account.id, toFloat(account.equity), account.collateral.symbol]),
  ).toEqual([
    ['lyra #1', 3000, 'sUSD'],
    ['lyra #2', 3000, 'sUSD'],
    ['lyra #3', 3400, 'sETH'],
  ]);
  for (const account of reading.marginAccounts) {
    expect(account.health).toBeGreaterThan(1);
    const position = reading.positions.find(({ id }) => id === account.id);
    expect(toFloat(account.notional)).toBeCloseTo(-toFloat(position?.value ?? wad(0n)), 9);
    expect(account.underlyings).toEqual(['ETH']);
  }
  expect(reading.markets).toHaveLength(20);
  expect(reading.markets.every(({ closed, mark, last }) => closed === null && mark === last && mark > 0n)).toBe(true);
  for (const { instrument, mark, pricing } of reading.markets) {
    if (instrument.kind !== 'option' || !pricing) throw new Error(`${instrument.id} tells no vol`);
    const { strike, expiry, right } = instrument;
    const years = (expiry - head.timestamp) / 31_536_000;
    expect(optionGreeks({ ...pricing, strike: toFloat(strike), years, right }).price).toBeCloseTo(toFloat(mark), 9);
  }
  const held = reading.positions.find(({ id }) => id === 'lyra #1');
  const listing = reading.markets.find(({ instrument }) => instrument.id === held?.instrument.id);
  expect(listing?.pricing).toEqual(held?.pricing);
  expect(reading.prices).toEqual({ ETH: parseEther('2000') });
  expect(reading.funding.map(({ token, balance }) => [token.symbol, toFloat(wad(balance))])).toEqual([
    ['sUSD', expect.closeTo(23_700, -3)],
    ['sETH', 3.3],
  ]);
  expect(JSON.parse(JSON.stringify(reading, (_, v) => (typeof v === 'bigint' ? `${v}` : v))).venue).toBe('lyra');
});

test('args: an unknown market, and tokens that ballast.yaml declares otherwise', async () => {
  const { address } = await lab().createAccount({});
  const open = { deployment: lab().venues.lyra, account: address, names: ['ETH'], tokens: lab().tokens };
  expect(() => lyra.open({ ...open, names: ['BTC'] })).toThrow('has no market BTC');
  const head = await headOf(lab());
  const sUSD = { ...lab().tokens.sUSD, decimals: 6 };
  await expect(readAt(lab(), lyra.open({ ...open, tokens: { sUSD } }), head)).rejects.toThrow('18 decimals');
  const stranger = { viewer: lab().venues.lyra.viewer, markets: { ETH: address } };
  await expect(readAt(lab(), lyra.open({ ...open, deployment: stranger }), head)).rejects.toThrow('does not list');
  expect(lyra.deployment.safeParse({ ...lab().venues.lyra, more: 1 }).success).toBe(false);
  expect(lyra.deployment.safeParse({ viewer: 'x', markets: {} }).success).toBe(false);
  expect(lyra.contracts(lab().venues.lyra).map(({ name }) => name)).toEqual(['viewer', 'markets.ETH']);
});

test('behavior: what the operator calls a token is what it is called', async () => {
  const { address } = await lab().createAccount({});
  const { sUSD } = lab().tokens;
  const head = await headOf(lab());
  const opening = lyra.open({
    deployment: lab().venues.lyra,
    account: address,
    names: ['ETH'],
    tokens: { dollars: sUSD },
  });
  const reading = await readAt(lab(), (await readAt(lab(), opening, head)).read(head), head);
  expect(reading.funding.map(({ token }) => token.symbol)).toEqual(['dollars', 'sETH']);
});

test('behavior: a deployment of several markets tells their positions apart', async () => {
  const { address } = await holder();
  const { viewer, markets } = lab().venues.lyra;
  const head = await headOf(lab());
  const deployment = { viewer, markets: { ETH: markets.ETH, OTHER: markets.ETH } };
  const opening = lyra.open({ deployment, account: address, names: ['OTHER'], tokens: lab().tokens });
  const reading = await readAt(lab(), (await readAt(lab(), opening, head)).read(head), head);
  expect(reading.marginAccounts.map(({ id }) => id)).toEqual(['lyra OTHER#1', 'lyra OTHER#2', 'lyra OTHER#3']);
});

test('behavior: an invalid price feed fails the read by the name of the error', async () => {
  const trader = await holder();
  await setSpot('2000', true);
  await expect(trader.read()).rejects.toThrow('RateIsInvalid');
});

test('behavior: paused, the positions are told all the same, and nothing trades', async () => {
  const trader = await holder();
  const instrument = listed(await trader.read(), '2000-C');
  for (const [call, args] of [
    ['setGlobalPaused', [true]],
    ['setMarketPaused', [contracts().OptionMarket.address, true]],
  ] as const) {
    await owner(contracts().SynthetixAdapter, call, args);
    const reading = await trader.read();
    expect(reading.positions).toHaveLength(6);
    expect(reading.marginAccounts.every(({ health }) => health > 1 && health < 10)).toBe(true);
    expect(reading.markets.every(({ closed }) => closed?.includes('paused'))).toBe(true);
    await expect(trader.prepared(trade({ instrument, side: 'Buy', amount: '1' }))).rejects.toThrow('paused');
    const account = reading.marginAccounts[0];
    if (!account) throw new Error('no short');
    expect(
      trader.venue.reductionFor(reading, account, 5, trade({ instrument, side: 'Buy', amount: '1' }).maxSlippage),
    ).toBeNull();
    await owner(contracts().SynthetixAdapter, call, call === 'setGlobalPaused' ? [false] : [args[0], false]);
  }
});

test('behavior: a frozen board is closed, the other is not, and collateral can still be added', async () => {
  const trader = await holder();
  const near = listed(await trader.read(), '2000-C');
  const far = listed(await trader.read(), '2000-C', 'far');
  await owner(contracts().OptionMarket, 'setBoardFrozen', [1n, true]);
  const { markets, marginAccounts } = await trader.read();
  expect(markets.filter(({ closed }) => closed === 'Lyra has frozen this board')).toHaveLength(10);
  expect(markets.filter(({ closed }) => closed === null)).toHaveLength(10);
  expect(marginAccounts.every(({ health }) => health > 1 && health < 10)).toBe(true);
  await expect(trader.prepared(trade({ instrument: near, side: 'Buy', amount: '1' }))).rejects.toThrow('frozen');
  await trader.carryOut(trade({ instrument: far, side: 'Buy', amount: '1' }));
  expect(await trader.carryOut(collateral('addCollateral', 'lyra #1', 'sUSD', parseEther('10')))).toHaveLength(1);
});

test('behavior: a stale Greek cache stops no trade', async () => {
  const trader = await holder();
  const instrument = listed(await trader.read(), '2000-P', 'far');
  await pass(5 * 3600);
  await setSpot('2150');
  const { OptionGreekCache } = contracts();
  const stale = await lab().publicClient.readContract({
    address: OptionGreekCache.address,
    abi: OptionGreekCache.abi,
    functionName: 'isBoardCacheStale',
    args: [2n],
  });
  expect(stale).toBe(true);
  expect((await trader.read()).markets.every(({ closed }) => closed === null)).toBe(true);
  expect(await trader.carryOut(trade({ instrument, side: 'Sell', amount: '1' }))).toHaveLength(1);
});

test('behavior: expired and not settled, options are worth their intrinsic value and nothing is required', async () => {
  const trader = await holder();
  await pass(28 * 86_400 + 60);
  await setSpot('2300');
  const reading = await trader.read();
  const of = (id: string) => reading.positions.find((position) => position.id === id);
  expect(['#1', '#2', '#3', '#4'].map((name) => toFloat(of(`lyra ${name}`)?.value ?? wad(-1n)))).toEqual([
    -300, 0, -600, 600,
  ]);
  expect(toFloat(of('lyra #5')?.value ?? wad(0n))).toBeGreaterThan(0);
  expect(reading.marginAccounts.map(({ maintenance, health }) => [maintenance, health])).toEqual(
    Array.from({ length: 3 }, () => [0n, Number.POSITIVE_INFINITY]),
  );
  expect(reading.markets.filter(({ closed }) => closed?.includes('expired'))).toHaveLength(10);
  const instrument = of('lyra #4')?.instrument.id ?? '';
  const sell = trade({ instrument, position: 'lyra #4', side: 'Sell', amount: '1', reduceOnly: true });
  await expect(trader.prepared(sell)).rejects.toThrow('expired');
  // The chain agrees that nothing can be liquidated any more.
  await setSpot('9000');
  await expect(owner(contracts().OptionMarket, 'liquidatePosition', [1n, trader.address])).rejects.toThrow('reverted');
  expect(toFloat((await trader.read()).positions[0]?.value ?? wad(0n))).toBe(-3000);
});

test('behavior: settled, what is left is a claim on tokens, and settling pays exactly that', async () => {
  const trader = await holder();
  await pass(28 * 86_400 + 60);
  await setSpot('2300');
  await owner(contracts().OptionMarket, 'settleExpiredBoard', [1n]);
  await setSpot('2500');
  const count = { phases: 0 };
  const head = await headOf(lab());
  const reading = await readAt(lab(), phasesOf(trader.venue.read(head), count), head);
  expect(count.phases).toBe(2);
  const claims = reading.positions.filter(({ id }) => id !== 'lyra #5');
  expect(claims.map(({ id, instrument, marginAccount }) => [id, instrument.id, marginAccount])).toEqual([
    ['lyra #1', 'lyra sUSD', null],
    ['lyra #2', 'lyra sUSD', null],
    ['lyra #3', 'lyra sETH', null],
    ['lyra #4', 'lyra sUSD', null],
  ]);
  expect(claims.filter(({ id }) => id !== 'lyra #3').map(({ value }) => toFloat(value))).toEqual([2700, 3000, 600]);
  expect(reading.marginAccounts).toEqual([]);
  expect(reading.markets).toHaveLength(10);

  const before = reading.funding.map(({ balance }) => balance);
  await owner(contracts().ShortCollateral, 'settleOptions', [[1n, 2n, 3n, 4n]]);
  const after = await trader.read();
  const sum = (symbol: string) =>
    claims
      .filter(({ instrument }) => instrument.id === `lyra ${symbol}`)
      .reduce((total, { quantity }) => total + quantity, 0n);
  expect(after.funding.map(({ balance }, index) => balance - (before[index] ?? 0n))).toEqual([
    sum('sUSD'),
    sum('sETH'),
  ]);
  expect(after.positions.map(({ id }) => id)).toEqual(['lyra #5']);
});

test('behavior: a liquidated option is gone', async () => {
  const trader = await holder();
  await lab().moveMarket(3000);
  const { marginAccounts } = await trader.read();
  expect(marginAccounts.find(({ id }) => id === 'lyra #1')?.health).toBeLessThan(1);
  await owner(contracts().OptionMarket, 'liquidatePosition', [1n, trader.address]);
  expect((await trader.read()).positions.map(({ id }) => id)).not.toContain('lyra #1');
});

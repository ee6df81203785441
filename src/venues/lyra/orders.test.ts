import type { Abi, Address } from 'viem';
import { encodeFunctionData, maxUint256, parseEther } from 'viem';
import { expect, test } from 'vitest';
import { erc20Abi } from '../../../abis/erc20.js';
import { useLab } from '../../../test/lab.js';
import { collateral, createLyraTrader, type LyraTrader, listed, trade } from '../../../test/lyraTrader.js';
import type { Fill, TradeTerms } from '../../model/order.js';
import { bps, toFloat, wad, wei } from '../../model/units.js';

const lab = useLab();

const rich = () => createLyraTrader(lab(), { sUSD: 50_000, sETH: 10 });

/** Carries a trade out and holds its one fill against the change of the position, the quote and the estimate. */
async function filled(trader: LyraTrader, terms: TradeTerms): Promise<Extract<Fill, { kind: 'trade' }>> {
  const before = await trader.read();
  const estimate = trader.venue.estimate(before, terms);
  const [fill, ...more] = await trader.carryOut(terms);
  expect(more).toEqual([]);
  if (fill?.kind !== 'trade') throw new Error('expected a trade');
  expect(fill).toMatchObject({
    instrument: terms.instrument,
    underlying: 'ETH',
    side: terms.side,
    quantity: terms.quantity,
  });
  const after = await trader.read();
  const signed = terms.side === 'Buy' ? terms.quantity : -terms.quantity;
  expect(sizeOf(after, terms.instrument) - sizeOf(before, terms.instrument)).toBe(signed);
  // Time moves on by a few seconds between the estimate and the block, and the averages with it.
  expect(toFloat(fill.price) / toFloat(estimate.price)).toBeCloseTo(1, 4);
  expect(toFloat(fill.fee) / toFloat(estimate.fee)).toBeCloseTo(1, 2);
  return fill;
}

const sizeOf = (reading: Awaited<ReturnType<LyraTrader['read']>>, instrument: string): bigint =>
  reading.positions.filter((p) => p.instrument.id === instrument).reduce((sum, p) => sum + p.quantity, 0n);

const balances = async ({ address }: LyraTrader) => {
  const { sUSD, sETH } = lab().contracts.lyra;
  const read = (token: { address: `0x${string}` }) =>
    lab().publicClient.readContract({ ...token, abi: erc20Abi, functionName: 'balanceOf', args: [address] });
  return { sUSD: await read(sUSD), sETH: await read(sETH) };
};

const asSender = (
  trader: LyraTrader,
  { address, abi }: { address: Address; abi: Abi },
  functionName: string,
  args: readonly unknown[],
) =>
  trader.send({
    purpose: 'approve',
    describe: functionName,
    to: address,
    data: encodeFunctionData({ abi, functionName, args }),
    value: wei(0n),
    approval: null,
  });

const only = (reading: Awaited<ReturnType<LyraTrader['read']>>) => {
  const [account, ...more] = reading.marginAccounts;
  if (!account || more.length > 0) throw new Error('expected one short');
  return account;
};

for (const ending of ['2000-C', '1850-P']) {
  test(`default: buy a ${ending}, more of it, sell some and the rest`, async () => {
    const trader = await rich();
    const instrument = listed(await trader.read(), ending);
    await filled(trader, trade({ instrument, side: 'Buy', amount: '3' }));
    const [position] = (await trader.read()).positions;
    if (!position) throw new Error('no position');
    expect(position).toMatchObject({ marginAccount: null, quantity: parseEther('3') });
    const held = { instrument, position: position.id };
    await filled(trader, trade({ ...held, side: 'Buy', amount: '0.5' }));
    await filled(trader, trade({ ...held, side: 'Sell', amount: '2.25', reduceOnly: true }));
    await filled(trader, trade({ ...held, side: 'Sell', amount: '1.25', reduceOnly: true }));
    expect((await trader.read()).positions).toEqual([]);
  });

  test(`default: sell a ${ending} against dollars, more of it, buy some and the rest back`, async () => {
    const trader = await rich();
    const instrument = listed(await trader.read(), ending);
    const start = await balances(trader);
    await filled(trader, trade({ instrument, side: 'Sell', amount: '4' }));
    const opened = only(await trader.read());
    expect(opened.health).toBeCloseTo(2, 4);
    const held = { instrument, position: opened.id };
    await filled(trader, trade({ ...held, side: 'Sell', amount: '1' }));
    const grown = only(await trader.read());
    expect(grown.health).toBeCloseTo(2, 4);
    expect(grown.collateralAmount).toBeGreaterThan(opened.collateralAmount);

    // The wallet pays for a partial close, and the collateral stays.
    const before = await balances(trader);
    const fill = await filled(trader, trade({ ...held, side: 'Buy', amount: '2', reduceOnly: true }));
    const reduced = only(await trader.read());
    expect(reduced.collateralAmount).toBe(grown.collateralAmount);
    const paid = before.sUSD - (await balances(trader)).sUSD;
    const cost = (fill.price * fill.quantity) / 10n ** 18n + fill.fee;
    expect(paid - cost).toBeLessThanOrEqual(2n);

    await filled(trader, trade({ ...held, side: 'Buy', amount: '3', reduceOnly: true }));
    expect((await trader.read()).marginAccounts).toEqual([]);
    // All collateral is back: what is missing is a round trip's fees and spread.
    expect(Number(start.sUSD - (await balances(trader)).sUSD) / 1e18).toBeLessThan(600);
  });
}

test('default: a covered call pays its premiums through the wallet and gets its sETH back', async () => {
  const trader = await rich();
  await lab().openBook(trader, {
    options: [{ expiry: 'near', kind: 'shortCallBase', strike: 2150, amount: 3, collateral: 2 }],
    perp: null,
  });
  const { id } = only(await trader.read());
  const instrument = listed(await trader.read(), '2150-C');
  await filled(trader, trade({ instrument, position: id, side: 'Buy', amount: '1', reduceOnly: true }));
  expect(only(await trader.read()).collateralAmount).toBe(parseEther('2'));
  await filled(trader, trade({ instrument, position: id, side: 'Sell', amount: '0.5' }));
  expect(only(await trader.read()).collateralAmount).toBeGreaterThan(parseEther('2'));
  await filled(trader, trade({ instrument, position: id, side: 'Buy', amount: '2.5', reduceOnly: true }));
  expect((await balances(trader)).sETH).toBe(parseEther('10'));
});

test('default: collateral is added and removed, in both tokens', async () => {
  const trader = await rich();
  await lab().openBook(trader, {
    options: [
      { expiry: 'near', kind: 'shortPutQuote', strike: 1850, amount: 2, collateral: 2000 },
      { expiry: 'far', kind: 'shortCallBase', strike: 2600, amount: 3, collateral: 1.5 },
    ],
    perp: null,
  });
  for (const [id, token, amount] of [
    ['lyra #1', 'sUSD', parseEther('123.456')],
    ['lyra #2', 'sETH', parseEther('0.25')],
  ] as const) {
    const held = async () => (await trader.read()).marginAccounts.find((a) => a.id === id)?.collateralAmount ?? 0n;
    const before = await held();
    const wallet = (await balances(trader))[token];
    const added = collateral('addCollateral', id, token, amount);
    expect(await trader.carryOut(added)).toEqual([
      { kind: 'addCollateral', marginAccount: id, token, decimals: 18, amount },
    ]);
    expect(await held()).toBe(before + amount);
    expect((await balances(trader))[token]).toBe(wallet - amount);
    const removed = collateral('removeCollateral', id, token, amount / 2n);
    expect(await trader.carryOut(removed)).toEqual([
      { kind: 'removeCollateral', marginAccount: id, token, decimals: 18, amount: amount / 2n },
    ]);
    expect(await held()).toBe(before + amount - amount / 2n);
  }
});

test('behavior: a close beyond the delta limits is forced, and so is one in the last hours', async () => {
  const trader = await rich();
  await lab().openBook(trader, {
    options: [
      { expiry: 'near', kind: 'shortPutQuote', strike: 1850, amount: 2, collateral: 3600 },
      { expiry: 'near', kind: 'longCall', strike: 2000, amount: 2, collateral: 0 },
      { expiry: 'near', kind: 'shortCallQuote', strike: 2300, amount: 1, collateral: 2500 },
    ],
    perp: null,
  });
  const put = listed(await trader.read(), '1850-P');
  const call = listed(await trader.read(), '2000-C');
  const upper = listed(await trader.read(), '2300-C');
  await lab().moveMarket(2900);
  const half = { side: 'Buy', amount: '1', reduceOnly: true } as const;
  const [forced] = (await trader.prepared(trade({ ...half, instrument: put, position: 'lyra #1' }))).slice(-1);
  expect(forced?.describe).toContain('force close');
  await filled(trader, trade({ ...half, instrument: put, position: 'lyra #1' }));
  await filled(trader, trade({ instrument: call, position: 'lyra #2', side: 'Sell', amount: '1', reduceOnly: true }));

  await lab().moveMarket(2000);
  await lab().advance(28 * 86_400 - 8 * 3600);
  await filled(trader, trade({ ...half, instrument: put, position: 'lyra #1' }));
  await filled(trader, trade({ ...half, instrument: upper, position: 'lyra #3' }));
  await filled(trader, trade({ instrument: call, position: 'lyra #2', side: 'Sell', amount: '1', reduceOnly: true }));
  expect((await trader.read()).positions).toEqual([]);
});

test('behavior: permissions are exact, and asked for only where they are missing', async () => {
  const trader = await rich();
  const instrument = listed(await trader.read(), '2000-C');
  const terms = trade({ instrument, side: 'Buy', amount: '1', maxSlippage: bps(300) });
  const [approve, buy] = await trader.prepared(terms);
  if (!approve?.approval || !buy) throw new Error('expected a permission and a trade');
  const { mark = wad(0n) } = (await trader.read()).markets.find((m) => m.instrument.id === instrument) ?? {};
  const { fee } = trader.venue.estimate(await trader.read(), terms);
  const most = 1.03 * toFloat(mark) + toFloat(fee);
  expect(Number(approve.approval.amount) / 1e18).toBeCloseTo(most, 4);
  expect(approve.approval).toMatchObject({
    token: lab().tokens.sUSD.address,
    spender: lab().venues.lyra.markets.ETH,
  });
  expect(approve.value).toBe(0n);
  await trader.send(approve);
  expect((await trader.prepared(terms)).map(({ purpose }) => purpose)).toEqual(['trade']);
  // Selling what is held asks nobody for permission.
  await trader.send(buy);
  const [{ id } = { id: '' }] = (await trader.read()).positions;
  const sell = trade({ instrument, position: id, side: 'Sell', amount: '1', reduceOnly: true });
  expect((await trader.prepared(sell)).map(({ purpose }) => purpose)).toEqual(['trade']);
});

test('behavior: a simulation quotes what the trade then does', async () => {
  const trader = await rich();
  const instrument = listed(await trader.read(), '2150-P');
  const dollars = async () => (await trader.read()).funding.find(({ token }) => token.symbol === 'sUSD')?.balance ?? 0n;
  for (const side of ['Buy', 'Sell'] as const) {
    const terms = trade({ instrument, side, amount: '2' });
    const requests = await trader.prepared(terms);
    for (const request of requests.slice(0, -1)) await trader.send(request);
    const [request] = requests.slice(-1);
    if (!request) throw new Error('nothing to send');
    const quote = trader.venue.quote(terms, await trader.simulate(request));
    const held = await dollars();
    const { logs } = await trader.send(request);
    const moved = (await dollars()) - held;
    const [fill] = trader.venue.fills(terms, logs);
    if (fill?.kind !== 'trade' || !quote) throw new Error('expected a trade and its quote');
    expect(toFloat(quote.price) / toFloat(fill.price)).toBeCloseTo(1, 5);
    expect(quote.quantity).toBe(fill.quantity);
    // What is sold here opens a short: it is paid into the wallet, less the collateral.
    if (side === 'Buy') expect(fill.cash).toEqual({ token: 'sUSD', decimals: 18, amount: -moved });
  }
});

test('behavior: a bound that does not hold reverts with a name and its arguments', async () => {
  const trader = await rich();
  const instrument = listed(await trader.read(), '2000-C');
  await trader.carryOut(trade({ instrument, side: 'Buy', amount: '2' }));
  const [{ id } = { id: '' }] = (await trader.read()).positions;
  const terms = { instrument, position: id, side: 'Sell', amount: '1', maxSlippage: bps(100) } as const;
  const [sell] = await trader.prepared(trade(terms));
  if (!sell) throw new Error('nothing to send');
  await lab().moveMarket(1900);
  expect((await trader.send(sell)).status).toBe('reverted');
  const error = trader.venue.decodeError((await trader.revertOf(sell)) ?? '0x');
  expect(error?.name).toBe('TotalCostOutsideOfSpecifiedBounds');
  const { thrower, totalCost, minCost, maxCost } = error?.args ?? {};
  expect(thrower).toBe(lab().venues.lyra.markets.ETH);
  expect(BigInt(totalCost ?? 0)).toBeLessThan(BigInt(minCost ?? 0));
  expect(maxCost).toBe(maxUint256.toString());
});

test('behavior: what a purchase may cost is bounded twice, by the call and by the permission', async () => {
  const trader = await rich();
  const instrument = listed(await trader.read(), '2000-C');
  const [approve, buy] = await trader.prepared(trade({ instrument, side: 'Buy', amount: '1', maxSlippage: bps(100) }));
  if (!approve || !buy) throw new Error('expected two steps');
  await trader.send(approve);
  await lab().moveMarket(2100);
  const before = await balances(trader);
  expect((await trader.send(buy)).status).toBe('reverted');
  expect(await balances(trader)).toEqual(before);
  const { sUSD, OptionMarket } = lab().contracts.lyra;
  await asSender(trader, sUSD, 'approve', [OptionMarket.address, maxUint256]);
  const error = trader.venue.decodeError((await trader.revertOf(buy)) ?? '0x');
  expect(error?.name).toBe('TotalCostOutsideOfSpecifiedBounds');
  expect(error?.args).toMatchObject({ minCost: '0', maxCost: approve.approval?.amount.toString() });
});

test("behavior: somebody else's trade is no fill of ours", async () => {
  const [ours, theirs] = [await rich(), await rich()];
  const instrument = listed(await ours.read(), '2000-C');
  const terms = trade({ instrument, side: 'Buy', amount: '1' });
  const requests = await theirs.prepared(terms);
  const receipts = [];
  for (const request of requests) receipts.push(await theirs.send(request));
  const logs = receipts.flatMap((receipt) => receipt.logs);
  expect(theirs.venue.fills(terms, logs)).toHaveLength(1);
  expect(ours.venue.fills(terms, logs)).toEqual([]);
  expect(theirs.venue.fills({ ...terms, position: 'lyra #99' }, logs)).toEqual([]);
  expect(theirs.venue.fills({ ...terms, side: 'Sell' }, logs)).toEqual([]);
});

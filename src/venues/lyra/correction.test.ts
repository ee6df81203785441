import { parseEther } from 'viem';
import { expect, test } from 'vitest';
import { optionGreekCacheAbi } from '../../../abis/lyra.js';
import { useLab } from '../../../test/lab.js';
import { collateral, createLyraTrader, type LyraTrader } from '../../../test/lyraTrader.js';
import type { BookOption } from '../../lab/book.js';
import { bps, toFloat, tokenAmount } from '../../model/units.js';
import { codeOf } from './optionType.js';

const lab = useLab();

const shorts = {
  'a put': { expiry: 'near', kind: 'shortPutQuote', strike: 1850, amount: 5, collateral: 3600 },
  'a call on dollars': { expiry: 'near', kind: 'shortCallQuote', strike: 2150, amount: 5, collateral: 4500 },
  'a covered call': { expiry: 'far', kind: 'shortCallBase', strike: 2600, amount: 3, collateral: 1.3 },
} as const satisfies Readonly<Record<string, BookOption>>;

async function holder(book: BookOption, funds: { sUSD: number; sETH: number } = { sUSD: 30_000, sETH: 10 }) {
  const trader = await createLyraTrader(lab(), funds);
  await lab().openBook(trader, { options: [book], perp: null });
  return trader;
}

async function only(trader: LyraTrader) {
  const reading = await trader.read();
  const [account] = reading.marginAccounts;
  if (!account) throw new Error('no short');
  return { reading, account };
}

/** Collateral over what the chain itself requires at its head. */
async function healthOnChain(trader: LyraTrader): Promise<number> {
  const { reading } = await only(trader);
  const [market] = reading.detail.markets;
  const [option] = market?.options ?? [];
  const board = market?.boards.find(({ strikes }) => strikes.some(({ id }) => id === option?.strikeId));
  const strike = board?.strikes.find(({ id }) => id === option?.strikeId);
  if (!market || !option || !board || !strike) throw new Error('no option');
  const required = await lab().publicClient.readContract({
    address: lab().contracts.lyra.OptionGreekCache.address,
    abi: optionGreekCacheAbi,
    functionName: 'getMinCollateral',
    args: [codeOf(option.type), strike.price, BigInt(board.expiry), market.spot, option.amount],
  });
  return Number((option.collateral * 10n ** 15n) / required) / 1e15;
}

for (const [name, book] of Object.entries(shorts)) {
  test(`default: the top-up of ${name} reaches its target on chain, and little more`, async () => {
    const trader = await holder(book);
    const { reading, account } = await only(trader);
    expect(account.health).toBeCloseTo(await healthOnChain(trader), 9);
    const { token, amount } = trader.venue.topUpFor(reading, account, 1.8);
    await trader.carryOut(collateral('addCollateral', account.id, token.symbol === 'sETH' ? 'sETH' : 'sUSD', amount));
    const reached = await healthOnChain(trader);
    expect(reached).toBeGreaterThanOrEqual(1.8);
    expect(reached).toBeLessThan(1.8 * 1.01);
    expect((await only(trader)).account.health).toBeGreaterThanOrEqual(1.8);
    expect(trader.venue.topUpFor((await only(trader)).reading, account, 1.8).amount).toBe(0n);
  });

  test(`default: the reduction of ${name} reaches its target on chain, and little more`, async () => {
    const trader = await holder(book);
    const { reading, account } = await only(trader);
    const terms = trader.venue.reductionFor(reading, account, 1.8, bps(1000));
    if (!terms) throw new Error('no reduction');
    expect(terms).toMatchObject({ side: 'Buy', reduceOnly: true, position: account.id });
    expect(trader.venue.after(reading, terms).marginAccounts[0]?.health).toBeGreaterThanOrEqual(1.8);
    await trader.carryOut(terms);
    const reached = await healthOnChain(trader);
    expect(reached).toBeGreaterThanOrEqual(1.8);
    expect(reached).toBeLessThan(1.8 * 1.01);
    const after = await only(trader);
    expect(after.account.collateralAmount).toBe(account.collateralAmount);
    expect(trader.venue.reductionFor(after.reading, after.account, 1.8, bps(1000))).toBeNull();
  });

  test(`behavior: ${name} after a move against it is still brought back`, async () => {
    const trader = await holder(book);
    await lab().moveMarket(book.kind === 'shortPutQuote' ? 1650 : 2240);
    const { reading, account } = await only(trader);
    const terms = trader.venue.reductionFor(reading, account, 1.5, bps(1000));
    if (!terms) throw new Error('no reduction');
    await trader.carryOut(terms);
    const reached = await healthOnChain(trader);
    expect(reached).toBeGreaterThanOrEqual(1.5);
    expect(reached).toBeLessThan(1.5 * 1.01);
  });
}

test('behavior: where slippage allows only a part, that part is reduced, and the rest later', async () => {
  const trader = await holder(shorts['a put']);
  let rounds = 0;
  for (; rounds < 20; rounds++) {
    const { reading, account } = await only(trader);
    const terms = trader.venue.reductionFor(reading, account, 1.8, bps(60));
    if (!terms) break;
    expect(trader.venue.after(reading, terms).marginAccounts[0]?.health).toBeGreaterThan(account.health);
    await trader.carryOut(terms);
  }
  expect(rounds).toBeGreaterThan(1);
  const reached = await healthOnChain(trader);
  expect(reached).toBeGreaterThanOrEqual(1.8);
  expect(reached).toBeLessThan(1.8 * 1.01);
});

test('behavior: when the market has run away from the bound, the revert says so, whichever contract speaks first', async () => {
  const trader = await holder(shorts['a put']);
  const { reading, account } = await only(trader);
  const terms = trader.venue.reductionFor(reading, account, 1.8, bps(300));
  if (!terms) throw new Error('no reduction');
  const [approve, buy] = await trader.prepared(terms);
  if (!approve || !buy) throw new Error('no steps');
  expect((await trader.send(approve)).status).toBe('success');
  await lab().moveMarket(1940);
  const revert = await trader.revertOf(buy);
  expect(trader.venue.decodeError(revert ?? '0x')?.args).toMatchObject({
    meaning: 'the trade costs more than its slippage bound allows, and no more than that was permitted',
  });
});

test('behavior: with nothing in the wallet a dollar short pays its reduction out of its collateral', async () => {
  const trader = await holder(
    { expiry: 'near', kind: 'shortPutQuote', strike: 1850, amount: 5, collateral: 3600 },
    {
      sUSD: 3600,
      sETH: 0,
    },
  );
  const { reading, account } = await only(trader);
  const kept = toFloat(account.equity);
  const poor = emptied(reading);
  const terms = trader.venue.reductionFor(poor, account, 1.8, bps(1000));
  if (!terms) throw new Error('no reduction');
  const requests = trader.venue.prepare(poor, terms, poor.detail.timestamp);
  expect(requests.map(({ purpose }) => purpose)).toEqual(['trade']);
  for (const request of requests) expect((await trader.send(request)).status).toBe('success');
  expect(await healthOnChain(trader)).toBeGreaterThanOrEqual(1.8);
  expect(toFloat((await only(trader)).account.equity)).toBeLessThan(kept);
});

test('behavior: a covered call whose premium nobody can pay cannot be reduced', async () => {
  const trader = await holder({ expiry: 'far', kind: 'shortCallBase', strike: 2600, amount: 3, collateral: 1.3 });
  const { reading, account } = await only(trader);
  expect(trader.venue.reductionFor(emptied(reading), account, 1.8, bps(1000))).toBeNull();
});

test('behavior: a target out of reach closes the whole option, and so does one that leaves a crumb', async () => {
  for (const [name, target] of [
    ['a call on dollars', 30],
    ['a put', 1000],
  ] as const) {
    const trader = await holder(shorts[name]);
    const { reading, account } = await only(trader);
    const terms = trader.venue.reductionFor(reading, account, target, bps(1000));
    expect(terms?.quantity, name).toBe(parseEther('5'));
    if (terms) await trader.carryOut(terms);
    expect((await trader.read()).positions).toEqual([]);
  }
});

test('behavior: margin at another price is what the chain requires there', async () => {
  for (const [name, book] of Object.entries(shorts)) {
    const trader = await holder(book);
    const { reading, account } = await only(trader);
    const [market] = reading.detail.markets;
    const [option] = market?.options ?? [];
    if (!market || !option) throw new Error('no option');
    for (const price of [1000, 1600, 1999, 2001, 2500, 4000]) {
      const { equity, maintenance } = trader.venue.marginAt(reading, account, 'ETH', price);
      const { instrument } = reading.positions[0] ?? {};
      if (instrument?.kind !== 'option') throw new Error('no option');
      const required = await lab().publicClient.readContract({
        address: lab().contracts.lyra.OptionGreekCache.address,
        abi: optionGreekCacheAbi,
        functionName: 'getMinCollateral',
        args: [
          codeOf(option.type),
          instrument.strike,
          BigInt(instrument.expiry),
          parseEther(`${price}`),
          option.amount,
        ],
      });
      const usd = book.kind === 'shortCallBase' ? price : 1;
      expect(maintenance / ((Number(required) / 1e18) * usd), `${name} at ${price}`).toBeCloseTo(1, 11);
      expect(equity).toBeCloseTo((Number(option.collateral) / 1e18) * usd, 8);
    }
    const elsewhere = trader.venue.marginAt(reading, account, 'BTC', 1);
    expect(elsewhere.maintenance).toBe(toFloat(account.maintenance));
  }
});

/** The same reading with nothing in the wallet. */
function emptied({ detail, ...rest }: Awaited<ReturnType<LyraTrader['read']>>) {
  const none = { balance: tokenAmount(0n), allowance: tokenAmount(0n) };
  const markets = detail.markets.map((market) => ({ ...market, wallet: { quote: none, base: none } }));
  const funding = rest.funding.map((row) => ({ ...row, ...none }));
  return { ...rest, funding, detail: { ...detail, markets } };
}

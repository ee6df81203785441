import { maxUint256 } from 'viem';
import { expect, test } from 'vitest';
import { useLab } from '../../../test/lab.js';
import { collateral, createLyraTrader, type LyraTrader } from '../../../test/lyraTrader.js';
import type { CollateralWay } from '../../model/collateralWay.js';
import { amountToFloat, toFloat, tokenAmount } from '../../model/units.js';
import type { LyraDetail } from './state.js';
import { waysOf } from './ways.js';

const lab = useLab();

const book = {
  options: [
    { expiry: 'near', kind: 'shortCallQuote', strike: 2150, amount: 2, collateral: 3000 },
    { expiry: 'far', kind: 'shortPutQuote', strike: 1800, amount: 2, collateral: 3000 },
    { expiry: 'near', kind: 'shortCallBase', strike: 2000, amount: 2, collateral: 1.7 },
    { expiry: 'far', kind: 'longPut', strike: 1800, amount: 1, collateral: 0 },
  ],
  perp: null,
} as const;

async function holder(): Promise<LyraTrader> {
  const trader = await createLyraTrader(lab(), { sUSD: 30_000, sETH: 5 });
  await lab().openBook(trader, book);
  return trader;
}

const sayWay = ({ kind, marginAccount, token }: CollateralWay) => `${kind} ${token.symbol} ${marginAccount}`;

test('default: each short has a way in and a way out, in its own collateral; a long has none', async () => {
  const { detail } = await (await holder()).read();
  expect(waysOf(detail).map(sayWay).sort()).toEqual([
    'addCollateral sETH lyra #3',
    'addCollateral sUSD lyra #1',
    'addCollateral sUSD lyra #2',
    'removeCollateral sETH lyra #3',
    'removeCollateral sUSD lyra #1',
    'removeCollateral sUSD lyra #2',
  ]);
  expect(waysOf(detail).every(({ closed }) => closed === null)).toBe(true);
});

test('behavior: base collateral counts at spot; the most that is let go leaves the minimum', async () => {
  const trader = await holder();
  const reading = await trader.read();
  const spot = toFloat(reading.prices['ETH'] ?? expect.fail('no price'));
  for (const way of waysOf(reading.detail)) {
    expect(Math.abs(way.equity)).toBe(way.token.symbol === 'sETH' ? spot : 1);
    const amount = way.kind === 'addCollateral' ? 10n ** 17n : way.most;
    const token = way.token.symbol === 'sETH' ? 'sETH' : 'sUSD';
    const after = trader.venue.after(reading, collateral(way.kind, way.marginAccount, token, amount));
    const of = (one: typeof reading) => one.marginAccounts.find(({ id }) => id === way.marginAccount);
    const [before, then] = [of(reading), of(after)];
    if (!before || !then) throw new Error(`${way.marginAccount} is gone`);
    expect(then.maintenance).toBe(before.maintenance);
    const moved = amountToFloat(tokenAmount(amount), 18) * way.equity;
    expect(toFloat(then.equity) - toFloat(before.equity)).toBeCloseTo(moved, 9);
    if (way.kind === 'removeCollateral') expect(then.health).toBeCloseTo(1, 9);
  }
});

test('behavior: base collateral is let go of down to its minimum by the contract itself', async () => {
  const trader = await holder();
  const out = waysOf((await trader.read()).detail).find(
    ({ kind, token }) => kind === 'removeCollateral' && token.symbol === 'sETH',
  );
  if (!out) throw new Error('no way out of the covered call');
  // What is required changes with each second.
  const amount = out.most - out.most / 10_000n;
  await trader.carryOut(collateral('removeCollateral', out.marginAccount, 'sETH', amount));
  const left = (await trader.read()).detail;
  expect(Number(waysOf(left).find((way) => sayWay(way) === sayWay(out))?.most)).toBeLessThan(Number(out.most) / 1000);
});

const withMarket = (detail: LyraDetail, change: Partial<LyraDetail['markets'][number]>): LyraDetail => ({
  ...detail,
  markets: detail.markets.map((market) => ({ ...market, ...change })),
});
const closedOf = (detail: LyraDetail, kind: CollateralWay['kind']) =>
  new Set(
    waysOf(detail)
      .filter((way) => way.kind === kind)
      .map(({ closed }) => closed),
  );

test('behavior: what is paused, expired or not minted is closed, with the reason', async () => {
  const { detail } = await (await holder()).read();
  const halted = withMarket(detail, { paused: 'Lyra has paused all its markets' });
  expect([...closedOf(halted, 'addCollateral')]).toEqual(['Lyra has paused all its markets']);
  const paused = withMarket(detail, { paused: 'the ETH market is paused' });
  expect([...closedOf(paused, 'addCollateral')]).toEqual([null]);
  expect([...closedOf(paused, 'removeCollateral')]).toEqual(['the ETH market is paused']);

  const [market] = detail.markets;
  if (!market) throw new Error('no market');
  const fresh = withMarket(detail, {
    options: market.options.slice(0, 1).map((option) => ({ ...option, name: 'new1', positionId: 0n })),
  });
  expect([...closedOf(fresh, 'addCollateral')]).toEqual(['lyra #new1 is not minted yet']);
  const expired = withMarket(detail, {
    boards: market.boards.map((board) => ({ ...board, expiry: detail.timestamp })),
  });
  expect([...closedOf(expired, 'removeCollateral')]).toHaveLength(3);
  expect([...closedOf(expired, 'removeCollateral')].every((why) => why?.includes('has expired'))).toBe(true);
  expect(waysOf(expired).map(({ most }) => most)).toEqual([maxUint256, 0n, maxUint256, 0n, maxUint256, 0n]);
});

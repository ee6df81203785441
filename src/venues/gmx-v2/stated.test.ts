import { parseEther, parseUnits } from 'viem';
import { expect, test } from 'vitest';
import { useGmxLab } from '../../../test/gmxLab.js';
import { createGmxTrader, type GmxTrader, gmxUsd, headOf, readAt } from '../../../test/gmxTrader.js';
import { driftsOver, marginDrifts } from '../../assess/margin/marginDrift.js';
import type { VenueReading } from '../../model/snapshot.js';
import { bps } from '../../model/units.js';
import type { GmxDetail } from './detail.js';

const lab = useGmxLab();

const statedOf = async (trader: GmxTrader, reading: VenueReading<GmxDetail>) => {
  const asked = trader.venue.stated?.(reading);
  if (!asked) throw new Error('GMX states its margins');
  return readAt(lab(), asked, await headOf(lab()));
};

/** Both sides, so that funding flows, in either collateral. */
async function holder(): Promise<GmxTrader> {
  const trader = await createGmxTrader(lab());
  for (const [isLong, collateral, size] of [
    [true, 'USDC', 10_000],
    [false, 'WETH', 6_000],
  ] as const) {
    const collateralDelta = collateral === 'USDC' ? parseUnits('1000', 6) : parseEther('0.5');
    await trader.carryOutByHand({ orderType: 2, isLong, collateral, sizeDeltaUsd: gmxUsd(size), collateralDelta });
  }
  await lab().advance(7_200);
  await lab().moveMarket(2_040, { spread: 0.001 });
  return trader;
}

test('default: what remains and what is required are the Reader’s, to the last digit', async () => {
  const trader = await holder();
  const stated = await statedOf(trader, await trader.read());
  for (const { theirs } of stated) expect(theirs.equity).toBeGreaterThan(500);
  const drifts = marginDrifts(stated);
  expect(drifts.map(({ marginAccount, what, bps }) => [marginAccount, what, bps])).toEqual([
    ['gmx-v2 ETH/USD long USDC', 'equity', 0],
    ['gmx-v2 ETH/USD long USDC', 'maintenance', 0],
    ['gmx-v2 ETH/USD short WETH', 'equity', 0],
    ['gmx-v2 ETH/USD short WETH', 'maintenance', 0],
  ]);
});

test('behavior: arithmetic that is not the protocol’s is found out', async () => {
  const trader = await holder();
  const reading = await trader.read();
  const { detail } = reading;
  const markets = Object.fromEntries(
    Object.entries(detail.markets).map(([token, market]) => [
      token,
      {
        ...market,
        params: {
          ...market.params,
          minCollateralFactorForLiquidation: (market.params.minCollateralFactorForLiquidation * 11n) / 10n,
        },
      },
    ]),
  );
  const positions = detail.positions.map((position) => ({
    ...position,
    collateralAmount: (position.collateralAmount * 101n) / 100n,
  }));
  const drifts = driftsOver(await statedOf(trader, { ...reading, detail: { ...detail, markets, positions } }), bps(10));
  expect(new Set(drifts.map(({ what }) => what))).toEqual(new Set(['equity', 'maintenance']));
});

test('behavior: a Reader that does not answer leaves nothing to compare', async () => {
  const trader = await holder();
  const reading = await trader.read();
  const positions = reading.detail.positions.map((position) => ({ ...position, key: `0x${'22'.repeat(32)}` as const }));
  const stated = await statedOf(trader, { ...reading, detail: { ...reading.detail, positions } });
  expect(stated.map(({ theirs }) => theirs)).toEqual([
    { equity: null, maintenance: null },
    { equity: null, maintenance: null },
  ]);
  expect(marginDrifts(stated)).toEqual([]);
});

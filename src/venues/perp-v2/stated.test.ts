import { expect, test } from 'vitest';
import { useLab } from '../../../test/lab.js';
import type { PerpV2Trader } from '../../../test/perpV2Trader.js';
import { collateral, createPerpV2Trader, headOf, readAt, trade } from '../../../test/perpV2Trader.js';
import { driftsOver, marginDrifts } from '../../assess/margin/marginDrift.js';
import type { VenueReading } from '../../model/snapshot.js';
import { bps } from '../../model/units.js';
import type { PerpV2Detail } from './state.js';

const lab = useLab();

const statedOf = async (trader: PerpV2Trader, reading: VenueReading<PerpV2Detail>) => {
  const asked = trader.venue.stated?.(reading);
  if (!asked) throw new Error('perp-v2 states its margins');
  return readAt(lab(), asked, await headOf(lab()));
};

async function holding(): Promise<PerpV2Trader> {
  const trader = await createPerpV2Trader(lab(), 50_000);
  await trader.carryOut(collateral('addCollateral', '5000'));
  await trader.carryOut(trade('Sell', '4.2'));
  await lab().moveMarket(2111.11);
  return trader;
}

test('default: equity and requirement are those of the ClearingHouse, to the last digit', async () => {
  const trader = await holding();
  const stated = await statedOf(trader, await trader.read());
  expect(stated[0]?.theirs.equity).toBeGreaterThan(4_000);
  expect(marginDrifts(stated)).toMatchObject([
    { marginAccount: 'perp-v2 cross', what: 'equity', bps: 0 },
    { marginAccount: 'perp-v2 cross', what: 'maintenance', bps: 0 },
  ]);
});

test('behavior: arithmetic that is not the protocol’s is found out', async () => {
  const trader = await holding();
  const reading = await trader.read();
  const { detail } = reading;
  const tampered = {
    ...reading,
    detail: { ...detail, mmRatio: 60_000, vaultBalance: detail.vaultBalance + 50_000_000n },
  };
  const drifts = driftsOver(await statedOf(trader, tampered), bps(10));
  expect(drifts.map(({ what }) => what).sort()).toEqual(['equity', 'maintenance']);
  expect(drifts[0]?.bps).toBeCloseTo((10_000 * 50) / (drifts[0]?.theirs ?? 1), 0);
});

test('behavior: other collateral that the protocol counts and we do not leaves the equity uncompared', async () => {
  const trader = await holding();
  const reading = await trader.read();
  const other = { ...reading, detail: { ...reading.detail, otherCollateral: [trader.address] } };
  expect(marginDrifts(await statedOf(trader, other)).map(({ what }) => what)).toEqual(['maintenance']);
});

import { parseUnits } from 'viem';
import { expect, test } from 'vitest';
import { useLab } from '../../../test/lab.js';
import { asOwner, collateral, createPerpV2Trader, headOf, trade } from '../../../test/perpV2Trader.js';
import { assess } from '../../assess/assess.js';
import { toFloat, wad } from '../../model/units.js';
import { toySnapshot } from '../../plan/testing/toyBook.js';
import type { Venue } from '../venue.js';

const lab = useLab();

test('behavior: the distance to liquidation is that of the mark, wherever the oracle stands', async () => {
  const trader = await createPerpV2Trader(lab(), 2_600);
  await trader.carryOut(collateral('addCollateral', '2600'));
  await trader.carryOut(trade('Buy', '10'));
  for (const oracle of [2_000, 2_080, 1_920]) {
    await lab().testClient.increaseTime({ seconds: 30 });
    await lab().testClient.mine({ blocks: 1 });
    const { timestamp } = await headOf(lab());
    const answer = [parseUnits(String(oracle), 8), BigInt(timestamp)];
    await asOwner(lab(), lab().contracts.perp.Aggregator, 'setLatestAnswer', answer);
    const reading = await trader.read();
    const [risk] = assess(toySnapshot([reading]), new Map([['perp-v2', trader.venue as Venue]])).marginAccounts;
    const mark = toFloat(wad(reading.markets[0]?.mark ?? 0n));
    expect(toFloat(wad(reading.markets[0]?.index ?? 0n))).toBe(oracle);
    // A long of V = 10 marks loses V·d and frees m·d of its requirement m when the mark falls by d.
    const { equity, maintenance } = risk ?? { equity: 0, maintenance: 0 };
    const distance = (equity - maintenance) / (10 * mark - maintenance);
    expect(risk?.liquidationDistance).toBeCloseTo(distance, 6);
    expect(risk?.liquidationPrice).toBeCloseTo(mark * (1 - distance), 2);
  }
});

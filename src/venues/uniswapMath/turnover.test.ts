import { describe, expect, test } from 'vitest';
import { useLab } from '../../../test/lab.js';
import { collateral, createPerpV2Trader, trade } from '../../../test/perpV2Trader.js';
import { createUniswapTrader, swapTerms, useUniswapLab } from '../../../test/uniswapTrader.js';
import type { Fill } from '../../model/order.js';
import type { VenueReading } from '../../model/snapshot.js';
import { tradedBetween } from '../../model/turnover.js';
import { bps, toFloat } from '../../model/units.js';

/** USD between two readings of the only market that tells. */
function traded(before: VenueReading, after: VenueReading): number {
  const [was, is] = [before, after].map(({ markets }) => markets.find(({ turnover }) => turnover !== undefined));
  if (!was?.turnover || !is?.turnover) throw new Error('no market tells what it trades');
  return tradedBetween(was.turnover, is.turnover, toFloat(is.last));
}

const worth = (fills: readonly Fill[]): number =>
  fills.reduce((sum, fill) => (fill.kind === 'trade' ? sum + toFloat(fill.quantity) * toFloat(fill.price) : sum), 0);

describe('perp-v2', () => {
  const lab = useLab();

  test('default: what its pool earns tells what was traded in it, by whomever, on either side', async () => {
    const [trader, other] = [await createPerpV2Trader(lab(), 20_000), await createPerpV2Trader(lab(), 20_000)];
    await trader.carryOut(collateral('addCollateral', '20000'));
    await other.carryOut(collateral('addCollateral', '20000'));
    const before = await trader.read();
    const bought = worth(await other.carryOut(trade('Buy', '3')));
    const between = await trader.read();
    expect(traded(before, between) / bought).toBeCloseTo(1, 2);
    const sold = worth(await other.carryOut(trade('Sell', '7')));
    expect(traded(between, await trader.read()) / sold).toBeCloseTo(1, 2);
    expect(traded(before, await trader.read()) / (bought + sold)).toBeCloseTo(1, 2);
  });
});

describe.each(['WETH', 'USDC'] as const)('uniswap-v3 with %s as token0', (token0) => {
  const lab = useUniswapLab({ token0 });

  test('default: as for perp-v2', async () => {
    const trader = await createUniswapTrader(lab(), { USDC: 100_000, WETH: 50 });
    const before = await trader.read();
    const { fills: bought } = await trader.carryOut(swapTerms('Buy', 5, { maxSlippage: bps(500) }));
    const between = await trader.read();
    expect(traded(before, between) / worth(bought)).toBeCloseTo(1, 2);
    const { fills: sold } = await trader.carryOut(swapTerms('Sell', 9, { maxSlippage: bps(500) }));
    expect(traded(between, await trader.read()) / worth(sold)).toBeCloseTo(1, 2);
  });
});

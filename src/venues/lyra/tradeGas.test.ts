import { expect, test } from 'vitest';
import { useLab } from '../../../test/lab.js';
import { createLyraTrader, listed, trade } from '../../../test/lyraTrader.js';
import { oneSecondOn } from '../../../test/perpV2Trader.js';

const lab = useLab();

test('default: each trade uses the gas that was foretold, approvals included, within an eighth', async () => {
  const trader = await createLyraTrader(lab(), { sUSD: 500_000, sETH: 200 });
  const markets = await trader.read();
  const [call, put] = [listed(markets, '2000-C'), listed(markets, '2000-P')];
  const far = listed(markets, '2000-C', 'far');
  const foretold: bigint[] = [];
  for (const [instrument, sides] of [
    [call, ['Buy 1', 'Buy 2', 'Sell 1', 'Sell 2']],
    [put, ['Sell 5', 'Sell 2', 'Buy 2', 'Buy 5']],
    [call, ['Sell 5', 'Buy 2', 'Buy 3']],
    [far, ['Sell 5', 'Sell 5']],
  ] as const) {
    let position: string | null = null;
    for (const [i, text] of sides.entries()) {
      const [side, amount] = text.split(' ') as ['Buy' | 'Sell', string];
      const terms = trade({ side, instrument, amount, position, reduceOnly: i > 0 && side !== sides[0].split(' ')[0] });
      const { gas = 0n } = trader.venue.estimate(await trader.read(), terms);
      let used = 0n;
      for (const request of await trader.prepared(terms)) {
        // However quick this machine is.
        await oneSecondOn(lab());
        const { status, gasUsed } = await trader.send(request);
        expect(status).toBe('success');
        used += gasUsed;
      }
      expect(Math.abs(Number(used) / Number(gas) - 1), `${text} ${instrument}: ${used} of ${gas}`).toBeLessThan(1 / 8);
      foretold.push(gas);
      const { positions } = await trader.read();
      position = positions.find((held) => held.instrument.id === instrument)?.id ?? null;
    }
  }
  expect(new Set(foretold).size).toBeGreaterThanOrEqual(4);
});

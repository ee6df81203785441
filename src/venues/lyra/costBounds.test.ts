import fc from 'fast-check';
import { parseEther } from 'viem';
import { expect, test } from 'vitest';
import { useLab } from '../../../test/lab.js';
import { createLyraTrader } from '../../../test/lyraTrader.js';
import type { Side, TradeTerms } from '../../model/order.js';
import { bps, wad } from '../../model/units.js';
import { planTrade } from './tradePlan.js';

const lab = useLab();
const WEI = 10n ** 18n;

test('invariant: with a worst price, the premium that the bound lets through is within it, wherever spot stands', async () => {
  const { detail, markets } = await (await createLyraTrader(lab(), {})).read();
  const [market] = detail.markets;
  const [listed] = markets;
  if (!market || !listed) throw new Error('no market');
  const side = fc.constantFrom<Side>('Buy', 'Sell');
  const worst = fc.bigInt({ min: 1n, max: 3_000n * WEI }).map(wad);
  const spot = fc.integer({ min: 500, max: 5_000 });
  const slippage = fc.double({ min: 0, max: 9_000, noNaN: true });
  const quantity = fc.bigInt({ min: 10n ** 15n, max: 50n * WEI }).map(wad);
  let bound = 0;
  fc.assert(
    fc.property(side, worst, spot, slippage, quantity, (which, worstPrice, at, maxSlippage, amount) => {
      const moved = { ...detail, markets: [{ ...market, spot: wad(parseEther(`${at}`)) }] };
      const terms: TradeTerms = {
        ...{ kind: 'trade', venue: 'lyra', instrument: listed.instrument.id, position: null, side: which },
        ...{ quantity: amount, reduceOnly: false, maxSlippage: bps(maxSlippage) },
      };
      const loose = planTrade(moved, terms);
      const { minTotalCost, maxTotalCost, route } = planTrade(moved, { ...terms, worstPrice });
      // The fee is a float: more than it can be off by.
      const fee = BigInt(Math.floor(route.cost.fee * 1e18 * (1 + 2 ** -50))) + 1n;
      if (which === 'Buy') {
        expect((maxTotalCost - fee) * WEI <= worstPrice * amount).toBe(true);
        expect(maxTotalCost <= loose.maxTotalCost).toBe(true);
        if (maxTotalCost < loose.maxTotalCost) bound++;
      } else {
        expect((minTotalCost + fee) * WEI >= worstPrice * amount).toBe(true);
        expect(minTotalCost >= loose.minTotalCost).toBe(true);
        if (minTotalCost > loose.minTotalCost) bound++;
      }
    }),
    { numRuns: 200 },
  );
  expect(bound).toBeGreaterThan(40);
});

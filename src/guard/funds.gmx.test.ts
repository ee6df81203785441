import { expect, test } from 'vitest';
import { useGmxLab } from '../../test/gmxLab.js';
import { createGmxTrader } from '../../test/gmxTrader.js';
import { toFloat } from '../model/units.js';
import { planTick } from '../plan/planTick.js';
import { hedgeRule, toyBook, toySnapshot } from '../plan/testing/toyBook.js';
import type { Venue } from '../venues/venue.js';

const lab = useGmxLab();

/** What becomes of a wish to sell 5 ETH at three times its collateral. */
async function hedging(dollars: number, minimum = 0.05) {
  const trader = await createGmxTrader(lab(), { USDC: dollars, WETH: 0 });
  const snapshot = toySnapshot([await trader.read()]);
  const venues = new Map([['gmx-v2', trader.venue as Venue]]);
  const rule = hedgeRule({
    on: ['gmx-v2 ETH/USD'],
    to: -5,
    when: { source: 'always', names: [], holds: () => true },
    minimum,
  });
  return planTick(toyBook([rule], undefined, { snapshot, venues })).decisions[0];
}

test('behavior: a hedge is cut to what the wallet can back at its leverage', async () => {
  const decision = await hedging(800);
  const terms = decision?.action?.terms;
  expect(decision).toMatchObject({ verdict: 'act', not: [] });
  expect(decision?.checks).toContainEqual(
    expect.objectContaining({
      code: 'FUNDS',
      verdict: 'shrink',
      text: expect.stringMatching(/^the wallet lacks 2\d{3}.* USDC$/),
    }),
  );
  // 3 × 800 USD, less the fee.
  const quantity = terms?.kind === 'trade' ? toFloat(terms.quantity) : Number.NaN;
  expect(quantity).toBeGreaterThan(1.19);
  expect(quantity).toBeLessThan(1.2);
});

test('behavior: what would be left of it is not sent when it is too little', async () => {
  expect(await hedging(20)).toMatchObject({
    verdict: 'refused',
    not: expect.arrayContaining([expect.stringMatching(/^FUNDS: the wallet lacks .* only 0.02995 ETH would fit/)]),
  });
});

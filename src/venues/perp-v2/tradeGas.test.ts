import { expect, test } from 'vitest';
import { useLab } from '../../../test/lab.js';
import { createPerpV2Trader, headOf, inTwoMinutes, trade } from '../../../test/perpV2Trader.js';
import { tokenAmount } from '../../model/units.js';

const lab = useLab();

test('default: each trade uses the gas that was foretold, within an eighth', async () => {
  const trader = await createPerpV2Trader(lab(), 200_000);
  await trader.carryOut({
    ...{ kind: 'addCollateral', venue: 'perp-v2', marginAccount: 'perp-v2 cross', token: 'USDC', decimals: 6 },
    amount: tokenAmount(100_000_000_000n),
  });
  const foretold: bigint[] = [];
  // Opens, adds, shrinks, closes; the same on the other side; through zero both ways.
  for (const quantity of ['1', '1', '20', '-3', '-19', '-2', '-2', '1', '3', '-2', '40', '-80']) {
    const terms = trade(quantity.startsWith('-') ? 'Sell' : 'Buy', quantity.replace('-', ''));
    const reading = await trader.read();
    const { gas = 0n } = trader.venue.estimate(reading, terms);
    const [request] = trader.venue.prepare(reading, terms, inTwoMinutes(await headOf(lab())));
    if (!request) throw new Error('nothing to send');
    const { status, gasUsed } = await trader.send(request);
    expect(status).toBe('success');
    expect(Math.abs(Number(gasUsed) / Number(gas) - 1), `${quantity}: ${gasUsed} of ${gas}`).toBeLessThan(1 / 8);
    foretold.push(gas);
  }
  expect(new Set(foretold).size).toBe(3);
});

import { expect, test } from 'vitest';
import { createJavascriptKernel } from '../../assess/pricing/javascriptKernel.js';
import { compileHoldings } from '../../assess/revalue/compileHoldings.js';
import { revalue } from '../../assess/revalue/revalue.js';
import { seededBook, seededDraw } from '../../assess/revalue/testing/seededBook.js';
import type { Holdings } from '../../model/holdings.js';
import { deltaCurve } from './deltaCurve.js';

const kernel = createJavascriptKernel();
const deltaAt = (holdings: Holdings, price: number) =>
  deltaCurve(holdings, 'ETH', [price], kernel)[0]?.delta ?? Number.NaN;

test('invariant: the delta at other prices is the slope of the revaluation, along the smile too', () => {
  const book = seededBook(seededDraw(7), { options: 40, linear: 10 });
  const smiling: Holdings = {
    ...book,
    options: book.options.map((held, i) => ({ ...held, volPerLogSpot: (i % 3) * -0.05 })),
  };
  const index = smiling.underlyings.findIndex(({ name }) => name === 'ETH');
  const price = smiling.underlyings[index]?.price ?? Number.NaN;
  const compiled = compileHoldings(smiling, kernel);
  for (const move of [-0.3, -0.05, 0, 0.04, 0.25]) {
    const step = 1e-4;
    const moves = Float64Array.of(move - step, move + step);
    const still = new Float64Array(2);
    const [low = 0, high = 0] = revalue(compiled, {
      count: 2,
      spot: smiling.underlyings.map((_, u) => (u === index ? moves : still)),
      vol: smiling.underlyings.map(() => Float64Array.of(1, 1)),
      years: still,
    });
    const there = price * Math.exp(move);
    expect(deltaAt(smiling, there)).toBeCloseTo((high - low) / (2 * there * Math.sinh(step)), 2);
  }
});

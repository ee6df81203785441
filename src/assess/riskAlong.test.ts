import fc from 'fast-check';
import { expect, test } from 'vitest';
import { unixSeconds } from '../model/units.js';
import { deltaCurve } from '../plan/hedge/deltaCurve.js';
import { reportOf } from '../plan/triggers/testing/reportOf.js';
import { createJavascriptKernel } from './pricing/javascriptKernel.js';
import { compileHoldings } from './revalue/compileHoldings.js';
import { revalue } from './revalue/revalue.js';
import { seededBook, seededDraw } from './revalue/testing/seededBook.js';
import { riskAlong } from './riskAlong.js';

const kernel = createJavascriptKernel();

test('invariant: at the price of now it is the report; elsewhere the difference is what the holdings tell', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 1e6 }), fc.double({ min: -0.6, max: 0.4, noNaN: true }), (seed, move) => {
      const holdings = seededBook(seededDraw(seed), { options: 20, linear: 4, days: [7, 28, 90] });
      const index = holdings.underlyings.findIndex(({ name }) => name === 'ETH');
      const now = holdings.underlyings[index]?.price ?? Number.NaN;
      const slopeAt = (price: number) => deltaCurve(holdings, 'ETH', [price], kernel)[0] ?? { delta: 0, gamma: 0 };
      const risk = reportOf(holdings, kernel, { ETH: 3 });
      const along = riskAlong({ risk, holdings, underlying: 'ETH', slopeAt, kernel });
      expect(along(now)).toBe(risk);
      const price = now * Math.exp(move);
      const there = along(price);
      const [before, after] = [risk, there].map(({ underlyings }) => underlyings.find((u) => u.underlying === 'ETH'));
      expect(after?.price).toBe(price);
      expect((after?.delta ?? 0) - 3).toBeCloseTo(slopeAt(price).delta, 8);
      expect(after?.deltaUsd).toBeCloseTo((after?.delta ?? 0) * price, 6);
      expect(there.portfolio.deltaUsd - risk.portfolio.deltaUsd).toBeCloseTo(
        (after?.deltaUsd ?? 0) - (before?.deltaUsd ?? 0),
        4,
      );
      const [gain = Number.NaN] = revalue(compileHoldings(holdings, kernel), {
        count: 1,
        spot: holdings.underlyings.map((_, i) => Float64Array.of(i === index ? move : 0)),
        vol: holdings.underlyings.map(() => Float64Array.of(1)),
        years: Float64Array.of(0),
      });
      expect(there.portfolio.equity - risk.portfolio.equity).toBeCloseTo(gain, 3);
      // What is of other underlyings is as it was.
      const others = (of: typeof risk) => of.underlyings.filter(({ underlying }) => underlying !== 'ETH');
      expect(others(there)).toEqual(others(risk));
    }),
    { numRuns: 25 },
  );
});

test('args: an underlying without a price is refused', () => {
  const holdings = {
    at: unixSeconds(0),
    underlyings: [],
    options: [],
    linear: [],
    liquidity: [],
    margins: [],
    unpriced: [],
  };
  const risk = reportOf(holdings, kernel);
  const slopeAt = () => ({ delta: 0, gamma: 0 });
  expect(() => riskAlong({ risk, holdings, underlying: 'ETH', slopeAt, kernel })).toThrow('no price of ETH');
});

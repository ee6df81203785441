import { expect, test } from 'vitest';
import { recordedMarkets } from '../../../../test/fixtures/gmx/positions.js';
import { borrowingFactorPerSecond } from './borrowing.js';
import { nextFunding } from './funding.js';

test('default: funding and borrowing are those of Reader.getMarketInfo', () => {
  let compared = 0;
  for (const { context, info } of recordedMarkets) {
    expect(nextFunding(context)).toEqual(info.nextFunding);
    expect(borrowingFactorPerSecond(context, true)).toBe(info.borrowingFactorPerSecondForLongs);
    expect(borrowingFactorPerSecond(context, false)).toBe(info.borrowingFactorPerSecondForShorts);
    compared++;
  }
  expect(compared).toBe(18);
});

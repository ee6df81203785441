import { expect, test } from 'vitest';
import { axisTexts } from './axis.js';

test.each([
  [[35_250, 35_500, 35_750], 250, ['35.25k', '35.50k', '35.75k']],
  [[-10_000, -5_000, 0, 5_000], 5_000, ['−10k', '−5k', '0', '5k']],
  [[1.4, 1.45, 1.5], 0.05, ['1.40', '1.45', '1.50']],
  [[0, 0.000_2], 0.000_2, ['0', '0.0002']],
  [[-8_000, -7_500], 500, ['−8 000', '−7 500']],
  [[12_500_000, 12_600_000], 100_000, ['12.5M', '12.6M']],
])('behavior: the lines of an axis at %o are told apart by what stands beside them', (lines, step, texts) => {
  expect(axisTexts(lines, step)).toEqual(texts);
});

import { stripVTControlCharacters } from 'node:util';
import { expect, test } from 'vitest';
import { fitSurface } from '../../../assess/surface/fitSurface.js';
import { unixSeconds } from '../../../model/units.js';
import { surfaceText } from './surfaceText.js';

test('default: a line an expiry with how far the fit is from its quotes, then what must be known', () => {
  const at = unixSeconds(1_800_000_000);
  const expiry = unixSeconds(1_800_000_000 + 30 * 86_400);
  const strikes = [1_600, 1_800, 2_000, 2_200, 2_400, 2_600];
  const quotes = strikes.map((strike) => ({ expiry, strike, vol: 0.8 + (strike === 2_200 ? 0.05 : 0) }));
  const fit = fitSurface(quotes, { underlying: 'ETH', at, spot: 2_000, carry: 0 });
  if (!('spot' in fit)) throw new Error(fit.notes.join());
  const [expiryFit] = fit.expiries;
  const text = stripVTControlCharacters(surfaceText(fit));
  const line = text.split('\n').find((one) => one.startsWith('2027-02-14'));
  expect(line?.split(/ {2,}/).slice(1, 3)).toEqual(['6', '2 000.00']);
  expect(line).toContain(expiryFit?.worst.toFixed(2));
  expect(expiryFit?.worst).toBeGreaterThan(1);
  for (const note of fit.notes) expect(text).toContain(note);
});

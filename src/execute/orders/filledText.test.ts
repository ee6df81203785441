import { expect, test } from 'vitest';
import { collateral, trade } from '../../../test/perpV2Trader.js';
import type { Fill } from '../../model/order.js';
import { fromFloat, WAD, wad } from '../../model/units.js';
import { filledText } from './filledText.js';

const fillOf = (quantity: number): Fill => ({
  kind: 'trade',
  instrument: 'perp-v2 ETH',
  underlying: 'ETH',
  side: 'Sell',
  quantity: fromFloat(quantity, 'down'),
  price: WAD,
  fee: wad(0n),
});

test('default: a trade that was cut short says how far it came', () => {
  const terms = trade('Sell', '120', { reduceOnly: true });
  expect(filledText(terms, [fillOf(40.332912345)])).toBe('filled 40.3329 of 120');
  expect(filledText(terms, [fillOf(40), fillOf(20)])).toBe('filled 60 of 120');
});

test('behavior: nothing is said of what was done in full', () => {
  const terms = trade('Sell', '120');
  expect(filledText(terms, [fillOf(120)])).toBe('');
  expect(filledText(terms, [fillOf(119.95)])).toBe('');
  expect(filledText(collateral('addCollateral', '5'), [])).toBe('');
});

import { expect, test } from 'vitest';
import type { Fill } from '../../model/order.js';
import { wad } from '../../model/units.js';
import { sampleTrade } from '../../record/testing/sample.js';
import { mostLooks, positionSilent } from './judgeVenueOrder.js';
import { statusOf } from './statusOf.js';

const row = (status: 'New' | 'Suspended' | 'Filled' | 'Canceled', text = '', looks = 0) => ({
  id: '0x1234567890abcdef',
  status,
  text,
  looks,
});
const fill: Fill = {
  kind: 'trade',
  instrument: 'toy ETH',
  underlying: 'ETH',
  side: 'Sell',
  quantity: sampleTrade.quantity,
  price: wad(1n),
  fee: wad(0n),
};
const of = (...rows: ReturnType<typeof row>[]) => statusOf(sampleTrade, 'toy', rows, [fill]);

test('default: an order stands as what it has in the book stands', () => {
  expect(of(row('New'))).toEqual({ status: 'New', text: 'waits at toy for its keeper: 0x12345678…' });
  expect(of(row('Suspended', 'why'))).toEqual({ status: 'Suspended', text: 'suspended by toy: why' });
  expect(of(row('Filled'))).toEqual({ status: 'Filled', text: '' });
  expect(of(row('Canceled', 'why'))).toEqual({ status: 'Canceled', text: 'why' });
});

test('behavior: part filled and part not is said, and not knowing of one part is not knowing of the order', () => {
  expect(of(row('Filled'), row('Suspended', 'why'))).toEqual({
    status: 'PartiallyFilled',
    text: '1 of 2 parts filled; suspended by toy: why',
  });
  expect(of(row('Filled'), row('Canceled')).text).toBe(
    '1 of 2 parts filled, the rest canceled: the venue gave no reason',
  );
  expect(of(row('Canceled', 'a'), row('Canceled', 'b'), row('Canceled', 'a')).text).toBe('a; b');
  expect(of(row('Filled'), row('New', '', mostLooks)).status).toBe('Unknown');
  expect(of(row('New', positionSilent, mostLooks)).text).toBe(
    'gone from the book of toy, and no event tells why: 0x12345678…; its position does not tell either',
  );
});

test('behavior: what the venue changed of a fill is told', () => {
  expect(of(row('Filled', 'made larger'), row('Filled', 'made larger'))).toEqual({
    status: 'Filled',
    text: 'made larger',
  });
});

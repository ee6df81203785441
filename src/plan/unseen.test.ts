import { expect, test } from 'vitest';
import { hedgeRule, toySnapshot, toyStrategy } from './testing/toyBook.js';
import { toyReading, toyState } from './testing/toyPerp.js';
import { mayHold } from './unseen.js';

const unseen = [{ venue: 'dark', error: 'timed out' }];
const snapshot = toySnapshot([toyReading(toyState())]);
const watching = (...names: string[]) =>
  toyStrategy([hedgeRule({ underlying: 'BTC' })], { watch: names.length > 0 ? [{ venue: 'dark', names }] : [] });

test('default: a venue watched for the underlying may hold it', () => {
  expect(mayHold(unseen, 'ETH', watching('BTC', 'ETH'), snapshot)).toEqual(unseen);
});

test('behavior: one watched for other underlyings alone may not', () => {
  expect(mayHold(unseen, 'ETH', watching('BTC'), snapshot)).toEqual([]);
});

test('behavior: a token may be anything, and so may a venue nobody says anything about', () => {
  expect(mayHold(unseen, 'ETH', watching('BTC', 'WETH'), snapshot)).toEqual(unseen);
  expect(mayHold(unseen, 'ETH', watching(), snapshot)).toEqual(unseen);
});

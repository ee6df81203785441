import { expect, test } from 'vitest';
import type { CollateralTerms } from '../model/order.js';
import type { Position } from '../model/position.js';
import { tokenAmount, WAD, wad } from '../model/units.js';
import { VenueRefusal } from '../venues/venue.js';
import { project } from './project.js';
import { holding, toySnapshot, tradeOf, units } from './testing/toyBook.js';
import { toyPerp, toyReading, toyState } from './testing/toyPerp.js';
import { toyWalletReading } from './testing/toyWallet.js';

const balance = tokenAmount(800_000_000n);
const state = (venue: string) => toyState({ venue, walletBalance: balance, accounts: { cross: holding(3, 3_000) } });
const snapshot = toySnapshot([toyReading(state('toy')), toyReading(state('other')), toyWalletReading(balance)]);
const venues = new Map(['toy', 'other'].map((id) => [id, toyPerp(id)]));
const topUp: CollateralTerms = {
  kind: 'addCollateral',
  venue: 'toy',
  marginAccount: 'toy cross',
  token: 'USDC',
  decimals: 6,
  amount: tokenAmount(300_000_000n),
};

test('default: a trade changes its own reading and nothing else', () => {
  const after = project(snapshot, venues, tradeOf(-1));
  expect(after.readings[0]?.positions[0]?.quantity).toBe(units(2));
  expect(after.readings[1]).toBe(snapshot.readings[1]);
  expect(snapshot.readings[0]?.positions[0]?.quantity).toBe(units(3));
});

test('behavior: what a top-up takes is gone from every venue’s funding and from the wallet', () => {
  const after = project(snapshot, venues, topUp);
  expect(after.readings.map(({ funding }) => funding[0]?.balance)).toEqual([500_000_000n, 500_000_000n, undefined]);
  expect(after.readings[2]?.positions[0]).toMatchObject({ quantity: units(500), value: wad(500n * WAD) });
  expect(after.readings[2]?.positions[1]).toBe(snapshot.readings[2]?.positions[1]);
});

test('behavior: what another venue owes in the same token is not what the wallet pays with', () => {
  const [held] = toyWalletReading(balance).positions;
  if (!held) throw new Error('unreachable');
  const claim: Position = {
    ...held,
    id: 'other claim',
    venue: 'other',
    instrument: { ...held.instrument, id: 'other claim', venue: 'other' },
  };
  const other = { ...toyReading(state('other')), positions: [claim] };
  const after = project(toySnapshot([toyReading(state('toy')), other, toyWalletReading(balance)]), venues, topUp);
  expect(after.readings[1]?.positions).toEqual([claim]);
  expect(after.readings[1]?.funding[0]?.balance).toBe(500_000_000n);
  expect(after.readings[2]?.positions[0]?.quantity).toBe(units(500));
});

test('args: a venue that was not read refuses', () => {
  expect(() => project(snapshot, venues, tradeOf(-1, { venue: 'gone' }))).toThrow(VenueRefusal);
});

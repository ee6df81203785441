import { expect, test } from 'vitest';
import type { CollateralKind, CollateralTerms } from '../model/order.js';
import { tokenAmount } from '../model/units.js';
import { holding, toySnapshot } from '../plan/testing/toyBook.js';
import { toyPerp, toyReading, toyState } from '../plan/testing/toyPerp.js';
import { rowGrounds } from './rowGrounds.js';

const balance = tokenAmount(100_000_000n);
const snapshot = toySnapshot([
  toyReading(toyState({ walletBalance: balance, accounts: { cross: holding(3, 3_000) } })),
]);
const venues = new Map([['toy', toyPerp('toy')]]);
const usdc = (kind: CollateralKind, amount: bigint): CollateralTerms => ({
  ...{ kind, venue: 'toy', marginAccount: 'toy cross', token: 'USDC', decimals: 6, amount: tokenAmount(amount) },
});
const step = (programme: string, index: number) => ({ programme, index, of: 2 });
const held = (orders: Parameters<typeof rowGrounds>[0]) =>
  rowGrounds(orders, snapshot, venues).map((ground) => ground?.readings[0]?.funding[0]?.balance ?? null);

test('default: a later step is judged on what the ones before it of its own row leave', () => {
  const out = { terms: usdc('removeCollateral', 400_000_000n), step: step('a', 0) };
  const into = { terms: usdc('addCollateral', 450_000_000n), step: step('a', 1) };
  expect(held([out, into])).toEqual([null, 500_000_000n]);
  expect(held([out, { terms: into.terms }, into])).toEqual([null, null, 500_000_000n]);
});

test('behavior: rows know nothing of each other', () => {
  const orders = ['a', 'b', 'a', 'b'].map((row, i) => ({
    terms: usdc('removeCollateral', 1_000_000n * BigInt(i + 1)),
    step: step(row, i < 2 ? 0 : 1),
  }));
  expect(held(orders)).toEqual([null, null, 101_000_000n, 102_000_000n]);
});

test('behavior: what a venue cannot project leaves the ground as it is', () => {
  const lost = { terms: { ...usdc('removeCollateral', 1n), venue: 'gone' }, step: step('a', 0) };
  expect(held([lost, { terms: usdc('addCollateral', 1n), step: step('a', 1) }])).toEqual([null, balance]);
});

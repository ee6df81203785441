import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { ParentTerms } from '../../model/parentOrder.js';
import { bps, WAD, wad } from '../../model/units.js';
import { type AggregateOptions, aggregate } from './aggregate.js';
import { accountOf, sampleParent } from './testing/sampleParent.js';

const nothing: AggregateOptions = { taken: new Set(), busy: new Set(), trader: accountOf('trader') };
const perp: Partial<ParentTerms> = { venue: 'perp-v2', instrument: 'perp-v2 ETH' };
const namesOf = (made: ReturnType<typeof aggregate>) =>
  made.groups.map(({ instrument, side, method, members }) => [
    `${method} ${side} ${instrument}`,
    members.map(({ parent }) => parent).join(' '),
  ]);

test('default: the same asked for by three is one block of all that is left of them; by venue it is sent or interleaved', () => {
  const made = aggregate(
    [
      sampleParent('c', {}, { status: 'PartiallyFilled', cumQty: wad(4n * WAD) }),
      sampleParent('a'),
      sampleParent('b', perp),
      sampleParent('d'),
      sampleParent('e', perp),
    ],
    nothing,
  );
  expect(namesOf(made)).toEqual([
    ['interleave Buy perp-v2 ETH', 'b e'],
    ['transfer Buy uniswap-v3 WETH/USDC', 'a c d'],
  ]);
  expect(made.groups.map(({ quantity, terms }) => [quantity, terms.quantity])).toEqual([
    [20n * WAD, 20n * WAD],
    [26n * WAD, 26n * WAD],
  ]);
  expect(made.leftOut).toEqual([]);
});

test('behavior: what is not asked for alike is not one; nobody trades at a price that it did not ask for', () => {
  const limit = (price: bigint): Partial<ParentTerms> => ({ ...perp, ordType: 'Limit', price: wad(price * WAD) });
  const asked: Partial<ParentTerms>[] = [
    limit(2_000n),
    limit(2_001n),
    { ...limit(2_000n), maxSlippage: bps(10) },
    { ...limit(2_000n), side: 'Sell' },
    { ...limit(2_000n), timeInForce: 'IOC' },
    { ...limit(2_000n), algorithm: { kind: 'iceberg', display: WAD, jitter: 0 } },
  ];
  const { groups } = aggregate(
    asked.flatMap((terms, i) => [sampleParent(`${i}a`, terms), sampleParent(`${i}b`, terms)]),
    nothing,
  );
  expect(groups.map(({ members }) => members.map(({ parent }) => parent).join(' ')).sort()).toEqual(
    asked.map((_, i) => `${i}a ${i}b`),
  );
});

test('behavior: options are sent when they are bought; each sells its own, and so it does what is held in a position', () => {
  const option: Partial<ParentTerms> = { venue: 'lyra', instrument: 'lyra ETH-19DEC26-2000-C' };
  const made = aggregate(
    [
      sampleParent('a', option),
      sampleParent('b', { ...option, side: 'Sell', position: 'lyra #1' }),
      sampleParent('c', { ...option, side: 'Sell', position: 'lyra #2' }),
      sampleParent('d', { ...option, position: 'lyra #3' }),
    ],
    nothing,
  );
  expect(namesOf(made)).toEqual([
    ['transfer Buy lyra ETH-19DEC26-2000-C', 'a'],
    ['interleave Buy lyra ETH-19DEC26-2000-C', 'd'],
    ['interleave Sell lyra ETH-19DEC26-2000-C', 'b c'],
  ]);
});

test('behavior: what cannot be in a block is left out, each with its reason', () => {
  const { groups, leftOut } = aggregate(
    [
      sampleParent('a', { block: false }),
      sampleParent('b'),
      sampleParent('c', {}, { status: 'PendingReview' }),
      sampleParent('d', {}, {}, { mode: 'shadow' }),
    ],
    { ...nothing, taken: new Set(['b']) },
  );
  expect(groups).toEqual([]);
  expect(leftOut.map(({ parent, why }) => `${parent.id}: ${why}`)).toEqual([
    'a: it was not asked for as part of a block',
    'b: it is in a block already',
    'c: it is PendingReview',
    'd: a shadow sends nothing',
  ]);
});

test('behavior: one account trades one block of an instrument at a time; what is interleaved has no such bound', () => {
  const both = (terms: Partial<ParentTerms>) =>
    aggregate([sampleParent('a', terms), sampleParent('b', { ...terms, side: 'Sell' })], nothing);
  const sent = both({});
  expect(namesOf(sent)).toEqual([['transfer Buy uniswap-v3 WETH/USDC', 'a']]);
  expect(sent.leftOut.map(({ why }) => why)).toEqual(['another block of uniswap-v3 WETH/USDC is to be traded first']);
  expect(both(perp).groups).toHaveLength(2);
  expect(aggregate([sampleParent('a')], { ...nothing, busy: new Set(['uniswap-v3 WETH/USDC']) }).groups).toEqual([]);
});

test('behavior: what is to be sent needs an account that trades it, and another one than its own', () => {
  const own = sampleParent('trader');
  expect(aggregate([own], nothing).leftOut.map(({ why }) => why)).toEqual([
    'its account is the one that trades the block',
  ]);
  const { groups, leftOut } = aggregate([sampleParent('a'), sampleParent('b', perp)], { ...nothing, trader: null });
  expect(groups.map(({ instrument }) => instrument)).toEqual(['perp-v2 ETH']);
  expect(leftOut.map(({ why }) => why)).toEqual(['no account is there to trade uniswap-v3 WETH/USDC for all']);
});

test('invariant: every order is in one block or is left out, once; a block is the sum of its members', () => {
  const terms = fc.record({
    side: fc.constantFrom<'Buy' | 'Sell'>('Buy', 'Sell'),
    block: fc.boolean(),
    quantity: fc.bigInt({ min: 1n, max: 10n ** 24n }).map(wad),
    maxSlippage: fc.constantFrom(bps(10), bps(20)),
    venue: fc.constantFrom('uniswap-v3', 'perp-v2'),
  });
  fc.assert(
    fc.property(fc.array(terms, { maxLength: 40 }), (asked) => {
      const parents = asked.map((one, i) => sampleParent(String(i).padStart(3, '0'), one));
      const { groups, leftOut } = aggregate(parents, nothing);
      const seen = [
        ...groups.flatMap(({ members }) => members.map(({ parent }) => parent)),
        ...leftOut.map(({ parent }) => parent.id),
      ];
      expect(seen.sort()).toEqual(parents.map(({ id }) => id));
      for (const { quantity, members } of groups)
        expect(members.reduce((sum, member) => sum + member.quantity, 0n)).toBe(quantity);
    }),
  );
});

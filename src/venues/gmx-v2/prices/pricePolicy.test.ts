import fc from 'fast-check';
import { expect, test } from 'vitest';
import { bps, milliseconds, unixSeconds } from '../../../model/units.js';
import {
  combine,
  type FeedPrice,
  type PriceRule,
  type PriceSources,
  pricePolicy,
  type Sequencer,
  type TokenPrice,
} from './pricePolicy.js';
import { gmxPriceSettings } from './settings.js';
import type { Ticker } from './tickerOf.js';

const limits = gmxPriceSettings.parse(undefined);
const now = unixSeconds(1_763_740_800);
/** 2 000 USD a token of 18 decimals. */
const price = 2_000n * 10n ** 12n;

const tickerAt = (min: bigint, max: bigint, age = 0, trouble: string | null = null): Ticker => ({
  quote: {
    token: '0x82aF49447D8a07e3bd95BD0d56f35241523fBab1',
    min,
    max,
    updatedAt: unixSeconds(now - age),
  },
  trouble,
});
const feedAt = (at: bigint, age = 0, more: Partial<FeedPrice> = {}): FeedPrice => ({
  price: at,
  updatedAt: unixSeconds(now - age),
  heartbeat: null,
  ...more,
});
const ticker = tickerAt(price - 1n, price + 1n);
const feed = feedAt(price);
const good: PriceSources = { ticker, feed, now, sequencer: { up: true, startedAt: unixSeconds(now - 86_400) } };
const at = (changes: Partial<PriceSources>): TokenPrice => combine({ ...good, ...changes }, limits);
const silent: Ticker = { quote: null, trouble: 'the tickers are down since noon' };

test('default: two sources that agree give the tickers as GMX states them', () => {
  expect(at({})).toEqual({
    ok: true,
    rule: 'agree',
    price: { min: price - 1n, max: price + 1n },
    origin: 'tickers',
    at: now,
    doubt: null,
  });
});

const percent = (n: bigint) => price + (price * n) / 100n;
const off = tickerAt(percent(1n), percent(2n));
const cases: [PriceRule, Partial<PriceSources>, object][] = [
  ['agree', {}, { origin: 'tickers', doubt: null }],
  [
    'disagree',
    { ticker: off },
    {
      origin: 'hull',
      price: { min: price, max: percent(2n) },
      doubt: 'the tickers and the feed disagree by 2 %',
    },
  ],
  [
    'absurd',
    { ticker: tickerAt(price * 10n ** 18n, price * 10n ** 18n) },
    { origin: 'feed', price: { min: price, max: price }, doubt: expect.stringMatching(/GMX executes nothing/) },
  ],
  [
    'tickersOnly',
    { feed: null },
    {
      origin: 'tickers',
      price: { min: price - 1n, max: price + 1n },
      doubt: 'only the tickers state a price: its feed does not answer, or there is none',
    },
  ],
  [
    'feedOnly',
    { ticker: silent },
    {
      origin: 'feed',
      price: { min: price, max: price },
      doubt: 'only the feed states a price: the tickers are down since noon',
    },
  ],
  [
    'neither',
    { ticker: silent, feed: null },
    { error: 'the tickers are down since noon, and its feed does not answer, or there is none' },
  ],
];

test.each(cases)('behavior: %s', (rule, changes, expected) => {
  expect(at(changes)).toMatchObject({ rule, ...expected });
});

test('invariant: every rule of the policy has a case here, and doubts exactly what it says it doubts', () => {
  expect(cases.map(([rule]) => rule)).toEqual(Object.keys(pricePolicy));
  for (const [rule, changes] of cases) {
    const found = at(changes);
    expect(!found.ok || found.doubt !== null).toBe(pricePolicy[rule].doubt);
  }
});

test('behavior: tickers count by their age at the block', () => {
  const ruleOf = (age: number) => at({ ticker: tickerAt(price, price, age) }).rule;
  expect([30, 31, -10, -11].map(ruleOf)).toEqual(['agree', 'feedOnly', 'agree', 'feedOnly']);
  expect(at({ ticker: tickerAt(price, price, 45, 'the tickers are down since noon') })).toMatchObject({
    doubt: 'only the feed states a price: the tickers are 45 s old, the tickers are down since noon',
  });
  expect(at({ ticker: tickerAt(price, price, -60) })).toMatchObject({
    doubt: 'only the feed states a price: the tickers are 60 s ahead of the block',
  });
});

test('behavior: tickers that fail but are fresh still count', () => {
  expect(at({ ticker: tickerAt(price, price, 5, 'the tickers are down since noon') })).toMatchObject({ doubt: null });
});

test('behavior: a feed counts for its heartbeat, or 25 h, or as long as the operator says', () => {
  const ruleOf = (changes: FeedPrice, feedMaxAge?: number) =>
    combine({ ...good, feed: changes }, feedMaxAge ? { ...limits, feedMaxAge: milliseconds(feedMaxAge) } : limits).rule;
  expect(ruleOf(feedAt(price, 25 * 3_600))).toBe('agree');
  expect(ruleOf(feedAt(price, 25 * 3_600 + 1))).toBe('tickersOnly');
  expect(ruleOf(feedAt(price, 60, { heartbeat: 60 }))).toBe('agree');
  expect(ruleOf(feedAt(price, 61, { heartbeat: 60 }))).toBe('tickersOnly');
  expect(ruleOf(feedAt(price, 61, { heartbeat: 60 }), 61_000)).toBe('agree');
  expect(ruleOf(feedAt(price, 62), 61_000)).toBe('tickersOnly');
});

test.each<[string, Partial<PriceSources>, PriceRule]>([
  ['a feed of zero', { feed: feedAt(0n) }, 'tickersOnly'],
  ['a feed below zero', { feed: feedAt(-price) }, 'tickersOnly'],
  ['a feed from the future', { feed: feedAt(price, -11) }, 'tickersOnly'],
  ['tickers of zero', { ticker: tickerAt(0n, price) }, 'feedOnly'],
  ['tickers upside down', { ticker: tickerAt(price + 1n, price) }, 'feedOnly'],
  ['tickers without the token', { ticker: { quote: null, trouble: null } }, 'feedOnly'],
])('behavior: %s is not good', (_, changes, rule) => {
  expect(at(changes).rule).toBe(rule);
});

test('behavior: the limits belong to what they allow', () => {
  const ruleOf = (units: bigint) => at({ ticker: tickerAt(price, price + units) }).rule;
  const half = price / 200n;
  expect([half, half + 1n, price / 2n, price / 2n + 1n].map(ruleOf)).toEqual([
    'agree',
    'disagree',
    'disagree',
    'absurd',
  ]);
});

test('behavior: a feed that is still for small moves is a band', () => {
  const wide = feedAt(10_001n, 0, { deviation: bps(50) });
  expect(at({ ticker: silent, feed: wide })).toMatchObject({ price: { min: 9_950n, max: 10_052n } });
});

test.each<[string, Sequencer | null, string | null]>([
  ['none', null, null],
  ['up for long', { up: true, startedAt: unixSeconds(now - 301) }, null],
  [
    'up for the grace',
    { up: true, startedAt: unixSeconds(now - 300) },
    'the L2 sequencer came up 300 s ago (grace 300 s)',
  ],
  ['just up', { up: true, startedAt: unixSeconds(now - 120) }, 'the L2 sequencer came up 120 s ago (grace 300 s)'],
  ['down', { up: false, startedAt: unixSeconds(now - 9_000) }, 'the L2 sequencer is down'],
  ['of an unknown time', { up: true, startedAt: unixSeconds(0) }, 'the L2 sequencer does not say since when it is up'],
])('behavior: a sequencer %s', (_, sequencer, doubt) => {
  expect(at({ sequencer })).toMatchObject({ origin: 'tickers', price: { min: price - 1n }, doubt });
});

test('behavior: several doubts are all said', () => {
  expect(at({ feed: null, sequencer: { up: false, startedAt: now } })).toMatchObject({
    doubt: 'only the tickers state a price: its feed does not answer, or there is none; the L2 sequencer is down',
  });
});

/** Near each other, far apart, absurdly far; fresh, old and from the future; there and missing. */
const anySources: fc.Arbitrary<PriceSources> = fc
  .record({
    reference: fc.bigInt(10n ** 6n, 10n ** 30n),
    offBps: fc.oneof(fc.integer({ min: -60, max: 60 }), fc.integer({ min: -9_000, max: 30_000 })),
    spreadBps: fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 300 })),
    tickerAge: fc.oneof(fc.constant(0), fc.integer({ min: -60, max: 120 })),
    feedAge: fc.oneof(fc.constant(0), fc.integer({ min: -60, max: 200_000 })),
    deviation: fc.option(fc.integer({ min: 1, max: 500 })),
    hasTicker: fc.integer({ min: 0, max: 9 }).map((n) => n > 0),
    hasFeed: fc.integer({ min: 0, max: 9 }).map((n) => n > 0),
    sequencer: fc.option(fc.record({ up: fc.boolean(), age: fc.integer({ min: 0, max: 1_000 }) })),
  })
  .map((one) => {
    const min = (one.reference * BigInt(10_000 + one.offBps)) / 10_000n;
    const max = min + (min * BigInt(one.spreadBps)) / 10_000n;
    const more = one.deviation === null ? {} : { deviation: bps(one.deviation) };
    return {
      ticker: one.hasTicker ? tickerAt(min, max, one.tickerAge) : silent,
      feed: one.hasFeed ? feedAt(one.reference, one.feedAge, more) : null,
      now,
      sequencer: one.sequencer && { up: one.sequencer.up, startedAt: unixSeconds(now - one.sequencer.age) },
    };
  });

test('invariant: no doubt means that both are there and no further apart than allowed', () => {
  fc.assert(
    fc.property(anySources, (sources) => {
      const found = combine(sources, limits);
      if (!found.ok || found.doubt !== null) return;
      const { quote } = sources.ticker;
      if (!quote || !sources.feed) throw new Error('a price without a doubt stands on one source');
      for (const side of [quote.min, quote.max]) {
        const deviation = Math.abs(Number(side - sources.feed.price)) / Number(sources.feed.price);
        expect(deviation).toBeLessThanOrEqual(limits.maxDeviation / 10_000 + 1e-12);
      }
      expect(found.price).toEqual({ min: quote.min, max: quote.max });
    }),
    { numRuns: 2_000 },
  );
});

test('invariant: where they disagree, the price holds both, and neither side is better than either says', () => {
  fc.assert(
    fc.property(anySources, (sources) => {
      const found = combine(sources, limits);
      if (!found.ok || found.origin !== 'hull') return;
      const { quote } = sources.ticker;
      if (!quote || !sources.feed) throw new Error('a hull of one source');
      for (const stated of [quote.min, quote.max, sources.feed.price]) {
        expect(found.price.min <= stated).toBe(true); // a long is worth no more than by either
        expect(found.price.max >= stated).toBe(true); // a short owes no less than by either
      }
    }),
    { numRuns: 2_000 },
  );
});

test('invariant: a price is never upside down, and one source alone or a sequencer in doubt is always a doubt', () => {
  const seen = new Set<PriceRule>();
  fc.assert(
    fc.property(anySources, (sources) => {
      const found = combine(sources, limits);
      seen.add(found.rule);
      if (!found.ok) return;
      expect(found.price.min > 0n && found.price.min <= found.price.max).toBe(true);
      if (pricePolicy[found.rule].doubt || sources.sequencer?.up === false) expect(found.doubt).not.toBeNull();
    }),
    { numRuns: 2_000 },
  );
  expect([...seen].sort()).toEqual(Object.keys(pricePolicy).sort()); // the cases above are really met
});

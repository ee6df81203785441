import type { Bps, UnixSeconds } from '../../../model/units.js';
import { smallest, unixSeconds } from '../../../model/units.js';
import type { MinMax } from '../state.js';
import type { GmxPriceSettings } from './settings.js';
import type { Ticker } from './tickerOf.js';

/**
 * Which price of a token is believed. There are two sources that know nothing of each other: GMX's tickers, the nearest
 * to what its keepers will execute at, and the Chainlink feed that GMX's own contracts check executions against.
 *
 * A doubt lets in no new risk; what reduces risk goes on, at the conservative side of the price. An L2 sequencer that is
 * down, or up for no longer than `sequencerGrace`, adds a doubt to any price.
 */
export const pricePolicy = {
  agree: {
    when: 'tickers and feed are both good and within `maxDeviation` of each other',
    price: "the tickers' min and max",
    doubt: false,
  },
  disagree: {
    when: 'both are good and further apart than `maxDeviation`',
    price: 'the hull of both: the least min, the greatest max',
    doubt: true,
  },
  absurd: {
    when: 'both are good and more than 50 % apart, where GMX executes nothing',
    price: 'the feed',
    doubt: true,
  },
  tickersOnly: {
    when: 'the feed is missing, older than `feedMaxAge`, or not positive',
    price: "the tickers' min and max",
    doubt: true,
  },
  feedOnly: {
    when: 'the tickers are missing, older than `maxAge` at the block, or ahead of it by more than 10 s',
    price: 'the feed, give or take its deviation threshold where that is known',
    doubt: true,
  },
  neither: {
    when: 'neither is good',
    price: 'none: the market cannot be valued at this block',
    doubt: true,
  },
} as const satisfies Record<string, { when: string; price: string; doubt: boolean }>;
export type PriceRule = keyof typeof pricePolicy;

/** A Chainlink feed's latest round. */
export interface FeedPrice {
  /** As the contracts hold prices: USD (30 decimals) per the token's smallest unit. */
  price: bigint;
  updatedAt: UnixSeconds;
  /** Seconds after which GMX takes the feed for stale; null: not known. */
  heartbeat: number | null;
  /** The move that makes the feed state a new price: the true one may be that far off. */
  deviation?: Bps;
}

/** Chainlink's L2 sequencer uptime feed. */
export interface Sequencer {
  up: boolean;
  /** Of the present state. */
  startedAt: UnixSeconds;
}

export interface PriceSources {
  ticker: Ticker;
  /** null: GMX knows no feed of the token, or it does not answer. */
  feed: FeedPrice | null;
  /** The block's timestamp, against which every age is measured. */
  now: UnixSeconds;
  /** null: the chain has none. */
  sequencer: Sequencer | null;
}

export type PriceLimits = Pick<GmxPriceSettings, 'maxAge' | 'feedMaxAge' | 'maxDeviation' | 'sequencerGrace'>;

export type TokenPrice =
  | {
      ok: true;
      rule: Exclude<PriceRule, 'neither'>;
      /** USD (30 decimals) per smallest unit. */
      price: MinMax;
      origin: 'tickers' | 'feed' | 'hull';
      /** When it was written; of two sources the older. */
      at: UnixSeconds;
      /** In a sentence; null: none. */
      doubt: string | null;
    }
  | { ok: false; rule: 'neither'; error: string };

/** Tickers are asked for after the block was made, by another clock. */
const aheadAtMost = 10;
/** Seconds; GMX's own bound on its feeds. */
const defaultHeartbeat = 25 * 3_600;
/** Bps: MAX_ORACLE_REF_PRICE_DEVIATION_FACTOR, beyond which GMX's Oracle refuses a price. */
const absurdBeyond = 5_000;

/** The price that `pricePolicy` gives a token at a block. */
export function combine(sources: PriceSources, limits: PriceLimits): TokenPrice {
  const { ticker, feed, now, sequencer } = sources;
  const wrongTicker = wrongWithTicker(ticker, now, limits);
  const wrongFeed = wrongWithFeed(feed, now, limits);
  const quote = wrongTicker === null ? ticker.quote : null;
  const good = wrongFeed === null ? feed : null;
  const answer = (rule: Exclude<PriceRule, 'neither'>, price: MinMax, doubt: string | null): TokenPrice => ({
    ok: true,
    rule,
    price,
    origin: originOf[rule],
    at: writtenAt(originOf[rule], quote, good),
    doubt: [doubt, wrongWithSequencer(sequencer, now, limits)].filter((one) => one !== null).join('; ') || null,
  });
  if (!quote) {
    return good
      ? answer('feedOnly', bandOf(good), `only the feed states a price: ${wrongTicker}`)
      : { ok: false, rule: 'neither', error: `${wrongTicker}, and ${wrongFeed}` };
  }
  if (!good) return answer('tickersOnly', minMax(quote), `only the tickers state a price: ${wrongFeed}`);
  if (furtherThan(absurdBeyond, quote, good.price)) {
    const doubt = `the tickers are ${percentApart(quote, good.price)} off the feed, where GMX executes nothing`;
    return answer('absurd', bandOf(good), doubt);
  }
  if (furtherThan(limits.maxDeviation, quote, good.price)) {
    const doubt = `the tickers and the feed disagree by ${percentApart(quote, good.price)}`;
    return answer('disagree', hull(quote, bandOf(good)), doubt);
  }
  return answer('agree', minMax(quote), null);
}

/** Of the sources that the price is made of the oldest. */
const writtenAt = (
  origin: 'tickers' | 'feed' | 'hull',
  quote: { updatedAt: UnixSeconds } | null | undefined,
  feed: FeedPrice | null,
): UnixSeconds => {
  const made = [origin === 'feed' ? null : quote, origin === 'tickers' ? null : feed];
  return unixSeconds(Math.min(...made.flatMap((one) => (one ? [one.updatedAt] : []))));
};

const originOf = {
  agree: 'tickers',
  disagree: 'hull',
  absurd: 'feed',
  tickersOnly: 'tickers',
  feedOnly: 'feed',
} as const satisfies Record<Exclude<PriceRule, 'neither'>, string>;

function wrongWithTicker({ quote, trouble }: Ticker, now: UnixSeconds, { maxAge }: PriceLimits): string | null {
  if (!quote) return trouble ?? 'the tickers do not state it';
  if (quote.min <= 0n || quote.min > quote.max) return 'the tickers make no sense';
  const age = now - quote.updatedAt;
  if (age < -aheadAtMost) return `the tickers are ${say(-age)} ahead of the block`;
  if (age * 1_000 <= maxAge) return null;
  return [`the tickers are ${say(age)} old`, ...(trouble ? [trouble] : [])].join(', ');
}

function wrongWithFeed(feed: FeedPrice | null, now: UnixSeconds, { feedMaxAge }: PriceLimits): string | null {
  if (!feed) return 'its feed does not answer, or there is none';
  if (feed.price <= 0n) return 'its feed states no price';
  const age = now - feed.updatedAt;
  const most = feedMaxAge === undefined ? (feed.heartbeat ?? defaultHeartbeat) : feedMaxAge / 1_000;
  if (age < -aheadAtMost) return `its feed is ${say(-age)} ahead of the block`;
  return age > most ? `its feed is ${say(age)} old` : null;
}

function wrongWithSequencer(
  sequencer: Sequencer | null,
  now: UnixSeconds,
  { sequencerGrace }: PriceLimits,
): string | null {
  if (!sequencer) return null;
  if (!sequencer.up) return 'the L2 sequencer is down';
  if (sequencer.startedAt <= 0) return 'the L2 sequencer does not say since when it is up';
  const up = now - sequencer.startedAt;
  if (up * 1_000 > sequencerGrace) return null;
  return `the L2 sequencer came up ${say(Math.max(0, up))} ago (grace ${say(sequencerGrace / 1_000)})`;
}

const minMax = ({ min, max }: MinMax): MinMax => ({ min, max });

/** Where the true price may be while the feed is still: min rounded down, max up. */
function bandOf({ price, deviation = 0 as Bps }: FeedPrice): MinMax {
  const off = price * BigInt(deviation);
  return { min: price - (off + 9_999n) / 10_000n, max: price + (off + 9_999n) / 10_000n };
}

const hull = (one: MinMax, other: MinMax): MinMax => ({
  min: smallest(one.min, other.min),
  max: -smallest(-one.max, -other.max),
});

/** The further of min and max from the reference, as GMX's Oracle holds both to it. */
const apart = ({ min, max }: MinMax, reference: bigint): bigint => -smallest(min - reference, reference - max);

const furtherThan = (bps: number, price: MinMax, reference: bigint): boolean =>
  apart(price, reference) * 10_000n > reference * BigInt(bps);

/** Rounded up, so that what is over a limit is not shown as the limit. */
function percentApart(price: MinMax, reference: bigint): string {
  const inBps = (apart(price, reference) * 10_000n + reference - 1n) / reference;
  return `${Number(inBps) / 100} %`;
}

const say = (seconds: number): string => {
  if (seconds < 600) return `${seconds} s`;
  return seconds < 36_000 ? `${Math.round(seconds / 60)} min` : `${Math.round(seconds / 3_600)} h`;
};

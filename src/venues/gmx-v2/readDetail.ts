import type { Address } from 'viem';
import { getAddress } from 'viem';
import type { QuoteSheets } from '../../model/quotes.js';
import type { Reading } from '../../model/reading.js';
import { mapReading } from '../../model/reading.js';
import type { Block } from '../../model/snapshot.js';
import { type UnixSeconds, unixSeconds } from '../../model/units.js';
import { VenueReadError } from '../venue.js';
import type { Binding } from './binding.js';
import type { GmxDetail, PricedMarket } from './detail.js';
import { marketPrices } from './prices/marketPrices.js';
import type { PriceLimits, TokenPrice } from './prices/pricePolicy.js';
import { combine } from './prices/pricePolicy.js';
import { tickerOf } from './prices/tickerOf.js';
import type { FeedAnswers, KnownMarkets, Sequencer } from './read/accountState.js';
import { readAccount } from './read/readAccount.js';
import type { MarketProps } from './state.js';

export interface Watching {
  binding: Binding;
  known: KnownMarkets;
  /** Market tokens. */
  watched: readonly Address[];
  limits: PriceLimits;
}

/**
 * The account and the prices it is valued at, at one block. A market that is watched and has no price is left without
 * one; one that is held, or has an order, must have it. @throws VenueReadError
 */
export function readDetail(watching: Watching, block: Block, sheets: QuoteSheets): Reading<GmxDetail> {
  const { binding, known, watched, limits } = watching;
  const now = unixSeconds(block.timestamp);
  const asked = readAccount({
    release: binding.release,
    known,
    account: binding.account,
    watched,
    pricesOf(market, feeds) {
      const priced = price(market, { feeds, sequencer: null, sheets, now, limits });
      return priced instanceof VenueReadError ? null : priced.prices;
    },
  });
  return mapReading(asked, (state): GmxDetail => {
    const { feeds } = state;
    const sequencer = state.sequencer && sequencerAt(state.sequencer);
    const prices: Record<Address, PricedMarket> = {};
    for (const { props } of Object.values(state.markets)) {
      const token = getAddress(props.marketToken);
      const priced = price(props, { feeds, sequencer, sheets, now, limits });
      if (!(priced instanceof VenueReadError)) prices[token] = priced;
      else if (state.positions.some(({ market }) => getAddress(market) === token)) throw priced;
    }
    return { ...state, now: BigInt(block.timestamp), baseFee: block.baseFee, prices };
  });
}

interface PriceInput {
  feeds: FeedAnswers;
  sequencer: ReturnType<typeof sequencerAt> | null;
  sheets: QuoteSheets;
  now: UnixSeconds;
  limits: PriceLimits;
}

const sequencerAt = ({ up, startedAt }: Sequencer) => ({ up, startedAt: unixSeconds(Number(startedAt)) });

function price(market: MarketProps, input: PriceInput): PricedMarket | VenueReadError {
  const tokens = [market.indexToken, market.longToken, market.shortToken];
  const found = new Map<Address, TokenPrice>(tokens.map((token) => [token, tokenPrice(token, input)]));
  try {
    return marketPrices(market, found);
  } catch (error) {
    if (error instanceof VenueReadError) return error;
    throw error;
  }
}

function tokenPrice(token: Address, { feeds, sequencer, sheets, now, limits }: PriceInput): TokenPrice {
  const answer = feeds[getAddress(token)] ?? null;
  const feed = answer && {
    price: answer.price,
    updatedAt: unixSeconds(Number(answer.updatedAt)),
    heartbeat: Number(answer.heartbeat),
  };
  return combine({ ticker: tickerOf(sheets, token), feed, now, sequencer }, limits);
}

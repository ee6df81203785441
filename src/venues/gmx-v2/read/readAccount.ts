import type { Address, Hex } from 'viem';
import { getAddress, zeroAddress } from 'viem';
import type { Reading } from '../../../model/reading.js';
import { done } from '../../../model/reading.js';
import { VenueReadError } from '../../venue.js';
import { askView, each, orNull, together } from '../../view.js';
import { requestExpirationTimeKey } from '../keys.js';
import type { Release } from '../releases/release.js';
import type { GmxMarket, GmxOrder, GmxPosition, MarketPrices, MarketProps } from '../state.js';
import { noDiscounts } from '../state.js';
import type {
  FeedAnswer,
  FeedAnswers,
  GmxAccountState,
  KnownMarket,
  KnownMarkets,
  StatedPosition,
} from './accountState.js';
import { createDataStore } from './dataStore.js';
import type { FeedRead } from './feeds.js';
import { feedView, sequencerView } from './feeds.js';
import { gasView, globalsView } from './globals.js';
import { claimableView, walletView } from './holdings.js';
import type { MarketAnswer } from './market.js';
import { marketView } from './market.js';
import { virtualInventoryView } from './marketState.js';
import { problemsOf, verificationView } from './verify.js';

export interface ReadAccountOptions {
  release: Release;
  known: KnownMarkets;
  account: Address;
  /** Market tokens. */
  watched: readonly Address[];
  /** A market's prices from the feeds that the first phase read; null where they do not give them. */
  pricesOf(market: MarketProps, feeds: FeedAnswers): MarketPrices | null;
}

/** One page holds all: the Reader answers what there is. */
const page = 1000n;

/**
 * Everything about an account at one block, in one phase; in two when it holds positions, or has orders in markets that
 * are not watched. @throws VenueReadError
 */
export function readAccount(options: ReadAccountOptions): Reading<GmxAccountState> {
  const { release, known, account } = options;
  const { contracts, reader } = release;
  const store = createDataStore(contracts.dataStore);
  const named = distinct(options.watched.map((token) => getAddress(token)));
  const watched = named.map((token) => knownMarket(known, token, 'is watched'));
  const first = together({
    positions: reader.accountPositions(contracts, account, 0n, page),
    orders: reader.accountOrders(contracts, account, 0n, page),
    globals: globalsView(store),
    gas: gasView(store),
    requestExpirationTime: store.uint('requestExpirationTime', requestExpirationTimeKey()),
    sequencer: sequencerView(release.sequencerFeed),
    verification: verificationView(release),
    about: aboutMarkets(options, watched, []),
  });
  return askView(first, ({ positions, orders, verification, about, ...rest }) => {
    refuseMorePages(positions, orders);
    const beyond = distinct(touched(positions, orders))
      .filter((token) => !watched.some(({ props }) => props.marketToken === token))
      .map((token) => knownMarket(known, token, 'is held or has an order'));
    const feeds = feedAnswers(about.feeds);
    const asked = positions.flatMap(({ key, market }) => {
      const prices = options.pricesOf(knownMarket(known, market, 'is held').props, feeds);
      return prices ? [{ key, prices }] : [];
    });
    const moved = about.feeds.flatMap(({ token, moved }) => (moved ? [{ token, config: moved }] : []));
    const renamed = about.markets.filter(({ known, virtualTokenId }) => known.virtualTokenId !== virtualTokenId);
    const second = together({
      about: aboutMarkets(options, beyond, watched),
      moved: each(moved.map(({ token, config }) => feedView(store, token, config))),
      inventories: each(renamed.map(({ virtualTokenId }) => virtualInventoryView(store, virtualTokenId))),
      // GMX's statement is a witness: should it revert, the account is still read.
      stated: each(asked.map(({ key, prices }) => orNull(reader.positionInfo(contracts, key, prices)))),
    });
    const finish = (later: Answer<typeof second>): Reading<GmxAccountState> => {
      refuseRenamed(later.about.markets);
      const inventories = new Map(
        renamed.map(({ known }, index) => [known.props.marketToken, later.inventories[index]]),
      );
      const markets = [...about.markets, ...later.about.markets].map(({ market }): GmxMarket => {
        const inventory = inventories.get(market.props.marketToken);
        return inventory ? { ...market, state: { ...market.state, ...inventory } } : market;
      });
      const stated = later.stated.filter((one) => one !== null);
      return done({
        account,
        positions,
        orders,
        markets: Object.fromEntries(markets.map((market) => [market.props.marketToken, market])),
        ...rest,
        wallet: [...about.wallet, ...later.about.wallet],
        claimableFunding: [...about.claimable, ...later.about.claimable].filter(({ amount }) => amount > 0n),
        feeds: { ...feeds, ...feedAnswers(later.about.feeds), ...feedAnswers(later.moved) },
        problems: problemsOf(verification),
        stated: Object.fromEntries(stated.map((one): [Hex, StatedPosition] => [one.position.key, one])),
        discounts: stated[0]?.discounts ?? noDiscounts,
      });
    };
    return second.calls.length === 0 ? finish(second.decode([])) : askView(second, finish);
  });
}

type Answer<Asked> = Asked extends { decode(results: never[]): infer Value } ? Value : never;

/** What is asked of each market, without what its tokens share with markets that were `already` asked about. */
function aboutMarkets(
  { release, known, account }: ReadAccountOptions,
  markets: readonly KnownMarket[],
  already: readonly KnownMarket[],
) {
  const store = createDataStore(release.contracts.dataStore);
  const isNew = (tokens: readonly Address[], before: readonly Address[]) =>
    distinct(tokens).filter((token) => !before.includes(token));
  const collateral = isNew(markets.flatMap(collateralOf), already.flatMap(collateralOf));
  const tokens = isNew(markets.flatMap(tokensOf), already.flatMap(tokensOf));
  const feeds = tokens.flatMap((token) => {
    const config = known.feeds[token];
    return config ? [feedView(store, token, config)] : [noFeed(token)];
  });
  return together({
    markets: each(markets.map((market) => marketView(store, market))),
    wallet: each(
      collateral.map((token) => walletView(token, decimalsOf(token, markets), account, release.contracts.router)),
    ),
    claimable: each(
      markets.flatMap(({ props }) =>
        distinct(collateralOf({ props })).map((token) => claimableView(store, props.marketToken, token, account)),
      ),
    ),
    feeds: each(feeds),
  });
}

const noFeed = (token: Address) => ({
  calls: [],
  decode: (): FeedRead => ({ token, answer: null, moved: null }),
});

const collateralOf = ({ props }: Pick<KnownMarket, 'props'>): Address[] => [props.longToken, props.shortToken];
const tokensOf = ({ props }: KnownMarket): Address[] => [props.indexToken, props.longToken, props.shortToken];

function decimalsOf(token: Address, markets: readonly KnownMarket[]): number {
  for (const { props } of markets) {
    if (props.longToken === token) return props.longTokenDecimals;
    if (props.shortToken === token) return props.shortTokenDecimals;
  }
  throw new VenueReadError(`token ${token} is no collateral of the markets asked about`);
}

const distinct = (addresses: readonly Address[]): Address[] => [...new Set(addresses)];

/** Swap orders name no market. */
const touched = (positions: readonly GmxPosition[], orders: readonly GmxOrder[]): Address[] =>
  [...positions, ...orders].map(({ market }) => market).filter((market) => market !== zeroAddress);

const feedAnswers = (reads: readonly FeedRead[]): Record<Address, FeedAnswer | null> =>
  Object.fromEntries(reads.map(({ token, answer }) => [token, answer]));

function knownMarket(known: KnownMarkets, token: Address, why: string): KnownMarket {
  const market = known.markets[token];
  if (market) return market;
  const unknown = known.unknown[token];
  throw new VenueReadError(`GMX market ${token} ${why} and cannot be read`, {
    facts: [unknown?.why ?? 'it was not listed when ballast started'],
    mend: unknown
      ? `state the decimals of token ${unknown.indexToken} under venues: gmx-v2: decimals: in ballast.yaml`
      : 'restart ballast, so that it finds the markets listed since',
  });
}

function refuseMorePages(positions: readonly GmxPosition[], orders: readonly GmxOrder[]): void {
  if (positions.length < page && orders.length < page) return;
  throw new VenueReadError(`the account has ${positions.length} positions and ${orders.length} orders on GMX`, {
    facts: [`at most ${page - 1n} of each are read`],
    mend: 'spread them over several accounts',
  });
}

/** A market met in the second phase cannot be asked about again. */
function refuseRenamed(markets: readonly MarketAnswer[]): void {
  const renamed = markets.find(({ known, virtualTokenId }) => known.virtualTokenId !== virtualTokenId);
  if (!renamed) return;
  throw new VenueReadError(`GMX has given market ${renamed.known.props.name} another virtual token`, {
    facts: [`from ${renamed.known.virtualTokenId} to ${renamed.virtualTokenId}`],
    mend: 'restart ballast, or watch the market',
  });
}

import type { Address } from 'viem';
import { getAddress, zeroAddress, zeroHash } from 'viem';
import { erc20Abi } from '../../../../abis/erc20.js';
import { aggregatorAbi } from '../../../../abis/gmx-v2.js';
import type { Reading } from '../../../model/reading.js';
import { done } from '../../../model/reading.js';
import { VenueReadError } from '../../venue.js';
import type { View } from '../../view.js';
import { askView, each, orError, together, view } from '../../view.js';
import { virtualTokenIdKey } from '../keys.js';
import type { MarketTokens, Release } from '../releases/release.js';
import type { FeedConfig, KnownMarket, KnownMarkets, UnknownMarket } from './accountState.js';
import { createDataStore } from './dataStore.js';
import { feedConfigView } from './feeds.js';
import { syntheticDecimals, tokenDecimals } from './tokenDecimals.js';
import { problemsOf, verificationView } from './verify.js';

export interface DiscoverOptions {
  release: Release;
  /** Market tokens by the operator's names: `ETH/USD`. */
  names: Readonly<Record<string, Address>>;
  /** By token, where the chain does not tell. */
  decimals?: Readonly<Record<Address, number>>;
}

export interface Discovery {
  known: KnownMarkets;
  /** What does not fit the pinned release, in sentences. */
  problems: readonly string[];
}

/** More than GMX will list in years, and what GMX's own front end asks for. */
const allMarkets = 1000n;

/**
 * All markets and what must be known of them to read an account, in three phases: the markets; their tokens and feeds;
 * the feeds' decimals. A market that cannot be resolved is kept apart, with the reason. @throws VenueReadError
 */
export function discover({ release, names, decimals = {} }: DiscoverOptions): Reading<Discovery> {
  const { contracts } = release;
  const store = createDataStore(contracts.dataStore);
  const first = together({
    markets: release.reader.markets(contracts, 0n, allMarkets),
    verification: verificationView(release),
  });
  return askView(first, ({ markets, verification }) => {
    refuseUnlisted(names, markets);
    const problems = problemsOf(verification);
    const tradable = markets.filter((market) => market.indexToken !== zeroAddress);
    const tokens = distinct(tradable.flatMap((market) => [market.indexToken, market.longToken, market.shortToken]));
    const indexTokens = distinct(tradable.map((market) => market.indexToken));
    const second = together({
      contractDecimals: eachOf(tokens, (token) => maybe(view(`decimals of ${token}`, token, erc20Abi, 'decimals', []))),
      feeds: eachOf(tokens, (token) => feedConfigView(store, token)),
      virtualTokenIds: eachOf(indexTokens, (token) =>
        store.bytes32(`virtualTokenId of ${token}`, virtualTokenIdKey(token)),
      ),
    });
    return askView(second, ({ contractDecimals, feeds: configs, virtualTokenIds }) => {
      const feeds = new Map([...configs].map(([token, config]) => [token, existing(config)]));
      const addresses = distinct([...feeds.values()].flatMap((config) => (config ? [config.feed] : [])));
      const third = eachOf(addresses, (feed) =>
        maybe(view(`decimals of feed ${feed}`, feed, aggregatorAbi, 'decimals', [])),
      );
      return askView(third, (feedDecimals) => {
        const decimalsOf = (token: Address) => {
          const config = feeds.get(token) ?? null;
          return tokenDecimals(token, {
            stated: statedDecimals(decimals, token),
            contract: contractDecimals.get(token) ?? null,
            multiplier: config?.multiplier ?? null,
            feedDecimals: config && (feedDecimals.get(config.feed) ?? null),
          });
        };
        const known: Record<Address, KnownMarket> = {};
        const unknown: Record<Address, UnknownMarket> = {};
        for (const market of markets) {
          const { marketToken, indexToken } = market;
          const props = resolve(market, nameOf(names, marketToken), decimalsOf);
          const virtualTokenId = virtualTokenIds.get(indexToken) ?? zeroHash;
          if (typeof props === 'string') unknown[marketToken] = { marketToken, indexToken, why: props };
          else known[marketToken] = { props, virtualTokenId };
        }
        return done({ known: { markets: known, unknown, feeds: Object.fromEntries(feeds) }, problems });
      });
    });
  });
}

/** The operator's word first. */
function statedDecimals(decimals: Readonly<Record<Address, number>>, token: Address): number | null {
  const stated = Object.entries({ ...syntheticDecimals, ...decimals }).filter(([one]) => getAddress(one) === token);
  return stated.at(-1)?.[1] ?? null;
}

function resolve(
  market: MarketTokens,
  name: string,
  decimalsOf: (token: Address) => number | string,
): KnownMarket['props'] | string {
  const { marketToken, indexToken, longToken, shortToken } = market;
  if (indexToken === zeroAddress) return 'it is for swaps only and holds no positions';
  const [index, long, short] = [decimalsOf(indexToken), decimalsOf(longToken), decimalsOf(shortToken)];
  if (typeof index === 'string') return index;
  if (typeof long === 'string') return long;
  if (typeof short === 'string') return short;
  return {
    name,
    marketToken,
    indexToken,
    longToken,
    shortToken,
    indexTokenDecimals: index,
    longTokenDecimals: long,
    shortTokenDecimals: short,
  };
}

const nameOf = (names: Readonly<Record<string, Address>>, marketToken: Address): string =>
  Object.entries(names).find(([, address]) => getAddress(address) === marketToken)?.[0] ?? marketToken;

/** The zero address stands for no feed. */
const existing = (config: FeedConfig): FeedConfig | null =>
  config.feed === zeroAddress || config.multiplier === 0n ? null : config;

/** null where there is no such contract, or it does not say. */
function maybe<Answer>(asked: View<Answer>): View<Answer | null> {
  const safe = orError(asked);
  return {
    calls: safe.calls,
    decode(results) {
      const answer = safe.decode(results);
      return answer instanceof VenueReadError ? null : answer;
    },
  };
}

const distinct = (addresses: readonly Address[]): Address[] => [...new Set(addresses)];

/** One view for each address, answered by address. */
function eachOf<Answer>(
  addresses: readonly Address[],
  asked: (address: Address) => View<Answer>,
): View<Map<Address, Answer>> {
  const all = each(addresses.map((address) => withAddress(address, asked(address))));
  return { calls: all.calls, decode: (results) => new Map(all.decode(results)) };
}

const withAddress = <Answer>(address: Address, asked: View<Answer>): View<readonly [Address, Answer]> => ({
  calls: asked.calls,
  decode: (results) => [address, asked.decode(results)],
});

function refuseUnlisted(names: Readonly<Record<string, Address>>, markets: readonly MarketTokens[]): void {
  if (BigInt(markets.length) >= allMarkets) {
    throw new VenueReadError(`GMX lists ${markets.length} markets, more than are read at once`, {
      mend: 'this version of ballast does not know the rest; ask for a newer one',
    });
  }
  const listed = new Set(markets.map((market) => market.marketToken));
  const missing = Object.entries(names).filter(([, address]) => !listed.has(getAddress(address)));
  if (missing.length === 0) return;
  throw new VenueReadError(`GMX does not list ${missing.map(([name]) => name).join(', ')}`, {
    facts: missing.map(([name, address]) => `${name} is given as market token ${address}`),
    mend: 'give the address of the market token (GM token) under venues: gmx-v2: markets: in ballast.yaml',
  });
}

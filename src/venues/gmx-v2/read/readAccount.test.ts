import fc from 'fast-check';
import type { Address } from 'viem';
import { pad, toHex, zeroAddress } from 'viem';
import { expect, test } from 'vitest';
import { recordedReads } from '../../../../test/fixtures/gmx/reads.js';
import { VenueReadError } from '../../venue.js';
import * as keys from '../keys.js';
import { releaseV22b } from '../releases/v2.2b.js';
import type { MarketPrices, MarketProps } from '../state.js';
import type { FeedAnswers, GmxAccountState } from './accountState.js';
import { discover } from './discover.js';
import { readAccount } from './readAccount.js';
import { feedOf, recordedChain, tokenOf } from './testing/recordedChain.js';
import type { Script } from './testing/scriptedChain.js';
import { play } from './testing/scriptedChain.js';
import { storedMarket } from './testing/storedMarket.js';

const release = releaseV22b;
const all = recordedReads.markets.map(({ token }) => token);
const [eth, btc, ethSingle] = all as [Address, Address, Address];
const holderOf = (positions: number, orders: number) => {
  const found = recordedReads.accounts.find((one) => one.positions === positions && one.pendingOrders === orders);
  if (!found) throw new Error(`no account with ${positions} positions and ${orders} orders was recorded`);
  return found.account;
};
const none = holderOf(0, 0);
const twelve = holderOf(12, 6);

function pricesOf({ indexToken, longToken, shortToken }: MarketProps, feeds: FeedAnswers): MarketPrices | null {
  const of = (token: Address) => {
    const price = feeds[token]?.price;
    return price === undefined ? null : { min: price, max: price };
  };
  const [index, long, short] = [of(indexToken), of(longToken), of(shortToken)];
  return index && long && short ? { index, long, short } : null;
}

interface Reading {
  watched?: readonly Address[];
  pricesOf?: typeof pricesOf;
  /** What the chain was like when the markets were found. */
  opened?: Script;
}

function read(script: Script, account: Address, { watched = all, opened = script, ...options }: Reading = {}) {
  const { known } = play(opened, discover({ release, names: { 'ETH/USD': eth } })).value;
  return play(script, readAccount({ release, known, account, watched, pricesOf, ...options }));
}

test('default', () => {
  const { value, phases } = read(recordedChain(twelve), twelve);
  expect(phases).toBe(2);
  expect(value.positions).toHaveLength(12);
  expect(value.orders).toHaveLength(6);
  expect(Object.keys(value.markets).sort()).toEqual([...all].sort());
  for (const position of value.positions) {
    expect(value.stated[position.key]?.position).toEqual(position);
  }
  for (const [symbol, [price]] of Object.entries(recordedReads.prices)) {
    expect(value.feeds[recordedReads.tokens[symbol] ?? zeroAddress]?.price.toString()).toBe(price);
  }
  expect(value.sequencer).toEqual({ up: true, startedAt: 5n });
  expect(value.problems).toEqual([]);
  expect(value.discounts).toEqual({ referral: 0n, pro: 0n });
  expect(value.wallet).toEqual([
    { token: tokenOf('WETH'), decimals: 18, balance: 1_018n, allowance: 7n },
    { token: tokenOf('USDC'), decimals: 6, balance: 1_006n, allowance: 7n },
    { token: tokenOf('WBTC.e'), decimals: 8, balance: 1_008n, allowance: 7n },
  ]);
});

test('behavior: each value stands where its key says', () => {
  const [stored, expected] = storedMarket(eth, tokenOf('WETH'), tokenOf('USDC'));
  const { value } = read(recordedChain(none, [...stored, [keys.isMarketDisabledKey(eth), 1n]]), none);
  const market = value.markets[eth];
  expect(market?.params).toEqual(expected.params);
  expect(market?.state).toEqual({
    ...expected.state,
    hasVirtualInventory: false,
    virtualInventoryForPositions: 0n,
    virtualInventoryForPositionsInTokens: 0n,
  });
  expect(market?.isDisabled).toBe(true);
  expect(value.markets[btc]?.isDisabled).toBe(false);
  // A market whose two tokens are one states the whole for both.
  const [single, same] = storedMarket(ethSingle, tokenOf('WETH'), tokenOf('WETH'));
  expect(read(recordedChain(none, single), none).value.markets[ethSingle]?.state).toMatchObject(same.state);
});

test('behavior: what holds for all markets, what a keeper is paid, what waits to be claimed', () => {
  const stored = [
    [keys.minCollateralUsdKey(), 1n],
    [keys.minPositionSizeUsdKey(), 2n],
    [keys.skipBorrowingFeeForSmallerSideKey(), 1n],
    [keys.estimatedGasFeeBaseAmountKey(), 3n],
    [keys.estimatedGasFeePerOraclePriceKey(), 4n],
    [keys.estimatedGasFeeMultiplierFactorKey(), 5n],
    [keys.increaseOrderGasLimitKey(), 6n],
    [keys.decreaseOrderGasLimitKey(), 7n],
    [keys.swapOrderGasLimitKey(), 8n],
    [keys.singleSwapGasLimitKey(), 9n],
    [keys.maxCallbackGasLimitKey(), 10n],
    [keys.requestExpirationTimeKey(), 300n],
    [keys.claimableFundingAmountKey(eth, tokenOf('USDC'), none), 11n],
    [keys.claimableFundingAmountKey(ethSingle, tokenOf('WETH'), none), 12n],
  ] as const;
  const { value, phases } = read(recordedChain(none, stored), none);
  expect(phases).toBe(1);
  expect(value.globals).toEqual({
    minCollateralUsd: 1n,
    minPositionSizeUsd: 2n,
    skipBorrowingFeeForSmallerSide: true,
    useOpenInterestInTokensForBalance: false,
  });
  expect(Object.values(value.gas)).toEqual([3n, 4n, 5n, 6n, 7n, 8n, 9n, 10n]);
  expect(value.requestExpirationTime).toBe(300n);
  expect(value.claimableFunding).toEqual([
    { market: eth, token: tokenOf('USDC'), amount: 11n },
    { market: ethSingle, token: tokenOf('WETH'), amount: 12n },
  ]);
});

test('behavior: markets that are held and not watched are read in the second phase', () => {
  const [stored, expected] = storedMarket(btc, tokenOf('WBTC.e'), tokenOf('USDC'));
  const { value, phases } = read(recordedChain(twelve, stored), twelve, { watched: [eth] });
  expect(phases).toBe(2);
  expect(value.markets[btc]?.params).toEqual(expected.params);
  expect(value.feeds[tokenOf('BTC')]?.price.toString()).toBe(recordedReads.prices['BTC']?.[0]);
  expect(value.wallet.map(({ token }) => token)).toEqual([tokenOf('WETH'), tokenOf('USDC'), tokenOf('WBTC.e')]);
  // GMX is asked to state only what the first phase could price.
  const stated = value.positions.filter(({ key }) => value.stated[key]).map(({ market }) => market);
  expect(new Set(stated)).toEqual(new Set([eth, ethSingle]));
});

test('behavior: one phase where nothing is held, two where something is, however much', () => {
  const counted = recordedReads.accounts.map(({ account, positions }) => {
    const found = [[], [eth], all].map((watched) => {
      const { value, phases } = read(recordedChain(account), account, { watched });
      expect(value.positions).toHaveLength(positions);
      const elsewhere = value.orders.some(({ market }) => !watched.includes(market));
      expect(phases).toBe(positions > 0 || elsewhere ? 2 : 1);
      return phases;
    });
    return [positions, ...found];
  });
  expect(counted).toEqual([
    [0, 1, 1, 1],
    [0, 2, 2, 1],
    [1, 2, 2, 2],
    [2, 2, 2, 2],
    [5, 2, 2, 2],
    [12, 2, 2, 2],
  ]);
});

test('behavior: a swap order names no market', () => {
  const account = holderOf(0, 2);
  const chain = recordedChain(account);
  const orders = chain.orders.map(({ orderKey, order }) => ({
    orderKey,
    order: {
      ...order,
      addresses: { ...order.addresses, market: zeroAddress, swapPath: [eth] },
      numbers: { ...order.numbers, orderType: 1 },
    },
  }));
  const { value, phases } = read({ ...chain, orders }, account, { watched: [eth] });
  expect(phases).toBe(1);
  expect(value.orders.map(({ swapPath }) => swapPath)).toEqual([[eth], [eth]]);
  expect(Object.keys(value.markets)).toEqual([eth]);
});

test('behavior: a virtual token that GMX changes is followed', () => {
  const [before, after] = [pad(toHex(1n)), pad(toHex(2n))];
  const token = keys.virtualTokenIdKey(tokenOf('WETH'));
  const inventories = [
    [keys.virtualInventoryForPositionsKey(before), 10n],
    [keys.virtualInventoryForPositionsInTokensKey(before), 11n],
    [keys.virtualInventoryForPositionsKey(after), -20n],
    [keys.virtualInventoryForPositionsInTokensKey(after), -21n],
  ] as const;
  const opened = recordedChain(twelve, [[token, 1n], ...inventories]);
  const inventoryOf = (state: GmxAccountState) => state.markets[eth]?.state.virtualInventoryForPositions;
  expect(inventoryOf(read(opened, twelve).value)).toBe(10n);
  const changed = recordedChain(twelve, [[token, 2n], ...inventories]);
  const later = read(changed, twelve, { opened });
  expect([inventoryOf(later.value), later.phases]).toEqual([-20n, 2]);
  expect(later.value.markets[eth]?.state).toMatchObject({
    hasVirtualInventory: true,
    virtualInventoryForPositionsInTokens: -21n,
  });
  expect(() => read(changed, twelve, { opened, watched: [btc] })).toThrow(/another virtual token[\s\S]*mend: restart/);
  const gone = read(recordedChain(twelve, [[token, 0n], ...inventories]), twelve, { opened });
  expect(gone.value.markets[eth]?.state.hasVirtualInventory).toBe(false);
});

test('behavior: a feed that GMX replaces is followed, with its own multiplier', () => {
  const opened = recordedChain(none);
  const feed: Address = '0x0000000000000000000000000000000000000777';
  const replaced = recordedChain(none, [
    [keys.priceFeedKey(tokenOf('WETH')), BigInt(feed)],
    [keys.priceFeedMultiplierKey(tokenOf('WETH')), 10n ** 24n],
  ]);
  const answer = { decimals: 18, answer: 3_000n * 10n ** 18n, updatedAt: 9n, startedAt: 9n };
  const { value, phases } = read({ ...replaced, feeds: new Map([...replaced.feeds, [feed, answer]]) }, none, {
    opened,
  });
  expect(phases).toBe(2);
  expect(value.feeds[tokenOf('WETH')]).toMatchObject({ feed, price: 3_000n * 10n ** 12n, updatedAt: 9n });
});

test('behavior: one feed that fails, or says no price, takes only its own price away', () => {
  const failing = { ...recordedChain(twelve), reverts: (to: Address) => to === feedOf('BTC') };
  const { value } = read(failing, twelve, { opened: recordedChain(twelve) });
  expect(value.feeds[tokenOf('BTC')]).toBeNull();
  expect(value.feeds[tokenOf('WETH')]).not.toBeNull();
  expect(value.positions).toHaveLength(12);
  const chain = recordedChain(none);
  const zero = { decimals: 8, answer: 0n, updatedAt: 1n, startedAt: 1n };
  const saying = { ...chain, feeds: new Map([...chain.feeds, [feedOf('USDC'), zero]]) };
  expect(read(saying, none).value.feeds[tokenOf('USDC')]).toBeNull();
});

test('behavior: without a statement of GMX the account is still read', () => {
  const { value } = read({ ...recordedChain(twelve), infos: new Map() }, twelve);
  expect([value.positions.length, Object.keys(value.stated).length]).toEqual([12, 0]);
});

test('behavior: a call that must not fail names itself and says what to do', () => {
  const opened = recordedChain(twelve);
  const { contracts, sequencerFeed } = release;
  for (const failing of [contracts.reader, contracts.dataStore, tokenOf('USDC'), sequencerFeed]) {
    const broken = { ...opened, reverts: (to: Address) => to === failing };
    try {
      read(broken, twelve, { opened });
      expect.unreachable();
    } catch (error) {
      expect(error).toBeInstanceOf(VenueReadError);
      if (!(error instanceof VenueReadError)) throw error;
      expect(error.shortMessage).toMatch(/reverted|do not decode/);
      expect(error.mend).toMatch(/ballast.yaml/);
    }
  }
});

test('behavior: a market that is held and could not be found is an error, and one that is not held is none', () => {
  const chain = recordedChain(twelve);
  const opened = { ...chain, markets: chain.markets.filter(({ marketToken }) => marketToken !== btc) };
  expect(() => read(chain, twelve, { opened, watched: [eth] })).toThrow(/is held or has an order[\s\S]*mend: restart/);
  expect(read(recordedChain(none), none, { opened, watched: [eth] }).phases).toBe(1);
  expect(() => read(recordedChain(none), none, { opened })).toThrow(/is watched and cannot be read/);
});

test('behavior: as many as the page holds may be too few', () => {
  const chain = recordedChain(twelve);
  const [position] = chain.positions;
  if (!position) throw new Error('no position was recorded');
  const positions = Array.from({ length: 1000 }, () => position);
  expect(() => read({ ...chain, positions }, twelve)).toThrow(/1000 positions[\s\S]*mend: spread/);
});

test('invariant: never a third phase, and everything held is read', () => {
  const full = recordedChain(twelve);
  const { known } = play(full, discover({ release, names: {} })).value;
  const scene = fc.record({
    positions: fc.subarray([...full.positions]),
    orders: fc.subarray([...full.orders]),
    watched: fc.subarray(all),
    priced: fc.subarray(all),
    infos: fc.subarray([...full.infos]),
    virtual: fc.boolean(),
  });
  let twoPhases = 0;
  fc.assert(
    fc.property(scene, ({ positions, orders, watched, priced, infos, virtual }) => {
      const stored = new Map(full.stored);
      // A virtual token that appears is followed where the market is watched.
      if (virtual && watched.includes(eth) && watched.includes(ethSingle)) {
        stored.set(keys.virtualTokenIdKey(tokenOf('WETH')), 5n);
      }
      const script = { ...full, positions, orders, stored, infos: new Map(infos) };
      const { value, phases } = play(
        script,
        readAccount({
          release,
          known,
          account: twelve,
          watched,
          pricesOf: (market, feeds) => (priced.includes(market.marketToken) ? pricesOf(market, feeds) : null),
        }),
      );
      expect(phases).toBeLessThanOrEqual(2);
      if (phases === 2) twoPhases += 1;
      const touched = [...value.positions, ...value.orders].map(({ market }) => market);
      expect(new Set(Object.keys(value.markets))).toEqual(new Set([...watched, ...touched]));
      const collateral = Object.values(value.markets).flatMap(({ props }) => [props.longToken, props.shortToken]);
      expect(value.wallet.map(({ token }) => token).sort()).toEqual([...new Set(collateral)].sort());
      for (const { props } of Object.values(value.markets)) {
        for (const token of [props.indexToken, props.longToken, props.shortToken]) {
          expect(value.feeds[token]).toBeDefined();
        }
      }
      const held = value.positions.map(({ key }) => key);
      expect(Object.keys(value.stated).every((key) => held.some((one) => one === key))).toBe(true);
    }),
    { numRuns: 60 },
  );
  expect(twoPhases).toBeGreaterThan(0);
});

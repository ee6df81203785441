import type { Address } from 'viem';
import { erc20Abi } from '../../../abis/erc20.js';
import type { Reading } from '../../model/reading.js';
import { done } from '../../model/reading.js';
import type { UnixSeconds } from '../../model/units.js';
import type { View } from '../view.js';
import { askView, each, together, view } from '../view.js';
import type { TickWindow } from './bitmap.js';
import { moreIdsView, ownIdsView, ownLiquidityView } from './readLiquidity.js';
import { outlineView, type PoolOutline, ticksView, windowView } from './readPool.js';
import type {
  OwnLiquidity,
  PoolContracts,
  TokenHolding,
  UniswapToken,
  UniswapV3Contracts,
  UniswapV3Detail,
} from './state.js';

/**
 * Everything about pools and account at one block. Two phases: prices, bitmaps and ids; then ticks and positions. There are more
 * only where the price is far from where it stood at the start, where there are many positions, or where one of them ends
 * beyond the ticks that were read. @throws VenueReadError
 */
export function readDetail(
  contracts: UniswapV3Contracts,
  account: Address,
  now: UnixSeconds,
): Reading<UniswapV3Detail> {
  const pools = Object.values(contracts.pools);
  const first = together({
    outlines: each(pools.map((pool) => outlineView(pool, now))),
    tokens: tokensView(contracts, account),
    own: ownIdsView(contracts, account),
  });
  return askView(first, ({ outlines, tokens, own }) => {
    const lost = pools.map((pool, at) => ({ pool, at })).filter(({ at }) => outlines[at]?.window === null);
    const windows = lost.map(({ pool, at }) => windowView(pool, outlines[at]?.state.tick ?? 0));
    const rest = together({ windows: each(windows), ids: moreIdsView(contracts, account, own) });
    return askUnlessEmpty(rest, (found) => {
      const all = outlines.map(
        ({ window }, at) => window ?? found.windows[lost.findIndex((one) => one.at === at)] ?? nowhere,
      );
      const second = together({
        ticks: each(pools.map((pool, at) => ticksView(pool, all[at]?.ticks ?? []))),
        liquidity: ownLiquidityView(contracts, [...own.ids, ...found.ids]),
      });
      return askUnlessEmpty(second, ({ ticks, liquidity }) => {
        const read = Object.fromEntries(
          outlines.map(({ state }: PoolOutline, at) => {
            const { from, to } = all[at] ?? nowhere;
            return [state.name, { ...state, ticks: ticks[at] ?? [], from, to }];
          }),
        );
        const detail = { pools: read, tokens, liquidity, liquidityCount: own.count, farTicks: {} };
        return withFarTicks(contracts, detail);
      });
    });
  });
}

const nowhere: TickWindow = { ticks: [], from: 0, to: 0 };

/** Where there is nothing to ask, no round trip is made. */
const askUnlessEmpty = <Answer, Value>(
  asked: View<Answer>,
  next: (answer: Answer) => Reading<Value>,
): Reading<Value> => (asked.calls.length === 0 ? next(asked.decode([])) : askView(asked, next));

function withFarTicks(contracts: UniswapV3Contracts, detail: UniswapV3Detail): Reading<UniswapV3Detail> {
  const missing = Object.values(contracts.pools).map((pool) => ({ pool, indices: farTicksOf(pool, detail) }));
  return askUnlessEmpty(each(missing.map(({ pool, indices }) => ticksView(pool, indices))), (found) =>
    done({ ...detail, farTicks: Object.fromEntries(missing.map(({ pool }, at) => [pool.name, found[at] ?? []])) }),
  );
}

function farTicksOf({ name }: PoolContracts, { pools, liquidity }: UniswapV3Detail): number[] {
  const ends = (one: OwnLiquidity) => (one.pool === name && one.liquidity > 0n ? [one.tickLower, one.tickUpper] : []);
  const known = new Set(pools[name]?.ticks.map(({ index }) => index));
  return [...new Set(liquidity.flatMap(ends))].filter((index) => !known.has(index)).sort((a, b) => a - b);
}

function tokensView(contracts: UniswapV3Contracts, account: Address): View<Readonly<Record<string, TokenHolding>>> {
  const tokens = tokensOf(contracts);
  const holdings = each(
    tokens.map(({ symbol, address }) =>
      together({
        balance: view(`the wallet's ${symbol}`, address, erc20Abi, 'balanceOf', [account]),
        allowance: view(`the router's allowance of ${symbol}`, address, erc20Abi, 'allowance', [
          account,
          contracts.router,
        ]),
      }),
    ),
  );
  return {
    calls: holdings.calls,
    decode(results) {
      const found = holdings.decode(results);
      return Object.fromEntries(
        tokens.map(({ address }, at) => [address.toLowerCase(), found[at] ?? { balance: 0n, allowance: 0n }]),
      );
    },
  };
}

/** Each once, whatever the number of its pools. */
export function tokensOf({ pools }: UniswapV3Contracts): UniswapToken[] {
  const all = Object.values(pools).flatMap(({ base, quote }) => [base, quote]);
  return [...new Map(all.map((token) => [token.address.toLowerCase(), token])).values()];
}

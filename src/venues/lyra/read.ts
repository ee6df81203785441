import type { Address } from 'viem';
import { erc20Abi } from '../../../abis/erc20.js';
import {
  liquidityPoolAbi,
  optionGreekCacheAbi,
  optionMarketPricerAbi,
  optionMarketViewerAbi,
  optionTokenAbi,
  synthetixAdapterAbi,
} from '../../../abis/lyra.js';
import { done, type Reading } from '../../model/reading.js';
import type { Block } from '../../model/snapshot.js';
import { tokenAmount, wad } from '../../model/units.js';
import { VenueReadError } from '../venue.js';
import { askView, each, orNull, together, type View, view } from '../view.js';
import { type BoardView, boardOf, heldOption, type OptionPosition } from './decode.js';
import { decodeLyraError } from './decodeError.js';
import type { LyraDetail, MarketContracts, MarketState } from './state.js';

/**
 * One phase; a second one only when the account holds options of a board that has been settled and left the live list.
 * @throws VenueReadError also when the price feed is invalid: without a spot nothing can be valued.
 */
export function readDetail(contracts: readonly MarketContracts[], account: Address, block: Block): Reading<LyraDetail> {
  return askView(each(contracts.map((market) => marketView(market, account))), (answers) => {
    const markets = answers.map(({ market, positions }) => ({
      market,
      positions,
      missing: unlisted(market, positions),
    }));
    const settled = markets.flatMap(({ market, missing }) => missing.map((id) => settledBoard(market.contracts, id)));
    const finish = (boards: readonly BoardView[]): Reading<LyraDetail> =>
      done({
        timestamp: block.timestamp,
        markets: markets.map(({ market, positions }) => withOptions(market, positions, boards)),
      });
    return settled.length === 0 ? finish([]) : askView(each(settled), finish);
  });
}

const settledBoard = ({ viewer, optionMarket }: MarketContracts, strikeId: bigint) =>
  view('OptionMarketViewer.getBoardForStrikeId', viewer, optionMarketViewerAbi, 'getBoardForStrikeId', [
    optionMarket,
    strikeId,
  ]);

function unlisted(market: MarketState, positions: readonly OptionPosition[]): bigint[] {
  const listed = new Set(market.boards.flatMap((board) => board.strikes.map((strike) => strike.id)));
  const missing = positions.filter((position) => heldOption(position) !== null && !listed.has(position.strikeId));
  return [...new Set(missing.map((position) => position.strikeId))];
}

function withOptions(
  market: MarketState,
  positions: readonly OptionPosition[],
  settled: readonly BoardView[],
): MarketState {
  const own = settled.filter((board) => board.market.toLowerCase() === market.contracts.optionMarket.toLowerCase());
  const known = new Set(market.boards.map((board) => board.id));
  const boards = [...market.boards];
  for (const board of own.map(boardOf)) {
    if (!known.has(board.id)) boards.push(board);
    known.add(board.id);
  }
  // The NFT contract fills the gaps that closed positions leave, so its own order changes.
  const options = positions.map(heldOption).filter((option) => option !== null);
  return { ...market, boards, options: options.sort((a, b) => (a.positionId < b.positionId ? -1 : 1)) };
}

function marketView(contracts: MarketContracts, account: Address) {
  const { viewer, optionMarket, synthetixAdapter, greekCache, pricer, optionToken, liquidityPool, tokens } = contracts;
  const wallet = (token: Address) =>
    together({
      balance: view(`balance of ${token}`, token, erc20Abi, 'balanceOf', [account]),
      allowance: view(`allowance of ${token}`, token, erc20Abi, 'allowance', [account, optionMarket]),
    });
  const asked = together({
    boards: view('live boards', viewer, optionMarketViewerAbi, 'getLiveBoards', [optionMarket]),
    positions: view('option positions', optionToken, optionTokenAbi, 'getOwnerPositions', [account]),
    // Not getSpotPriceForMarket: that one reverts while the market is paused, and positions are held all the same.
    spot: named(
      `the ${contracts.underlying} price`,
      view('spot price', synthetixAdapter, synthetixAdapterAbi, 'getSpotPrice', [contracts.baseKey]),
    ),
    allPaused: view('global pause', synthetixAdapter, synthetixAdapterAbi, 'isGlobalPaused', []),
    paused: view('market pause', synthetixAdapter, synthetixAdapterAbi, 'isMarketPaused', [optionMarket]),
    cache: view('Greek cache', greekCache, optionGreekCacheAbi, 'getGlobalCache', []),
    cacheParameters: view('Greek cache parameters', greekCache, optionGreekCacheAbi, 'getGreekCacheParams', []),
    minimumCollateral: view('collateral parameters', greekCache, optionGreekCacheAbi, 'getMinCollatParams', []),
    forceClose: view('force-close parameters', greekCache, optionGreekCacheAbi, 'getForceCloseParams', []),
    pricing: view('pricing parameters', pricer, optionMarketPricerAbi, 'getPricingParams', []),
    limits: view('trade limits', pricer, optionMarketPricerAbi, 'getTradeLimitParams', []),
    varianceFee: view('variance fee', pricer, optionMarketPricerAbi, 'getVarianceFeeParams', []),
    // Reverts while paused; only the estimate of fees needs it.
    pool: orNull(view('pool liquidity', liquidityPool, liquidityPoolAbi, 'getCurrentLiquidity', [])),
    quote: wallet(tokens.quote.address),
    base: wallet(tokens.base.address),
  });
  return {
    calls: asked.calls,
    decode(results: Parameters<typeof asked.decode>[0]) {
      const answer = asked.decode(results);
      const market: MarketState = {
        contracts,
        spot: wad(answer.spot),
        paused: pauseOf(answer.allPaused, answer.paused, contracts.underlying),
        boards: answer.boards.map(boardOf),
        parameters: {
          rateAndCarry: wad(answer.cacheParameters.rateAndCarry),
          minimumCollateral: answer.minimumCollateral,
          forceClose: answer.forceClose,
          pricing: answer.pricing,
          limits: answer.limits,
          varianceFee: answer.varianceFee,
        },
        poolValue: answer.pool === null ? null : wad(answer.pool.NAV),
        netStandardVega: wad(answer.cache.netGreeks.netStdVega),
        options: [],
        wallet: { quote: amounts(answer.quote), base: amounts(answer.base) },
      };
      return { market, positions: answer.positions };
    },
  };
}

/** A revert is told by the protocol's own name: `RateIsInvalid` says more than its bytes. */
const named = <Answer>(what: string, asked: View<Answer>): View<Answer> => ({
  calls: asked.calls,
  decode(results) {
    const failed = results.find(({ ok }) => !ok);
    const error = failed ? decodeLyraError(failed.data) : null;
    if (!error) return asked.decode(results);
    throw new VenueReadError(`Lyra does not tell ${what}: ${error.name}`, {
      facts: Object.entries(error.args).map(([name, value]) => `${name} ${value}`),
      mend: "wait until the protocol's feed is valid again",
      retryable: true,
    });
  },
});

const amounts = ({ balance, allowance }: { balance: bigint; allowance: bigint }) => ({
  balance: tokenAmount(balance),
  allowance: tokenAmount(allowance),
});

function pauseOf(all: boolean, market: boolean, underlying: string): string | null {
  if (all) return 'Lyra has paused all its markets';
  return market ? `Lyra has paused its ${underlying} market` : null;
}

import type { Address } from 'viem';
import { isAddressEqual } from 'viem';
import { erc20Abi } from '../../../abis/erc20.js';
import {
  accountBalanceAbi,
  baseTokenAbi,
  chainlinkPriceFeedV3Abi,
  clearingHouseAbi,
  clearingHouseConfigAbi,
  exchangeAbi,
  marketRegistryAbi,
  orderBookAbi,
  poolAbi,
  vaultAbi,
} from '../../../abis/perp-v2.js';
import type { Underlying } from '../../model/instrument.js';
import type { Reading } from '../../model/reading.js';
import { done } from '../../model/reading.js';
import { VenueReadError } from '../venue.js';
import type { View } from '../view.js';
import { askView, each, orError, orNull, together, view } from '../view.js';
import { fundingPerDay } from './funding.js';
import { unrealizedPnl } from './margin.js';
import type { MarketContracts, MarketState, PerpV2Contracts, PerpV2Detail } from './state.js';

/**
 * Everything about an account at one block, in one phase. All configured markets are asked about, since the margin of a
 * cross account depends on each market it holds; only those watched or held are kept. @throws VenueReadError
 */
export function readDetail(
  contracts: PerpV2Contracts,
  account: Address,
  watched: readonly Underlying[],
): Reading<PerpV2Detail> {
  const configured = Object.entries(contracts.markets);
  const markets = configured.map(([name, market]) => orError(marketView(contracts, account, name, market)));
  return askView(together({ account: accountView(contracts, account), markets: each(markets) }), (answers) => {
    const { held, hasOrder, pnl, ...rest } = answers.account;
    refuseUnsupported(contracts, { held, hasOrder });
    const wanted = configured.map(([name, market], index) => {
      if (!watched.includes(name) && !held.some((base) => isAddressEqual(base, market.baseToken))) return null;
      const state = answers.markets[index];
      if (!state || state instanceof VenueReadError) throw state ?? new VenueReadError(`market ${name} was not read`);
      return state;
    });
    const kept = wanted.filter((market) => market !== null);
    const [owedRealizedPnl, unrealized] = pnl;
    const detail: PerpV2Detail = {
      ...rest,
      owedRealizedPnl,
      markets: Object.fromEntries(kept.map((market) => [market.underlying, market])),
    };
    refuseDisagreement(detail, unrealized);
    return done(detail);
  });
}

const accountView = (contracts: PerpV2Contracts, account: Address) => {
  const { clearingHouse, vault, accountBalance, orderBook, config, settlementToken } = contracts;
  const bases = Object.values(contracts.markets).map((market) => market.baseToken);
  const token = settlementToken.address;
  return together({
    paused: together({
      clearingHouse: view('ClearingHouse.paused', clearingHouse, clearingHouseAbi, 'paused', []),
      vault: view('Vault.paused', vault, vaultAbi, 'paused', []),
    }),
    imRatio: view('getImRatio', config, clearingHouseConfigAbi, 'getImRatio', []),
    mmRatio: view('getMmRatio', config, clearingHouseConfigAbi, 'getMmRatio', []),
    maxMarketsPerAccount: view(
      'getMaxMarketsPerAccount',
      config,
      clearingHouseConfigAbi,
      'getMaxMarketsPerAccount',
      [],
    ),
    vaultCap: view('getSettlementTokenBalanceCap', config, clearingHouseConfigAbi, 'getSettlementTokenBalanceCap', []),
    vaultBalance: view('Vault.getBalance', vault, vaultAbi, 'getBalance', [account]),
    vaultHoldings: view("the Vault's token balance", token, erc20Abi, 'balanceOf', [vault]),
    walletBalance: view("the wallet's token balance", token, erc20Abi, 'balanceOf', [account]),
    allowance: view("the Vault's allowance", token, erc20Abi, 'allowance', [account, vault]),
    otherCollateral: view('Vault.getCollateralTokens', vault, vaultAbi, 'getCollateralTokens', [account]),
    held: view('AccountBalance.getBaseTokens', accountBalance, accountBalanceAbi, 'getBaseTokens', [account]),
    // AccountBalance.hasOrder passes over markets that are not open; the order book does not.
    hasOrder: view('OrderBook.hasOrder', orderBook, orderBookAbi, 'hasOrder', [account, bases]),
    pnl: view('getPnlAndPendingFee', accountBalance, accountBalanceAbi, 'getPnlAndPendingFee', [account]),
  });
};

function marketView(
  { accountBalance, exchange, marketRegistry, config, twapInterval }: PerpV2Contracts,
  account: Address,
  underlying: Underlying,
  { baseToken, pool, feed }: MarketContracts,
): View<MarketState> {
  const asked = together({
    open: view(`${underlying} isOpen`, baseToken, baseTokenAbi, 'isOpen', []),
    closed: view(`${underlying} isClosed`, baseToken, baseTokenAbi, 'isClosed', []),
    pausedPrice: view(`${underlying} getPausedIndexPrice`, baseToken, baseTokenAbi, 'getPausedIndexPrice', []),
    index: view(`${underlying} getIndexPrice`, baseToken, baseTokenAbi, 'getIndexPrice', [0n]),
    info: view(`${underlying} fees`, marketRegistry, marketRegistryAbi, 'getMarketInfoByTrader', [account, baseToken]),
    maxTicks: view(`${underlying} ticks`, exchange, exchangeAbi, 'getMaxTickCrossedWithinBlock', [baseToken]),
    funding: view(`${underlying} funding`, exchange, exchangeAbi, 'getPendingFundingPayment', [account, baseToken]),
    position: view(`${underlying} position`, accountBalance, accountBalanceAbi, 'getAccountInfo', [account, baseToken]),
    slot0: view(`${underlying} pool price`, pool, poolAbi, 'slot0', []),
    liquidity: view(`${underlying} pool liquidity`, pool, poolAbi, 'liquidity', []),
    growth0: view(`${underlying} pool fees`, pool, poolAbi, 'feeGrowthGlobal0X128', []),
    growth1: view(`${underlying} pool fees`, pool, poolAbi, 'feeGrowthGlobal1X128', []),
  });
  // Each is defined in one state of the market only, and reverts in others.
  const mark = orNull(view(`${underlying} mark`, accountBalance, accountBalanceAbi, 'getMarkPrice', [baseToken]));
  const closedPrice = orNull(view(`${underlying} getClosedPrice`, baseToken, baseTokenAbi, 'getClosedPrice', []));
  // Nothing but what a position carries stands on these. A TWAP reverts while the pool's history is shorter than the interval:
  // the protocol then averages over less; here it is not known.
  const rate = orNull(
    together({
      max: view('getMaxFundingRate', config, clearingHouseConfigAbi, 'getMaxFundingRate', []),
      sqrtMarketX96: view(`${underlying} pool TWAP`, exchange, exchangeAbi, 'getSqrtMarketTwapX96', [
        baseToken,
        twapInterval,
      ]),
      index: view(`${underlying} oracle TWAP`, baseToken, baseTokenAbi, 'getIndexPrice', [BigInt(twapInterval)]),
    }),
  );
  // What an older kind of feed does not tell; no price depends on it.
  const written = each(
    feed === undefined
      ? []
      : [orNull(view(`${underlying} oracle time`, feed, chainlinkPriceFeedV3Abi, 'getLatestOrCachedPrice', []))],
  );
  const all = together({ asked, mark, closedPrice, rate, written });
  return {
    calls: all.calls,
    decode(results) {
      const { asked: state, mark, closedPrice, rate, written: told } = all.decode(results);
      // AccountBalance._getReferencePrice.
      const reference = state.open ? mark : state.closed ? closedPrice : state.pausedPrice;
      if (!reference || state.index <= 0n || state.slot0[0] === 0n) throw unpriced(underlying, state.index);
      return {
        underlying,
        baseToken,
        status: state.open ? 'open' : state.closed ? 'closed' : 'paused',
        mark: reference,
        index: state.index,
        ...(told[0] ? { indexAt: told[0][1] } : {}),
        sqrtPriceX96: state.slot0[0],
        liquidity: state.liquidity,
        fees: {
          ...{ feeGrowthGlobal0X128: state.growth0, feeGrowthGlobal1X128: state.growth1 },
          ...{ fee: state.info.uniswapFeeRatio, feeProtocol: state.slot0[5] },
        },
        feeRatio: state.info.exchangeFeeRatio,
        maxPriceSpreadRatio: state.info.maxPriceSpreadRatio,
        maxTicksWithinBlock: state.maxTicks,
        size: state.position.takerPositionSize,
        openNotional: state.position.takerOpenNotional,
        pendingFunding: state.funding,
        fundingPerDay: !state.open ? 0n : rate && fundingPerDay(rate, rate.max),
      };
    },
  };
}

const unpriced = (underlying: Underlying, index: bigint) =>
  new VenueReadError(`the ${underlying} market has no price`, {
    facts: [`oracle price ${index}`],
    mend: 'wait: its oracle or the price history of its pool is not ready',
    retryable: true,
  });

/**
 * What this adapter cannot value is refused: a cross account's health depends on all it holds. Other collateral is left
 * out instead, see `otherCollateral`; refusing it would let anybody blind us with a wei of it.
 */
function refuseUnsupported({ markets }: PerpV2Contracts, found: { held: readonly Address[]; hasOrder: boolean }): void {
  const known = Object.values(markets).map((market) => market.baseToken);
  const unknown = found.held.filter((base) => !known.some((baseToken) => isAddressEqual(base, baseToken)));
  if (unknown.length > 0) {
    throw new VenueReadError(`the account holds perp-v2 markets that are not configured: ${unknown.join(', ')}`, {
      facts: ['its positions share one margin, which cannot be computed without them'],
      mend: 'name the market under venues: perp-v2: markets: in ballast.yaml, or close the position',
    });
  }
  if (found.hasOrder) {
    throw new VenueReadError('the account provides liquidity on perp-v2, which is not supported', {
      facts: ["a maker's position changes with every trade of others"],
      mend: 'remove the liquidity (ClearingHouse.removeLiquidity), or watch another account',
    });
  }
}

/** The protocol states its own sum; if ours differs we do not know this deployment, and must not trade on it. */
function refuseDisagreement(detail: PerpV2Detail, stated: bigint): void {
  const computed = unrealizedPnl(detail);
  if (computed === stated) return;
  throw new VenueReadError('unrealised profit on perp-v2 does not add up', {
    facts: [`the protocol states ${stated}`, `its own formula gives ${computed}`],
    mend: 'do not trade this deployment with this version: the contracts differ from the ones it knows',
  });
}

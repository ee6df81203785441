import { getAddress } from 'viem';
import type { MarginAccount } from '../../model/marginAccount.js';
import { healthOf } from '../../model/marginAccount.js';
import type { Funding, Market } from '../../model/market.js';
import type { Position } from '../../model/position.js';
import type { VenueReading } from '../../model/snapshot.js';
import { absolute, bps, multiplyWad, tokenAmount, type Wad, wad } from '../../model/units.js';
import type { Binding } from './binding.js';
import { underlyingOfToken } from './binding.js';
import { claimableAmount } from './claimableAmount.js';
import { collateralTokenOf } from './collateralToken.js';
import { priceToWad, tokensToQuantity, usdToWad } from './convert.js';
import type { GmxDetail } from './detail.js';
import { contextOf, marketIn } from './detail.js';
import { accrualOf } from './math/accrual.js';
import { openInterestInTokens } from './math/balance.js';
import { most } from './math/fixedPoint.js';
import { liquidationState } from './math/liquidation.js';
import { closingPrice, collateralPrice, midPrice } from './math/prices.js';
import { GMX_V2, instrumentOf, underlyingOf } from './names.js';
import { positionIdOf } from './positionId.js';
import { reducesOnly } from './reducesOnly.js';
import type { GmxMarket, GmxPosition, MarketContext } from './state.js';
import { waitingOrders } from './waitingOrders.js';

/** The reading that a detail amounts to. A pure function of it, so that what is read and what is expected look the same. */
export function describe(binding: Binding, detail: GmxDetail): VenueReading<GmxDetail> {
  const priced = Object.values(detail.markets).filter(({ props }) => getAddress(props.marketToken) in detail.prices);
  return {
    venue: GMX_V2,
    positions: detail.positions.flatMap((position) => positionsOf(binding, detail, position)),
    marginAccounts: detail.positions.map((position) => accountOf(binding, detail, position)),
    markets: priced.map((market) => marketOf(detail, market)),
    funding: fundingOf(binding, detail),
    prices: Object.fromEntries(priced.map((market) => [underlyingOf(market.props.name), indexPrice(detail, market)])),
    orders: waitingOrders(binding, detail),
    claimable: detail.claimableFunding.map(({ market, token, amount }) =>
      claimableAmount(binding, marketIn(detail, market).props, token, amount),
    ),
    detail,
  };
}

const indexPrice = (detail: GmxDetail, { props }: GmxMarket): Wad =>
  priceToWad(midPrice(contextOf(detail, props.marketToken).prices.index), props.indexTokenDecimals, 'down');

/**
 * The perpetual, and the collateral where that moves with an underlying: a long on ETH with WETH is longer than it looks.
 * Both are inside the margin account's equity.
 */
function positionsOf(binding: Binding, detail: GmxDetail, position: GmxPosition): Position[] {
  const context = contextOf(detail, position.market);
  const { props } = context.market;
  const id = positionIdOf(binding, props, position);
  const size = tokensToQuantity(position.sizeInTokens, props.indexTokenDecimals);
  const perpetual: Position = {
    id,
    venue: GMX_V2,
    account: position.account,
    instrument: instrumentOf(props.name),
    quantity: position.isLong ? size : wad(-size),
    mark: priceToWad(closingPrice(context.prices, position.isLong), props.indexTokenDecimals, 'down'),
    value: wad(0n),
    marginAccount: id,
    pricing: null,
    carry: carryOf(context, position),
  };
  const underlying = underlyingOfToken(binding, props, position.collateralToken);
  if (underlying === null) return [perpetual];
  const token = collateralTokenOf(
    binding,
    props,
    position.collateralToken,
    collateralPrice(context, position.collateralToken),
  );
  const { symbol, address, decimals, price } = token;
  return [
    perpetual,
    {
      id: `${id} collateral`,
      venue: GMX_V2,
      account: position.account,
      instrument: { kind: 'token', id: `${GMX_V2} ${symbol}`, venue: GMX_V2, symbol, address, decimals, underlying },
      quantity: tokensToQuantity(position.collateralAmount, decimals),
      mark: price,
      value: wad(0n),
      marginAccount: id,
      pricing: null,
    },
  ];
}

const secondsPerYear = 31_536_000;

/** USD a year, float64: funding earned, less funding paid and borrowing. */
function carryOf(context: MarketContext, position: GmxPosition): number {
  const { borrowing, fundingPaid, fundingEarned } = accrualOf(context, position);
  return (Number(fundingEarned - fundingPaid - borrowing) / 1e30) * secondsPerYear;
}

/**
 * Equity is what the liquidation handler compares, with funding and borrowing up to the block; below its requirement it
 * liquidates. Rounded against the account.
 */
function accountOf(binding: Binding, detail: GmxDetail, position: GmxPosition): MarginAccount {
  const context = contextOf(detail, position.market);
  const { props } = context.market;
  const state = liquidationState(context, position, detail.discounts);
  const equity = floor(state.remainingCollateralUsd);
  const maintenance = usdToWad(state.requirementUsd, 'up');
  const [perpetual, collateral] = positionsOf(binding, detail, position);
  if (!perpetual) throw new TypeError('a position describes itself');
  const moves = [perpetual, ...(collateral ? [collateral] : [])].flatMap(
    ({ instrument }) => instrument.underlying ?? [],
  );
  return {
    id: perpetual.id,
    venue: GMX_V2,
    account: position.account,
    positions: [perpetual.id],
    underlyings: [...new Set(moves)].sort(),
    equity,
    maintenance,
    health: healthOf(equity, maintenance),
    notional: multiplyWad(absolute(perpetual.quantity), perpetual.mark, 'up'),
    collateral: collateralTokenOf(
      binding,
      props,
      position.collateralToken,
      collateralPrice(context, position.collateralToken),
    ),
    collateralAmount: tokenAmount(position.collateralAmount),
  };
}

/** Towards minus infinity: `usdToWad` rounds a loss away from zero. */
const floor = (usd: bigint): Wad => usdToWad(usd, usd < 0n ? 'up' : 'down');

function marketOf(detail: GmxDetail, market: GmxMarket): Market {
  const { props, params, isDisabled } = market;
  const price = indexPrice(detail, market);
  const at = detail.prices[getAddress(props.marketToken)]?.at;
  const dearest = most(params.positionFeeFactor.positive, params.positionFeeFactor.negative);
  return {
    instrument: instrumentOf(props.name),
    mark: price,
    last: price,
    index: price,
    // Factors have 30 decimals; a hundredth of a basis point is as fine as anybody sets them.
    fee: bps(Number(dearest / 10n ** 24n) / 100),
    closed: isDisabled ? 'GMX has disabled the market' : null,
    reduceOnly: reducesOnly(detail, market),
    openInterest: { long: openedIn(market, true), short: openedIn(market, false) },
    ...(at === undefined ? {} : { oracleAt: at }),
  };
}

/** Units of the index that all accounts hold on a side, by the market's own sums. */
const openedIn = (market: GmxMarket, isLong: boolean): Wad =>
  tokensToQuantity(openInterestInTokens(market, isLong), market.props.indexTokenDecimals);

/** One row for each collateral token of the markets: all are pulled by the Router. */
function fundingOf(binding: Binding, detail: GmxDetail): Funding[] {
  return detail.wallet.flatMap(({ token, balance, allowance }) => {
    const market = Object.values(detail.markets).find(
      ({ props }) =>
        [props.longToken, props.shortToken].some((one) => getAddress(one) === getAddress(token)) &&
        getAddress(props.marketToken) in detail.prices,
    );
    if (!market) return [];
    const price = collateralPrice(contextOf(detail, market.props.marketToken), token);
    return [
      {
        token: collateralTokenOf(binding, market.props, token, price),
        balance: tokenAmount(balance),
        spender: binding.release.contracts.router,
        allowance: tokenAmount(allowance),
      },
    ];
  });
}

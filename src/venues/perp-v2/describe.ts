import type { Address } from 'viem';
import type { Perpetual, Underlying } from '../../model/instrument.js';
import type { MarginAccount } from '../../model/marginAccount.js';
import { healthOf } from '../../model/marginAccount.js';
import type { Market } from '../../model/market.js';
import type { Position } from '../../model/position.js';
import type { VenueReading } from '../../model/snapshot.js';
import { bps, tokenAmount, unixSeconds, wad } from '../../model/units.js';
import { turnoverOf } from '../uniswapMath/turnover.js';
import { closedReason } from './closed.js';
import { fundingOver } from './funding.js';
import { accountValue, maintenanceRequirement, sizeOf, totalAbsPositionValue } from './margin.js';
import { poolPrice } from './pool.js';
import type { MarketState, PerpV2Contracts, PerpV2Detail } from './state.js';

export const PERP_V2 = 'perp-v2';
/** The one margin account: all positions of an account share its collateral. */
export const CROSS = `${PERP_V2} cross`;

export const instrumentOf = (underlying: Underlying): Perpetual => ({
  id: `${PERP_V2} ${underlying}`,
  venue: PERP_V2,
  kind: 'perpetual',
  underlying,
});

const secondsPerYear = 31_536_000;

/** The reading that a detail amounts to. A pure function of it, so that what is read and what is expected look the same. */
export function describe(
  contracts: PerpV2Contracts,
  account: Address,
  detail: PerpV2Detail,
): VenueReading<PerpV2Detail> {
  const markets = Object.values(detail.markets);
  const token = contracts.settlementToken;
  return {
    venue: PERP_V2,
    positions: markets.filter((market) => sizeOf(market) !== 0n).map((market) => positionOf(account, market)),
    marginAccounts: [crossAccount(contracts, account, detail)],
    markets: markets.map((market) => marketOf(detail, market)),
    funding: [
      {
        token,
        balance: tokenAmount(detail.walletBalance),
        spender: contracts.vault,
        allowance: tokenAmount(detail.allowance),
      },
    ],
    prices: Object.fromEntries(markets.map((market) => [market.underlying, wad(market.index)])),
    detail,
  };
}

function positionOf(account: Address, market: MarketState): Position {
  const instrument = instrumentOf(market.underlying);
  const carry = fundingOver(market, secondsPerYear);
  return {
    id: instrument.id,
    venue: PERP_V2,
    account,
    instrument,
    quantity: wad(sizeOf(market)),
    mark: wad(market.mark),
    value: wad(0n),
    marginAccount: CROSS,
    pricing: null,
    ...(Number.isNaN(carry) ? {} : { carry }),
  };
}

function crossAccount(contracts: PerpV2Contracts, account: Address, detail: PerpV2Detail): MarginAccount {
  const token = contracts.settlementToken;
  const held = Object.values(detail.markets).filter((market) => sizeOf(market) !== 0n);
  const equity = wad(accountValue(detail, token.decimals));
  const maintenance = wad(maintenanceRequirement(detail));
  return {
    id: CROSS,
    venue: PERP_V2,
    account,
    positions: held.map((market) => instrumentOf(market.underlying).id),
    underlyings: held.map((market) => market.underlying).sort(),
    equity,
    maintenance,
    health: healthOf(equity, maintenance),
    notional: wad(totalAbsPositionValue(detail)),
    collateral: token,
    collateralAmount: tokenAmount(detail.vaultBalance),
  };
}

/** The base token of a market is always its pool's token0, and vUSD has 18 decimals too (MarketRegistry.addPool). */
function turnoverIn({ fees, liquidity }: MarketState): Pick<Market, 'turnover'> {
  if (fees === undefined) return {};
  const turnover = turnoverOf({ ...fees, liquidity }, { decimals: 18, isBase: true }, { decimals: 18 });
  return turnover === undefined ? {} : { turnover };
}

function marketOf(detail: PerpV2Detail, market: MarketState): Market {
  return {
    instrument: instrumentOf(market.underlying),
    mark: wad(market.mark),
    last: wad(poolPrice(market.sqrtPriceX96)),
    index: wad(market.index),
    // Ratios are of 1 000 000, basis points of 10 000.
    fee: bps(market.feeRatio / 100),
    closed: closedReason(detail, market),
    ...turnoverIn(market),
    ...(market.indexAt === undefined ? {} : { oracleAt: unixSeconds(Number(market.indexAt)) }),
  };
}

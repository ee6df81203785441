import { formatUnits } from 'viem';
import type { Side, TradeTerms } from '../../model/order.js';
import type { VenueReading } from '../../model/snapshot.js';
import { VenueRefusal } from '../venue.js';
import { closedReason } from './closed.js';
import { instrumentIdOf } from './names.js';
import { priceAtSqrt, priceAtTick } from './poolPrice.js';
import { showPrice } from './show.js';
import { boundOf, worstPrice } from './slippage.js';
import type { PoolContracts, PoolReading, UniswapV3Contracts, UniswapV3Detail } from './state.js';
import type { ExpectedTrade } from './trade.js';
import { baseAmount, expectTrade, priceAndFee } from './trade.js';

/** A trade with the pool that it is for, at one block. */
export interface PoolTrade {
  pool: PoolContracts;
  state: PoolReading;
  side: Side;
  /** Base units. */
  base: bigint;
}

/** @throws VenueRefusal when the pool was not read, is not traded in, or there is nothing to trade */
export function poolTradeOf(
  contracts: UniswapV3Contracts,
  { detail }: VenueReading<UniswapV3Detail>,
  terms: TradeTerms,
): PoolTrade {
  const pool = poolOf(contracts, terms);
  const state = pool && detail.pools[pool.name];
  if (!pool || !state) {
    throw new VenueRefusal(`${terms.instrument} is not watched`, {
      mend: 'add it under watch: in the strategy, and under venues: uniswap-v3: pools: in ballast.yaml',
    });
  }
  if (pool.underlying === null) {
    throw new VenueRefusal(`${terms.instrument} is not traded: ${pool.quote.symbol} is no dollar`, {
      mend: 'trade in a pool against a dollar token',
    });
  }
  const base = baseAmount(pool, terms.quantity);
  if (base <= 0n) {
    throw new VenueRefusal(`a trade needs at least one unit of ${pool.base.symbol}`, {
      facts: [`quantity ${formatUnits(terms.quantity, 18)}`],
    });
  }
  return { pool, state, side: terms.side, base };
}

/** The pool that terms name, whether it was read or not. */
export const poolOf = ({ pools }: UniswapV3Contracts, { instrument }: TradeTerms): PoolContracts | undefined =>
  Object.values(pools).find(({ name }) => instrumentIdOf(name) === instrument);

/** What the pool would do with a trade. @throws VenueRefusal when it cannot fill it as far as it was read */
export function expectOrRefuse({ pool, state, side, base }: PoolTrade): ExpectedTrade {
  const trade = expectTrade(pool, state, side, base);
  if (trade.left === 0n && trade.quote > 0n) return trade;
  const asked = `${show(base, pool.base)} ${pool.base.symbol}`;
  if (trade.left === 0n) throw new VenueRefusal(`${asked} is too little for the ${pool.name} pool to pay anything`);
  const end = priceAtTick(pool, (side === 'Sell') === pool.baseIsToken0 ? state.from : state.to);
  throw new VenueRefusal(
    `the ${pool.name} pool fills ${show(base - trade.left, pool.base)} of ${asked}, as far as it was read`,
    {
      facts: [`it was read from ${showPrice(priceAtSqrt(pool, state.sqrtPriceX96))} to ${showPrice(end)}`],
      mend: 'trade less at once, or elsewhere',
      retryable: true,
    },
  );
}

/** @throws VenueRefusal for every reason that is known before anything is sent. */
export function refuseTrade(detail: UniswapV3Detail, wanted: PoolTrade, terms: TradeTerms): ExpectedTrade {
  const { pool, state, side } = wanted;
  const closed = closedReason(pool, state);
  if (closed) throw new VenueRefusal(`${terms.instrument} cannot be traded: ${closed}`, { retryable: true });
  if (terms.position !== null) {
    throw new VenueRefusal(`uniswap-v3 trades tokens of the wallet, not ${terms.position}`, {
      facts: ['liquidity positions are read and never changed'],
    });
  }
  if (terms.reduceOnly && side === 'Buy') {
    throw new VenueRefusal('buying out of the wallet reduces nothing', {
      facts: [`asked to buy ${pool.base.symbol} reduce-only`],
    });
  }
  refuseOverdraft(detail, wanted, side === 'Sell' ? wanted.base : 0n);
  const trade = expectOrRefuse(wanted);
  if (side === 'Buy') refuseOverdraft(detail, wanted, trade.quote);
  refuseSlippage(wanted, terms, trade);
  return trade;
}

function refuseOverdraft({ tokens }: UniswapV3Detail, { pool, side }: PoolTrade, needed: bigint): void {
  const token = side === 'Sell' ? pool.base : pool.quote;
  const balance = tokens[token.address.toLowerCase()]?.balance ?? 0n;
  if (needed <= balance) return;
  throw new VenueRefusal(`the wallet does not hold ${show(needed, token)} ${token.symbol}`, {
    facts: [`it holds ${show(balance, token)}`],
    mend: `trade less, or send ${token.symbol} to the account`,
    retryable: true,
  });
}

function refuseSlippage({ pool, state, side, base }: PoolTrade, terms: TradeTerms, trade: ExpectedTrade): void {
  const bound = boundOf(pool, state, base, terms);
  if (side === 'Sell' ? trade.quote >= bound : trade.quote <= bound) return;
  const { price } = priceAndFee(pool, side, base, trade.quote);
  throw new VenueRefusal(
    `${show(base, pool.base)} ${pool.base.symbol} would trade at ${showPrice(price)}, beyond its bound`,
    {
      facts: [
        `the ${pool.name} pool stands at ${showPrice(priceAtSqrt(pool, state.sqrtPriceX96))}`,
        `the worst price is ${showPrice(worstPrice(pool, state, terms))}`,
      ],
      mend: 'trade less at once, or allow more slippage',
      retryable: true,
    },
  );
}

const show = (amount: bigint, { decimals }: { decimals: number }): string => formatUnits(amount, decimals);

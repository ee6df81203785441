import type { Address, Hex, Log } from 'viem';
import { decodeFunctionResult, isAddressEqual, parseEventLogs } from 'viem';
import { uniswapPoolAbi, uniswapRouterAbi } from '../../../abis/uniswapV3.js';
import type { Fill, TradeTerms } from '../../model/order.js';
import { tokenAmount } from '../../model/units.js';
import type { Quote } from '../venue.js';
import { VenueReadError } from '../venue.js';
import { instrumentIdOf } from './names.js';
import { poolOf } from './refusals.js';
import type { PoolContracts, UniswapV3Contracts } from './state.js';
import { baseAmount, priceAndFee, quantityOf } from './trade.js';

/**
 * A sale answers with the dollars it brings, a purchase with the dollars it costs.
 * @throws VenueReadError when the bytes are not that, or nothing was traded
 */
export function quoteOf(contracts: UniswapV3Contracts, terms: TradeTerms, returned: Hex): Quote {
  const pool = poolOf(contracts, terms);
  if (!pool) throw new VenueReadError(`${terms.instrument} is not a pool of this deployment`);
  const quote = decodeReturned(returned);
  const base = baseAmount(pool, terms.quantity);
  if (base === 0n || quote === 0n) {
    throw new VenueReadError('the simulated swap traded nothing', { facts: [`returned ${returned}`] });
  }
  return { quantity: quantityOf(pool, base), price: priceAndFee(pool, terms.side, base, quote).price };
}

function decodeReturned(returned: Hex): bigint {
  try {
    return decodeFunctionResult({ abi: uniswapRouterAbi, functionName: 'exactInputSingle', data: returned });
  } catch (cause) {
    throw new VenueReadError('the simulated swap answered with bytes that do not decode', {
      facts: [`returned ${returned}`],
      cause,
    });
  }
}

/** Swaps of the order's pool that the router made for the account. */
export function fillsOf(
  contracts: UniswapV3Contracts,
  account: Address,
  terms: TradeTerms,
  logs: readonly Log[],
): Fill[] {
  const pool = poolOf(contracts, terms);
  if (!pool || pool.underlying === null) return [];
  const swaps = parseEventLogs({
    abi: uniswapPoolAbi,
    eventName: 'Swap',
    logs: logs.filter((log) => isAddressEqual(log.address, pool.address)),
  });
  return swaps.flatMap(({ args }) => {
    if (!isAddressEqual(args.recipient, account) || !isAddressEqual(args.sender, contracts.router)) return [];
    return fillOf(pool, args);
  });
}

/** Amounts are the pool's: what it got is positive. */
function fillOf(pool: PoolContracts, { amount0, amount1 }: { amount0: bigint; amount1: bigint }): Fill[] {
  const [base, quote] = pool.baseIsToken0 ? [amount0, amount1] : [amount1, amount0];
  if (base === 0n) return [];
  const side = base > 0n ? 'Sell' : 'Buy';
  const [moved, against] = side === 'Sell' ? [base, -quote] : [-base, quote];
  return [
    {
      ...{ kind: 'trade', instrument: instrumentIdOf(pool.name), underlying: pool.underlying, side },
      quantity: quantityOf(pool, moved),
      ...priceAndFee(pool, side, moved, against),
      cash: { token: pool.quote.symbol, decimals: pool.quote.decimals, amount: tokenAmount(against) },
    },
  ];
}

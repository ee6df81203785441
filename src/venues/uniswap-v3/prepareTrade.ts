import type { Address } from 'viem';
import { encodeFunctionData, formatUnits } from 'viem';
import { erc20Abi } from '../../../abis/erc20.js';
import { uniswapRouterAbi } from '../../../abis/uniswapV3.js';
import type { TradeTerms, TransactionRequest } from '../../model/order.js';
import type { VenueReading } from '../../model/snapshot.js';
import { smallest, tokenAmount, type UnixSeconds, wei } from '../../model/units.js';
import { asHeld } from './asHeld.js';
import { poolTradeOf, refuseTrade } from './refusals.js';
import { showPrice } from './show.js';
import { boundOf, worstPrice } from './slippage.js';
import type { UniswapV3Contracts, UniswapV3Detail } from './state.js';

/**
 * Approval of exactly what the swap may pull, where the allowance is too small; then the swap, with the base exact: input of a sale,
 * output of a purchase. @throws VenueRefusal
 */
export function prepareTrade(
  contracts: UniswapV3Contracts,
  account: Address,
  reading: VenueReading<UniswapV3Detail>,
  terms: TradeTerms,
  deadline: UnixSeconds,
): TransactionRequest[] {
  const wanted = poolTradeOf(contracts, reading, terms);
  const held = asHeld(reading);
  refuseTrade(held, wanted, terms);
  const { pool, state, side, base } = wanted;
  const sells = side === 'Sell';
  const gives = sells ? pool.base : pool.quote;
  const { balance = 0n, allowance = 0n } = held.tokens[gives.address.toLowerCase()] ?? {};
  const bound = boundOf(pool, state, base, terms);
  // A purchase may cost up to its bound, but never more than there is.
  const most = sells ? base : smallest(bound, balance);
  const common = {
    tokenIn: gives.address,
    tokenOut: (sells ? pool.quote : pool.base).address,
    fee: pool.fee,
    recipient: account,
    deadline: BigInt(deadline),
    // A limit on the price ends a swap half way without a word; the bound on all of it reverts instead.
    sqrtPriceLimitX96: 0n,
  };
  const data = sells
    ? encodeFunctionData({
        abi: uniswapRouterAbi,
        functionName: 'exactInputSingle',
        args: [{ ...common, amountIn: base, amountOutMinimum: bound }],
      })
    : encodeFunctionData({
        abi: uniswapRouterAbi,
        functionName: 'exactOutputSingle',
        args: [{ ...common, amountOut: base, amountInMaximum: most }],
      });
  const what = `${side.toLowerCase()} ${formatUnits(base, pool.base.decimals)} ${pool.base.symbol} on uniswap-v3 ${pool.name}`;
  const trade: TransactionRequest = {
    purpose: 'trade',
    describe: `${what}, at ${showPrice(worstPrice(pool, state, terms))} or better`,
    to: contracts.router,
    data,
    value: wei(0n),
    approval: null,
  };
  if (allowance >= most) return [trade];
  const amount = tokenAmount(most);
  const approve: TransactionRequest = {
    purpose: 'approve',
    describe: `let uniswap-v3's router take ${sells ? 'exactly' : 'at most'} ${formatUnits(most, gives.decimals)} ${gives.symbol}`,
    to: gives.address,
    data: encodeFunctionData({ abi: erc20Abi, functionName: 'approve', args: [contracts.router, amount] }),
    value: wei(0n),
    approval: { token: gives.address, spender: contracts.router, amount },
  };
  return [approve, trade];
}

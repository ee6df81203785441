import type { Address } from 'viem';
import { formatUnits, isAddressEqual } from 'viem';
import { uniswapRouterAbi } from '../../../abis/uniswapV3.js';
import type { DecodedCall, TransactionCall } from '../../model/decodedCall.js';
import type { Side } from '../../model/order.js';
import type { VenueReading } from '../../model/snapshot.js';
import { amountToFloat, multiplyWad, toFloat, tokenAmount, wad, wei } from '../../model/units.js';
import { refuseOverdraft } from '../refuseOverdraft.js';
import { decodeStrictly, neverCalled, neverSaid, priceUnknown, refuseParts } from '../strictCall.js';
import { positionsAlsoOffer, routerAlsoOffers } from './neverCalled.js';
import type { PoolContracts, UniswapV3Contracts, UniswapV3Detail } from './state.js';
import { quantityOf } from './trade.js';

const router = { name: "uniswap-v3's router", abi: uniswapRouterAbi, alsoOffers: routerAlsoOffers };
const manager = { name: "uniswap-v3's position manager", abi: [], alsoOffers: positionsAlsoOffer };

/** What a call to the router does; nothing else of the protocol is called by any order. @throws VenueRefusal */
export function decodeCall(
  contracts: UniswapV3Contracts,
  call: TransactionCall,
  reading: VenueReading<UniswapV3Detail> | undefined,
): readonly DecodedCall[] | null {
  if (isAddressEqual(call.to, contracts.router)) return refuseOverdraft([swapOf(contracts, call, reading)], reading);
  if (contracts.positions && isAddressEqual(call.to, contracts.positions)) decodeStrictly(manager, call.data);
  refuseParts(partsOf(contracts), call.to, call);
  return null;
}

function swapOf(
  contracts: UniswapV3Contracts,
  { data, value }: TransactionCall,
  reading: VenueReading<UniswapV3Detail> | undefined,
): DecodedCall {
  const { functionName: name, args } = decodeStrictly(router, data);
  if (name !== 'exactInputSingle' && name !== 'exactOutputSingle') throw neverCalled(router.name, name);
  // With gas token sent along, the router would pay with that instead of pulling what was permitted.
  if (value > 0n) throw neverSaid(name, 'sends the gas token along');
  const [params] = args;
  if (params.sqrtPriceLimitX96 !== 0n) throw neverSaid(name, 'may fill in part');
  // Nobody's address is the router's word for itself.
  if (BigInt(params.recipient) === 0n) throw neverSaid(name, 'leaves what it brings with the router');
  const { pool, side } = tradeOf(contracts, name, params);
  const [base, bound] =
    'amountIn' in params ? [params.amountIn, params.amountOutMinimum] : [params.amountOut, params.amountInMaximum];
  // The other two: a purchase that states what goes in, a sale that states what comes out.
  if ((side === 'Sell') !== 'amountIn' in params) throw neverSaid(name, 'states its amount in dollars');
  if (base === 0n) throw neverSaid(name, 'trades nothing');
  if (bound === 0n) throw neverSaid(name, 'takes any price');
  const state = reading?.detail.pools[pool.name];
  if (!state || state.index === null) throw priceUnknown(`uniswap-v3 ${pool.name}`);
  const shown = `${formatUnits(base, pool.base.decimals)} ${pool.base.symbol}`;
  const bounded = `${side === 'Sell' ? 'at least' : 'at most'} ${formatUnits(bound, pool.quote.decimals)} ${pool.quote.symbol}`;
  const [token, amount] = side === 'Sell' ? [pool.base, tokenAmount(base)] : [pool.quote, tokenAmount(bound)];
  const worth = toFloat(multiplyWad(quantityOf(pool, base), wad(state.index), 'up'));
  return {
    does: `${name}: ${side.toLowerCase()} ${shown}, ${bounded}`,
    recipients: [params.recipient],
    pays: [{ token: token.address, amount }],
    value: wei(0n),
    // A purchase may cost whatever its bound says, however little it brings.
    notional: side === 'Sell' ? worth : Math.max(worth, amountToFloat(amount, token.decimals)),
    // Whether the book is safer with tokens or with dollars is not in the calldata.
    lowersRisk: false,
  };
}

function tradeOf(
  { pools }: UniswapV3Contracts,
  name: string,
  { tokenIn, tokenOut, fee }: { tokenIn: Address; tokenOut: Address; fee: number },
): { pool: PoolContracts; side: Side } {
  for (const pool of Object.values(pools)) {
    if (pool.fee !== fee || pool.underlying === null) continue;
    const { base, quote } = pool;
    if (isAddressEqual(tokenIn, base.address) && isAddressEqual(tokenOut, quote.address)) return { pool, side: 'Sell' };
    if (isAddressEqual(tokenIn, quote.address) && isAddressEqual(tokenOut, base.address)) return { pool, side: 'Buy' };
  }
  throw neverSaid(name, 'is in a pool that is not watched', [`${tokenIn} to ${tokenOut}, fee ${fee}`]);
}

const partsOf = ({ factory, positions, pools }: UniswapV3Contracts): Record<string, Address> => ({
  "uniswap-v3's factory": factory,
  ...(positions ? { [manager.name]: positions } : {}),
  ...Object.fromEntries(Object.values(pools).map(({ name, address }) => [`uniswap-v3's pool ${name}`, address])),
});

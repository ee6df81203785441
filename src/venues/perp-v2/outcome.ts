import type { Address, Hex, Log } from 'viem';
import { decodeFunctionResult, isAddressEqual, parseEventLogs } from 'viem';
import { clearingHouseAbi, vaultAbi } from '../../../abis/perp-v2.js';
import type { CollateralTerms, Fill, TradeTerms } from '../../model/order.js';
import { tokenAmount, wad } from '../../model/units.js';
import type { Quote } from '../venue.js';
import { VenueReadError } from '../venue.js';
import { CROSS, instrumentOf } from './describe.js';
import { magnitude, mulDiv, ONE, RATIO_ONE } from './fixedPoint.js';
import type { PerpV2Contracts } from './state.js';

/**
 * `openPosition` and `closePosition` both return (base, quote), the quote net of the fee: a seller receives it less the
 * fee, a buyer pays it with the fee. The fee is taken out again at the ratio known when the venue was opened.
 * @throws VenueReadError when the bytes are not that, or nothing was traded
 */
export function quoteOf(contracts: PerpV2Contracts, terms: TradeTerms, returned: Hex): Quote {
  const market = Object.entries(contracts.markets).find(([name]) => instrumentOf(name).id === terms.instrument)?.[1];
  if (!market) throw new VenueReadError(`${terms.instrument} is not a market of this deployment`);
  const [base, quote] = decodeReturned(returned);
  if (base === 0n) throw new VenueReadError('the simulated trade traded nothing', { facts: [`returned ${returned}`] });
  const kept = RATIO_ONE - BigInt(market.feeRatio);
  const gross = terms.side === 'Sell' ? mulDiv(quote, RATIO_ONE, kept) : mulDiv(quote, kept, RATIO_ONE);
  return { quantity: wad(base), price: wad(mulDiv(gross, ONE, base)) };
}

function decodeReturned(returned: Hex): readonly [base: bigint, quote: bigint] {
  try {
    return decodeFunctionResult({ abi: clearingHouseAbi, functionName: 'openPosition', data: returned });
  } catch (cause) {
    throw new VenueReadError('the simulated trade answered with bytes that do not decode', {
      facts: [`returned ${returned}`],
      cause,
    });
  }
}

/** Of our account and this order's market or margin account only. */
export function fillsOf(
  contracts: PerpV2Contracts,
  account: Address,
  terms: TradeTerms | CollateralTerms,
  logs: readonly Log[],
): Fill[] {
  return terms.kind === 'trade'
    ? tradeFills(contracts, account, terms, logs)
    : collateralFills(contracts, account, terms, logs);
}

/** `exchangedPositionNotional` leaves the fee out on both sides (Exchange._swap), so the price does too. */
function tradeFills(contracts: PerpV2Contracts, account: Address, terms: TradeTerms, logs: readonly Log[]): Fill[] {
  const changes = parseEventLogs({
    abi: clearingHouseAbi,
    eventName: 'PositionChanged',
    logs: logs.filter((log) => isAddressEqual(log.address, contracts.clearingHouse)),
  });
  return changes.flatMap(({ args }): Fill[] => {
    const name = Object.entries(contracts.markets).find(([, market]) =>
      isAddressEqual(market.baseToken, args.baseToken),
    )?.[0];
    if (name === undefined || !isAddressEqual(args.trader, account)) return [];
    const instrument = instrumentOf(name);
    const quantity = magnitude(args.exchangedPositionSize);
    if (instrument.id !== terms.instrument || quantity === 0n) return [];
    return [
      {
        kind: 'trade',
        instrument: instrument.id,
        underlying: instrument.underlying,
        side: args.exchangedPositionSize > 0n ? 'Buy' : 'Sell',
        quantity: wad(quantity),
        // Towards zero, by less than a wei of USD.
        price: wad(mulDiv(magnitude(args.exchangedPositionNotional), ONE, quantity)),
        fee: wad(args.fee),
      },
    ];
  });
}

function collateralFills(
  { vault, settlementToken: token }: PerpV2Contracts,
  account: Address,
  terms: CollateralTerms,
  logs: readonly Log[],
): Fill[] {
  const moves = parseEventLogs({
    abi: vaultAbi,
    eventName: terms.kind === 'addCollateral' ? 'Deposited' : 'Withdrawn',
    logs: logs.filter((log) => isAddressEqual(log.address, vault)),
  });
  return moves
    .filter(({ args }) => isAddressEqual(args.trader, account) && isAddressEqual(args.collateralToken, token.address))
    .map(({ args }) => ({
      kind: terms.kind,
      marginAccount: CROSS,
      token: token.symbol,
      decimals: token.decimals,
      amount: tokenAmount(args.amount),
    }));
}

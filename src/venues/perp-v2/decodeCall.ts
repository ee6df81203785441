import type { Address } from 'viem';
import { formatUnits, isAddressEqual, zeroHash } from 'viem';
import { clearingHouseAbi, vaultAbi } from '../../../abis/perp-v2.js';
import type { DecodedCall, TransactionCall } from '../../model/decodedCall.js';
import type { Underlying } from '../../model/instrument.js';
import type { VenueReading } from '../../model/snapshot.js';
import { amountToFloat, multiplyWad, toFloat, tokenAmount, wad, wei } from '../../model/units.js';
import { refuseOverdraft } from '../refuseOverdraft.js';
import { decodeStrictly, neverCalled, neverSaid, priceUnknown, refuseParts } from '../strictCall.js';
import { magnitude } from './fixedPoint.js';
import { sizeOf } from './margin.js';
import { clearingHouseAlsoOffers, vaultAlsoOffers } from './neverCalled.js';
import { showPrice, showQuantity } from './show.js';
import type { PerpV2Contracts, PerpV2Detail } from './state.js';
import { opposes } from './trade.js';

const house = { name: "perp-v2's ClearingHouse", abi: clearingHouseAbi, alsoOffers: clearingHouseAlsoOffers };
const safe = { name: "perp-v2's Vault", abi: vaultAbi, alsoOffers: vaultAlsoOffers };

/**
 * What a call to the ClearingHouse or the Vault does. Both act on whoever sends the transaction and pay nobody else, so the
 * calldata names no recipient. @throws VenueRefusal
 */
export function decodeCall(
  contracts: PerpV2Contracts,
  call: TransactionCall,
  reading: VenueReading<PerpV2Detail> | undefined,
): readonly DecodedCall[] | null {
  if (isAddressEqual(call.to, contracts.clearingHouse)) return [tradeOf(contracts, call, reading?.detail)];
  if (isAddressEqual(call.to, contracts.vault)) return refuseOverdraft([transferOf(contracts, call)], reading);
  refuseParts(partsOf(contracts), call.to, call);
  return null;
}

function tradeOf(contracts: PerpV2Contracts, { data }: TransactionCall, detail: PerpV2Detail | undefined): DecodedCall {
  const { functionName: name, args } = decodeStrictly(house, data);
  switch (name) {
    case 'closePosition': {
      const [params] = args;
      refuseTerms(name, params);
      const underlying = marketOf(contracts, params.baseToken);
      const bound = showPrice(params.oppositeAmountBound);
      return {
        ...nothing,
        does: `closePosition: all of ${underlying}, for no worse than ${bound} USD in all`,
        lowersRisk: true,
      };
    }
    case 'openPosition': {
      const [params] = args;
      refuseTerms(name, params);
      const { amount, isBaseToQuote, isExactInput, oppositeAmountBound } = params;
      // The amount is of the base only where it is sold exactly or bought exactly.
      if (isBaseToQuote !== isExactInput) throw neverSaid(name, 'states its amount in USD');
      if (amount === 0n) throw neverSaid(name, 'trades nothing');
      const underlying = marketOf(contracts, params.baseToken);
      const market = detail?.markets[underlying];
      if (!market || market.index <= 0n) throw priceUnknown(`perp-v2 ${underlying}`);
      const side = isBaseToQuote ? 'Sell' : 'Buy';
      const lowersRisk = opposes(market, side) && amount <= magnitude(sizeOf(market));
      const bound = `${side === 'Sell' ? 'at least' : 'at most'} ${showPrice(oppositeAmountBound)} USD`;
      return {
        ...nothing,
        does: `openPosition: ${side.toLowerCase()} ${showQuantity(amount)} ${underlying}, ${bound}`,
        notional: lowersRisk ? 0 : toFloat(multiplyWad(wad(amount), wad(market.index), 'up')),
        lowersRisk,
      };
    }
    default:
      throw neverCalled(house.name, name);
  }
}

function transferOf({ settlementToken: token }: PerpV2Contracts, { data }: TransactionCall): DecodedCall {
  const { functionName: name, args } = decodeStrictly(safe, data);
  if (name !== 'deposit' && name !== 'withdraw') throw neverCalled(safe.name, name);
  const [address, amount] = args;
  if (!isAddressEqual(address, token.address)) {
    throw neverSaid(name, `moves another token than ${token.symbol}`, [`token ${address}`]);
  }
  if (amount === 0n) throw neverSaid(name, 'moves nothing');
  const does = `${name}: ${formatUnits(amount, token.decimals)} ${token.symbol}`;
  if (name === 'deposit') {
    return { ...nothing, does, pays: [{ token: token.address, amount: tokenAmount(amount) }], lowersRisk: true };
  }
  // A US dollar to the protocol.
  return { ...nothing, does, notional: amountToFloat(tokenAmount(amount), token.decimals) };
}

const nothing = { recipients: [], pays: [], value: wei(0n), notional: 0, lowersRisk: false } as const;

interface TradeParams {
  sqrtPriceLimitX96: bigint;
  oppositeAmountBound: bigint;
  referralCode: string;
}

function refuseTerms(name: string, { sqrtPriceLimitX96, oppositeAmountBound, referralCode }: TradeParams): void {
  if (sqrtPriceLimitX96 !== 0n) throw neverSaid(name, 'may fill in part');
  // 0 is the ClearingHouse's word for any price.
  if (oppositeAmountBound === 0n) throw neverSaid(name, 'takes any price');
  if (referralCode !== zeroHash) throw neverSaid(name, 'has a referral code', [referralCode]);
}

function marketOf({ markets }: PerpV2Contracts, baseToken: Address): Underlying {
  const found = Object.entries(markets).find(([, market]) => isAddressEqual(market.baseToken, baseToken));
  if (found) return found[0];
  throw neverSaid('trade on perp-v2', 'is in a market that ballast.yaml does not name', [`base token ${baseToken}`]);
}

const partsOf = (contracts: PerpV2Contracts): Record<string, Address> => ({
  "perp-v2's AccountBalance": contracts.accountBalance,
  "perp-v2's Exchange": contracts.exchange,
  "perp-v2's OrderBook": contracts.orderBook,
  "perp-v2's ClearingHouseConfig": contracts.config,
  "perp-v2's MarketRegistry": contracts.marketRegistry,
  ...Object.fromEntries(
    Object.entries(contracts.markets).flatMap(([name, { baseToken, pool }]) => [
      [`perp-v2's base token of ${name}`, baseToken],
      [`perp-v2's pool of ${name}`, pool],
    ]),
  ),
});

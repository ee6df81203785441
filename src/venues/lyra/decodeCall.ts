import type { Address } from 'viem';
import { isAddressEqual } from 'viem';
import { optionMarketAbi } from '../../../abis/lyra.js';
import type { DecodedCall, TransactionCall } from '../../model/decodedCall.js';
import type { VenueReading } from '../../model/snapshot.js';
import { tokenAmount, wei } from '../../model/units.js';
import { refuseOverdraft } from '../refuseOverdraft.js';
import { decodeStrictly, neverCalled, neverSaid, priceUnknown, refuseParts } from '../strictCall.js';
import { giftSaid } from './giftSaid.js';
import { heldIn } from './heldIn.js';
import { positionIdOf } from './naming.js';
import { optionMarketAlsoOffers } from './neverCalled.js';
import { collateralOf } from './optionType.js';
import { shown } from './prepare.js';
import type { LyraDetail, MarketContracts, MarketState } from './state.js';
import { removalSaid, tokensPaid, tradeSaid } from './tradeSaid.js';

const optionMarket = { name: "Lyra's OptionMarket", abi: optionMarketAbi, alsoOffers: optionMarketAlsoOffers };

/**
 * What a call to an OptionMarket does, or one that gives an option away. Its calldata tells strikes and options by number only, so nothing can be said of it
 * before the account's options were read. Trades are with whoever sends the transaction: they name no recipient.
 * @throws VenueRefusal
 */
export function decodeCall(
  markets: readonly MarketContracts[],
  account: Address,
  call: TransactionCall,
  reading: VenueReading<LyraDetail> | undefined,
): readonly DecodedCall[] | null {
  const giver = markets.find((market) => isAddressEqual(market.optionToken, call.to));
  if (giver) return [giftOf(giver, account, call, reading)];
  const contracts = markets.find((market) => isAddressEqual(market.optionMarket, call.to));
  if (!contracts) {
    for (const market of markets) refuseParts(partsOf(market), call.to, call);
    return null;
  }
  const { functionName: name, args } = decodeStrictly(optionMarket, call.data);
  const market = reading?.detail.markets.find((one) => isAddressEqual(one.contracts.optionMarket, call.to));
  switch (name) {
    case 'openPosition':
    case 'closePosition':
    case 'forceClosePosition': {
      const [params] = args;
      if (!market) throw priceUnknown(`Lyra's ${contracts.underlying} options`);
      const option = params.positionId === 0n ? null : heldIn(market, name, params.positionId);
      if (params.amount > 0n) return refuseOverdraft([tradeSaid(market, option, name, params)], reading);
      if (name === 'openPosition' && option) return [removalSaid(market, option, params)];
      throw neverSaid(name, 'trades nothing');
    }
    case 'addCollateral': {
      const [positionId, amount] = args;
      if (!market) throw priceUnknown(`Lyra's ${contracts.underlying} options`);
      return refuseOverdraft([additionSaid(market, account, positionId, amount)], reading);
    }
    default:
      throw neverCalled(optionMarket.name, name);
  }
}

function giftOf(
  contracts: MarketContracts,
  account: Address,
  { data }: TransactionCall,
  reading: VenueReading<LyraDetail> | undefined,
): DecodedCall {
  const market = reading?.detail.markets.find(({ contracts: { optionToken } }) =>
    isAddressEqual(optionToken, contracts.optionToken),
  );
  if (!reading || !market) throw priceUnknown(`Lyra's ${contracts.underlying} options`);
  return giftSaid(market, account, data, reading.detail.timestamp);
}

/** Anybody may add to anybody's option: OptionToken.addCollateral does not ask whose it is, so it must be one of the account's. */
function additionSaid(market: MarketState, account: Address, positionId: bigint, amount: bigint): DecodedCall {
  const option = heldIn(market, 'addCollateral', positionId);
  const kind = collateralOf(option.type);
  if (kind === null) throw neverSaid('addCollateral', 'is to an option that is long');
  if (amount === 0n) throw neverSaid('addCollateral', 'moves nothing');
  const { symbol } = market.contracts.tokens[kind];
  return {
    does: `addCollateral: ${shown(amount)} ${symbol} to ${positionIdOf(market.contracts, option)}`,
    recipients: [account],
    pays: tokensPaid(market, { quote: tokenAmount(0n), base: tokenAmount(0n), [kind]: tokenAmount(amount) }),
    value: wei(0n),
    notional: 0,
    lowersRisk: true,
  };
}

const partsOf = (contracts: MarketContracts): Record<string, Address> => ({
  "Lyra's OptionMarketViewer": contracts.viewer,
  "Lyra's SynthetixAdapter": contracts.synthetixAdapter,
  "Lyra's OptionGreekCache": contracts.greekCache,
  "Lyra's OptionMarketPricer": contracts.pricer,
  "Lyra's LiquidityPool": contracts.liquidityPool,
  "Lyra's ShortCollateral": contracts.shortCollateral,
});

import { type Address, type Hex, isAddressEqual } from 'viem';
import { optionTokenGivingAbi } from '../../../abis/lyra.js';
import type { DecodedCall } from '../../model/decodedCall.js';
import { multiplyWad, toFloat, tokenAmount, type UnixSeconds, type Wad, wad, wei, worthOf } from '../../model/units.js';
import { refuseReceiver } from '../refuseReceiver.js';
import { decodeStrictly, neverSaid } from '../strictCall.js';
import { DECIMALS, tokenOf } from './collateral.js';
import { listingOf } from './find.js';
import { shareOfCollateral } from './give.js';
import { heldIn } from './heldIn.js';
import { optionOf, positionIdOf } from './naming.js';
import { optionTokenAlsoOffers } from './neverCalled.js';
import { collateralOf, rightOf } from './optionType.js';
import { shown } from './prepare.js';
import type { MarketState, OptionState } from './state.js';
import { markOf } from './value.js';

const optionToken = { name: "Lyra's OptionToken", abi: optionTokenGivingAbi, alsoOffers: optionTokenAlsoOffers };

/** What a call to OptionToken gives to whom. @throws VenueRefusal for anything but one of the account's own options */
export function giftSaid(market: MarketState, account: Address, data: Hex, now: UnixSeconds): DecodedCall {
  const { functionName: name, args } = decodeStrictly(optionToken, data);
  if (name === 'transferFrom') {
    const [from, to, positionId] = args;
    if (!isAddressEqual(from, account)) throw neverSaid(name, 'takes from another account', [from]);
    const option = heldIn(market, name, positionId);
    const nft = { token: market.contracts.optionToken, id: positionId };
    return given(market, account, { name, option, quantity: option.amount, to, now }, nft);
  }
  const [positionId, newAmount, newCollateral, to] = args;
  const option = heldIn(market, name, positionId);
  if (newAmount === 0n) throw neverSaid(name, 'gives nothing');
  if (newAmount >= option.amount) throw neverSaid(name, 'leaves nothing of the option, or less');
  const share = shareOfCollateral(option, newAmount);
  if (newCollateral !== share) {
    throw neverSaid(name, 'does not take along what of the collateral falls to it', [
      `takes ${shown(newCollateral)}, its share is ${shown(share)}`,
    ]);
  }
  return given(market, account, { name, option, quantity: wad(newAmount), to, now });
}

interface Said {
  name: string;
  option: OptionState;
  quantity: Wad;
  to: Address;
  now: UnixSeconds;
}

function given(
  market: MarketState,
  account: Address,
  { name, option, quantity, to, now }: Said,
  nft?: { token: Address; id: bigint },
): DecodedCall {
  refuseReceiver(account, to);
  const { contracts } = market;
  const { board, strike } = listingOf(market, option.strikeId);
  const instrument = optionOf(contracts, board, strike, rightOf(option.type)).id;
  const position = positionIdOf(contracts, option);
  return {
    does: `${name}: give ${shown(quantity)} ${instrument} (${position}) to ${to}`,
    recipients: [to],
    pays: [],
    value: wei(0n),
    notional: toFloat(worthGiven(market, option, quantity, now)),
    gives: { to, asset: { instrument, position, quantity }, ...(nft ? { nft } : {}) },
    lowersRisk: false,
  };
}

/** USD, rounded up: of a long what it is worth; of a short its collateral, whatever is owed out of it. */
function worthGiven(market: MarketState, option: OptionState, quantity: Wad, now: UnixSeconds): Wad {
  const kind = collateralOf(option.type);
  if (kind === null) {
    const mark = markOf(market, listingOf(market, option.strikeId), rightOf(option.type), now);
    return multiplyWad(quantity, mark, 'up');
  }
  const along = quantity === option.amount ? option.collateral : shareOfCollateral(option, quantity);
  return worthOf(tokenAmount(along), DECIMALS, tokenOf(market, kind).price, 'up');
}

import { type Address, encodeFunctionData } from 'viem';
import { optionTokenGivingAbi } from '../../../abis/lyra.js';
import type { TransactionRequest, TransferTerms } from '../../model/order.js';
import { tokenAmount, type Wad, wad, wei } from '../../model/units.js';
import { refuseReceiver } from '../refuseReceiver.js';
import { VenueRefusal } from '../venue.js';
import { minimumOf } from './collateral.js';
import { type Holding, heldOrRefuse } from './find.js';
import { LYRA, optionOf, positionIdOf } from './naming.js';
import { collateralOf, rightOf } from './optionType.js';
import { refuseThin, shown } from './prepare.js';
import type { LyraDetail, OptionState } from './state.js';
import { isOver } from './value.js';

/** An option, or a part of one, that another account gets. */
interface Gift {
  holding: Holding;
  quantity: Wad;
  to: Address;
}

/**
 * What of a short's collateral goes along with a part of it: as much as falls to it, rounded down, so that both parts are as
 * healthy as the whole. A long has none.
 */
export const shareOfCollateral = ({ amount, collateral }: Pick<OptionState, 'amount' | 'collateral'>, part: bigint) =>
  tokenAmount(amount === 0n ? 0n : (collateral * part) / amount);

/** @throws VenueRefusal when the account does not hold that much of that option, or nobody would get it. */
function giftOf(account: Address, detail: LyraDetail, { asset, to }: TransferTerms): Gift {
  if (!('position' in asset)) {
    throw new VenueRefusal(`${asset.token} is a token and no position at ${LYRA}`, {
      mend: 'give it out of the wallet',
    });
  }
  const { instrument, position, quantity } = asset;
  const holding = heldOrRefuse(detail, position);
  const { market, option, board, strike } = holding;
  const held = optionOf(market.contracts, board, strike, rightOf(option.type)).id;
  if (held !== instrument) throw new VenueRefusal(`${position} is ${held}, not ${instrument}`);
  if (option.positionId === 0n) throw new VenueRefusal(`${position} is not minted yet`, { retryable: true });
  if (quantity <= 0n) throw new VenueRefusal('nothing to give: the quantity is zero');
  if (quantity > option.amount) {
    throw new VenueRefusal(`${position} is smaller than what is to be given`, {
      facts: [`holds ${shown(option.amount)}, is to give ${shown(quantity)}`],
      mend: 'give at most what is held',
    });
  }
  refuseReceiver(account, to);
  return { holding, quantity, to };
}

/** The whole option goes as it is; a part becomes an option of its own on the way. One call, no permission. @throws VenueRefusal */
export function prepareGift(account: Address, detail: LyraDetail, terms: TransferTerms): TransactionRequest[] {
  const { holding, quantity, to } = giftOf(account, detail, terms);
  const { market, option } = holding;
  const { positionId } = option;
  if (isOver(holding, detail.timestamp)) throw new VenueRefusal('the board has expired; its settlement pays out');
  const isWhole = quantity === option.amount;
  const along = shareOfCollateral(option, quantity);
  if (!isWhole) {
    if (market.paused === 'Lyra has paused all its markets') throw new VenueRefusal(market.paused, { retryable: true });
    refuseThinParts(holding, detail, quantity);
  }
  const kind = collateralOf(option.type);
  const withCollateral = kind ? ` with ${shown(along)} ${market.contracts.tokens[kind].symbol} of collateral` : '';
  return [
    {
      purpose: 'transfer',
      describe: `give ${shown(quantity)} ${positionIdOf(market.contracts, option)} to ${to}${withCollateral}`,
      to: market.contracts.optionToken,
      data: isWhole
        ? encodeFunctionData({
            abi: optionTokenGivingAbi,
            functionName: 'transferFrom',
            args: [account, to, positionId],
          })
        : encodeFunctionData({
            abi: optionTokenGivingAbi,
            functionName: 'split',
            args: [positionId, quantity, along, to],
          }),
      value: wei(0n),
      approval: null,
    },
  ];
}

/** Lyra asks for a static minimum of a small short: a part may be too small to stand alone. @throws VenueRefusal */
function refuseThinParts(holding: Holding, detail: LyraDetail, quantity: Wad): void {
  const { option } = holding;
  if (collateralOf(option.type) === null) return;
  const minimum = minimumOf(holding, option.type, detail.timestamp);
  const along = shareOfCollateral(option, quantity);
  const parts: readonly [bigint, Wad][] = [
    [along, quantity],
    [option.collateral - along, wad(option.amount - quantity)],
  ];
  for (const [collateral, amount] of parts)
    if (collateral < minimum.of(amount)) refuseThin(collateral, minimum.of(amount));
}

/** With that much less of the option, and of its collateral; nothing moves in the wallet. @throws VenueRefusal */
export function afterGift(account: Address, detail: LyraDetail, terms: TransferTerms): LyraDetail {
  const { holding, quantity } = giftOf(account, detail, terms);
  const { market, option } = holding;
  const left: OptionState = {
    ...option,
    amount: wad(option.amount - quantity),
    collateral: tokenAmount(option.collateral - shareOfCollateral(option, quantity)),
  };
  const options = market.options.flatMap((one) => (one !== option ? one : left.amount === 0n ? [] : left));
  return { ...detail, markets: detail.markets.map((one) => (one === market ? { ...one, options } : one)) };
}

/** A part becomes an NFT of its own, the whole only changes hands; expected: measured on the real contracts. */
export const giftGas = (detail: LyraDetail, { asset }: TransferTerms): bigint =>
  'position' in asset && asset.quantity < heldOrRefuse(detail, asset.position).option.amount ? GAS.split : GAS.whole;

const GAS = { split: 310_000n, whole: 115_000n } as const;

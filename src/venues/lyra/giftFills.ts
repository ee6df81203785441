import { type Address, isAddressEqual, type Log, parseEventLogs } from 'viem';
import { optionTokenAbi } from '../../../abis/lyra.js';
import type { Fill, TransferTerms } from '../../model/order.js';
import { wad } from '../../model/units.js';
import { positionIdOf } from './naming.js';
import type { MarketContracts } from './state.js';

/** OptionToken.PositionUpdatedType. */
const SPLIT_FROM = 3;
const SPLIT_INTO = 4;
const TRANSFER = 9;

/** What of the option the other account got, in these markets. */
export function giftFills(
  markets: readonly MarketContracts[],
  account: Address,
  { asset, to }: TransferTerms,
  logs: readonly Log[],
): Fill[] {
  if (!('position' in asset)) return [];
  return markets.flatMap((contracts) => {
    const events = parseEventLogs({
      abi: optionTokenAbi,
      eventName: ['PositionUpdated', 'Transfer'],
      logs: logs.filter(({ address }) => isAddressEqual(address, contracts.optionToken)),
    });
    const updates = events.flatMap((event) => (event.eventName === 'PositionUpdated' ? [event.args] : []));
    const moves = events.flatMap((event) => (event.eventName === 'Transfer' ? [event.args] : []));
    const isAsked = (id: bigint) => positionIdOf(contracts, { name: id.toString() }) === asset.position;
    const isFrom = ({ from, to: taker, tokenId }: (typeof moves)[number], giver: Address, id: bigint) =>
      tokenId === id && isAddressEqual(from, giver) && isAddressEqual(taker, to);
    return updates.flatMap(({ positionId, owner, updatedType, position }, index): Fill[] => {
      const fill = (quantity: bigint): Fill[] => [
        { kind: 'transfer', asset: { ...asset, quantity: wad(quantity) }, to },
      ];
      if (!isAsked(positionId)) return [];
      if (updatedType === TRANSFER && isAddressEqual(owner, to)) {
        return moves.some((move) => isFrom(move, account, positionId)) ? fill(position.amount) : [];
      }
      // What was split off is told right before what it was split from.
      const made = updates[index - 1];
      const isSplit = updatedType === SPLIT_FROM && isAddressEqual(owner, account) && made?.updatedType === SPLIT_INTO;
      if (!isSplit || !isAddressEqual(made.owner, to) || made.position.strikeId !== position.strikeId) return [];
      return fill(made.position.amount);
    });
  });
}

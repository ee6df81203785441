import type { ContractFunctionReturnType } from 'viem';
import type { optionMarketViewerAbi, optionTokenAbi } from '../../../abis/lyra.js';
import { tokenAmount, unixSeconds, wad } from '../../model/units.js';
import { optionTypeOf } from './optionType.js';
import type { BoardState, OptionState } from './state.js';

export type BoardView = ContractFunctionReturnType<typeof optionMarketViewerAbi, 'view', 'getBoardForStrikeId'>;
export type OptionPosition = ContractFunctionReturnType<typeof optionTokenAbi, 'view', 'getOwnerPositions'>[number];

/** OptionToken.PositionState: the others are closed, liquidated, settled or merged away, and own nothing. */
const ACTIVE = 1;

export const boardOf = (board: BoardView): BoardState => ({
  id: board.boardId,
  expiry: unixSeconds(Number(board.expiry)),
  iv: wad(board.baseIv),
  frozen: board.isPaused,
  settledAt: board.priceAtExpiry === 0n ? null : wad(board.priceAtExpiry),
  averageIv: wad(board.forceCloseGwavIV),
  strikes: board.strikes.map((strike) => ({
    id: strike.strikeId,
    price: wad(strike.strikePrice),
    skew: wad(strike.skew),
    averageSkew: wad(strike.forceCloseSkew),
    standardVega: wad(strike.cachedGreeks.stdVega),
    baseReturned: wad(strike.baseReturnedRatio),
    opened: {
      call: {
        long: wad(strike.longCallOpenInterest),
        short: wad(strike.shortCallBaseOpenInterest + strike.shortCallQuoteOpenInterest),
      },
      put: { long: wad(strike.longPutOpenInterest), short: wad(strike.shortPutOpenInterest) },
    },
  })),
});

/** null when there is nothing in it any more. */
export function heldOption(position: OptionPosition): OptionState | null {
  if (position.state !== ACTIVE || position.amount === 0n) return null;
  return {
    name: position.positionId.toString(),
    positionId: position.positionId,
    strikeId: position.strikeId,
    type: optionTypeOf(position.optionType),
    amount: wad(position.amount),
    collateral: tokenAmount(position.collateral),
  };
}

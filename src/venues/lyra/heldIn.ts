import { neverSaid } from '../strictCall.js';
import type { MarketState, OptionState } from './state.js';

/** The account's own option. @throws VenueRefusal when it holds none of that number */
export function heldIn({ options }: MarketState, call: string, positionId: bigint): OptionState {
  // 0 is what an option is numbered that is expected and not minted yet.
  const option = positionId === 0n ? undefined : options.find((one) => one.positionId === positionId);
  if (option) return option;
  throw neverSaid(call, 'is about an option that the account does not hold', [`option #${positionId}`]);
}

import type { BlockState } from '../../model/desk.js';
import type { Instrument, PairToken } from '../../model/instrument.js';
import type { TransferredToken } from '../../model/order.js';
import { marketOf, positionsOf, type Snapshot } from '../../model/snapshot.js';
import type { Things } from './deliveriesOf.js';
import { baseOf, lotOf, quoteOf } from './fundingOf.js';

/**
 * What a block buys and pays with. An option that is not listed any more is known by what members have sent for it: their money goes
 * back whatever has become of the market.
 * @returns null where it cannot be told at this block
 */
export function thingsOf(block: BlockState, snapshot: Snapshot): Things | null {
  const { instrument: id } = block;
  const instrument = instrumentOf(block, snapshot);
  const quote = instrument && quoteOf(instrument, snapshot, instrument.venue);
  if (instrument && quote) return { instrument: id, base: baseOf(instrument), quote, lot: lotOf(instrument) };
  const sent = block.members.find(({ gives }) => gives !== null)?.gives;
  // A pair of tokens is always there to be read: what is missing is an option.
  if (!sent || block.side === 'Sell' || block.parents.some(({ terms }) => terms.venue === 'uniswap-v3')) return null;
  return { instrument: id, base: null, quote: pairToken(sent), lot: lotOf(instrument) };
}

function instrumentOf({ instrument: id }: BlockState, snapshot: Snapshot): Instrument | undefined {
  const held = positionsOf(snapshot).find(({ instrument }) => instrument.id === id);
  return marketOf(snapshot, id)?.instrument ?? held?.instrument;
}

const pairToken = ({ token, address, decimals }: TransferredToken): PairToken => ({ symbol: token, address, decimals });

import { divide, multiplyWad, smallest, type UnixMillis, type Wad, wad } from '../../model/units.js';

/** How what is closed is matched with what was opened: the oldest first, or all of it at its mean cost. */
export const lotMethods = ['FIFO', 'average'] as const;
export type LotMethod = (typeof lotMethods)[number];

/** Something bought or sold, or settled at what it was worth when it expired (then without a fee). */
export interface LotFill {
  id: string;
  at: UnixMillis;
  side: 'Buy' | 'Sell';
  /** Positive. */
  quantity: Wad;
  /** USD per unit. */
  price: Wad;
  /** USD; negative is a rebate. */
  fee: Wad;
}

/** What is held of one opening, or of all of them at their mean cost. */
export interface Lot {
  /** The fill that opened it, or the first of those. */
  opened: string;
  at: UnixMillis;
  /** Signed; negative is short. */
  quantity: Wad;
  /** USD that was paid for it, fee included; negative where it was received. */
  cost: Wad;
}

/** What a fill closed of a lot. */
export interface Closing {
  fill: string;
  at: UnixMillis;
  lot: string;
  /** Signed as the lot was. */
  quantity: Wad;
  /** USD that closing it brought, fee taken off; negative where it was paid. */
  proceeds: Wad;
  /** USD that it had cost, as of the lot. */
  cost: Wad;
  /** proceeds - cost. */
  realised: Wad;
}

export interface Lots {
  /** Open, oldest first. */
  lots: readonly Lot[];
  closings: readonly Closing[];
  /** USD. */
  realised: Wad;
  /** USD that all fills brought (positive) or cost. */
  cash: Wad;
}

/**
 * Lots and realised profit of one instrument. Each fill's cash is rounded once, against us, by less than a wei of USD; from there
 * on every share that is cut off leaves the rest where it was, so that realised + unrealised = cash + value, exactly.
 * @param fills - In the order that they happened.
 */
export function reckonLots(fills: readonly LotFill[], method: LotMethod): Lots {
  const lots: Lot[] = [];
  /** Those before it are closed: to take the first out of a list would move all the others. */
  let at = 0;
  const closings: Closing[] = [];
  let cash = 0n;
  for (const fill of fills) {
    const sign = fill.side === 'Buy' ? 1n : -1n;
    const brought = cashOf(fill);
    cash += brought;
    let [left, rest] = [fill.quantity as bigint, brought as bigint];
    while (left > 0n) {
      const first = lots[at];
      if (!first || first.quantity > 0n === sign > 0n) break;
      const held = magnitude(first.quantity);
      const closed = smallest(left, held);
      const proceeds = divide(rest * closed, left, 'down');
      const cost = divide(first.cost * closed, held, 'down');
      closings.push({
        ...{ fill: fill.id, at: fill.at, lot: first.opened },
        quantity: wad(-sign * closed),
        ...{ proceeds: wad(proceeds), cost: wad(cost), realised: wad(proceeds - cost) },
      });
      const kept = { ...first, quantity: wad(first.quantity + sign * closed), cost: wad(first.cost - cost) };
      if (kept.quantity === 0n) at += 1;
      else lots[at] = kept;
      left -= closed;
      rest -= proceeds;
    }
    if (left === 0n) continue;
    const opened: Lot = { opened: fill.id, at: fill.at, quantity: wad(sign * left), cost: wad(-rest) };
    const same = lots[at];
    if (method === 'average' && same) {
      lots[at] = { ...same, quantity: wad(same.quantity + opened.quantity), cost: wad(same.cost + opened.cost) };
    } else lots.push(opened);
  }
  const realised = wad(closings.reduce((sum, one) => sum + one.realised, 0n));
  return { lots: lots.slice(at), closings, realised, cash: wad(cash) };
}

/** USD that a fill brought, fee taken off: what is paid is rounded up, what is received down. */
export const cashOf = ({ side, quantity, price, fee }: Pick<LotFill, 'side' | 'quantity' | 'price' | 'fee'>): Wad =>
  side === 'Buy' ? wad(-multiplyWad(quantity, price, 'up') - fee) : wad(multiplyWad(quantity, price, 'down') - fee);

/** USD that open lots would bring at a mark, beyond what they cost; rounded towards zero. */
export const unrealisedOf = (lots: readonly Lot[], mark: Wad): Wad =>
  wad(worthOf(lots, mark) - lots.reduce((sum, { cost }) => sum + cost, 0n));

/** USD. */
export const worthOf = (lots: readonly Lot[], mark: Wad): Wad =>
  multiplyWad(wad(lots.reduce((sum, { quantity }) => sum + quantity, 0n)), mark, 'down');

const magnitude = (value: bigint): bigint => (value < 0n ? -value : value);

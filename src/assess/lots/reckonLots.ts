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

/** One thing that happened to the lots of an account. */
export interface LotEntry {
  /** `given` and `received`: to or from another account, at what it has cost; no profit is made by it. */
  kind: 'trade' | 'given' | 'received';
  id: string;
  at: UnixMillis;
  /** Signed units that came in. */
  quantity: Wad;
  /** USD that came in: of a trade its cash; of what is given or received, what it has cost. */
  brought: Wad;
  closings: readonly Closing[];
  /** What was given, lot by lot. */
  given: readonly Given[];
}

/** Of a lot that was given to another account. */
export interface Given {
  lot: string;
  /** Signed as the lot was. */
  quantity: Wad;
  cost: Wad;
}

export interface Lots {
  /** Open, oldest first. */
  lots: readonly Lot[];
  closings: readonly Closing[];
  /** USD. */
  realised: Wad;
  /** USD that all trades brought (positive) or cost. */
  cash: Wad;
}

/** The lots of one instrument in one account, as they come and go. */
export interface LotBook {
  trade(fill: LotFill): LotEntry;
  /** Gives away what there is, up to `most` units, as much as the lots that it closes have cost. null where there is nothing. */
  give(id: string, at: UnixMillis, most: Wad): LotEntry | null;
  /** Takes over what another account has given, at the same cost. @param quantity Signed */
  receive(id: string, at: UnixMillis, quantity: Wad, cost: Wad): LotEntry;
  /** Signed units. */
  held(): Wad;
  lots(): Lots;
}

/**
 * Lots and realised profit of one instrument. Each fill's cash is rounded once, against us, by less than a wei of USD; from there
 * on every share that is cut off leaves the rest where it was, so that realised + unrealised = cash + value, exactly.
 * @param fills - In the order that they happened.
 */
export function reckonLots(fills: readonly LotFill[], method: LotMethod): Lots {
  const book = createLotBook(method);
  for (const fill of fills) book.trade(fill);
  return book.lots();
}

export function createLotBook(method: LotMethod): LotBook {
  const lots: Lot[] = [];
  /** Those before it are closed: to take the first out of a list would move all the others. */
  let first = 0;
  const closings: Closing[] = [];
  let cash = 0n;

  /** Takes so much off the oldest lot. @returns what that had cost */
  function takeOff(lot: Lot, closed: bigint): bigint {
    const sign = lot.quantity > 0n ? 1n : -1n;
    const cost = divide(lot.cost * closed, magnitude(lot.quantity), 'down');
    const kept = { ...lot, quantity: wad(lot.quantity - sign * closed), cost: wad(lot.cost - cost) };
    if (kept.quantity === 0n) first += 1;
    else lots[first] = kept;
    return cost;
  }

  function apply(kind: LotEntry['kind'], { id, at }: Pick<LotFill, 'id' | 'at'>, quantity: bigint, brought: bigint) {
    const sign = quantity > 0n ? 1n : -1n;
    const own: Closing[] = [];
    let [left, rest] = [magnitude(quantity), brought];
    while (left > 0n) {
      const lot = lots[first];
      if (!lot || lot.quantity > 0n === sign > 0n) break;
      const closed = smallest(left, magnitude(lot.quantity));
      const proceeds = divide(rest * closed, left, 'down');
      const cost = takeOff(lot, closed);
      own.push({
        ...{ fill: id, at, lot: lot.opened, quantity: wad(-sign * closed) },
        ...{ proceeds: wad(proceeds), cost: wad(cost), realised: wad(proceeds - cost) },
      });
      left -= closed;
      rest -= proceeds;
    }
    if (left > 0n) open({ opened: id, at, quantity: wad(sign * left), cost: wad(-rest) });
    for (const one of own) closings.push(one);
    return { kind, id, at, quantity: wad(quantity), brought: wad(brought), closings: own, given: [] };
  }

  function open(opened: Lot): void {
    const same = lots[first];
    if (method === 'average' && same) {
      lots[first] = { ...same, quantity: wad(same.quantity + opened.quantity), cost: wad(same.cost + opened.cost) };
    } else lots.push(opened);
  }

  return {
    trade(fill) {
      const brought = cashOf(fill);
      cash += brought;
      return apply('trade', fill, fill.side === 'Buy' ? fill.quantity : -fill.quantity, brought);
    },
    give(id, at, most) {
      const given: Given[] = [];
      let left: bigint = most;
      for (let lot = lots[first]; lot && left > 0n; lot = lots[first]) {
        const taken = smallest(left, magnitude(lot.quantity));
        const cost = takeOff(lot, taken);
        given.push({ lot: lot.opened, quantity: wad(lot.quantity > 0n ? taken : -taken), cost: wad(cost) });
        left -= taken;
      }
      if (given.length === 0) return null;
      const sum = (of: (one: Given) => bigint) => given.reduce((total, one) => total + of(one), 0n);
      const quantity = wad(-sum((one) => one.quantity));
      return { kind: 'given', id, at, quantity, brought: wad(sum(({ cost }) => cost)), closings: [], given };
    },
    receive: (id, at, quantity, cost) => apply('received', { id, at }, quantity, -cost),
    held: () => wad(lots.slice(first).reduce((sum, { quantity }) => sum + quantity, 0n)),
    lots() {
      const realised = wad(closings.reduce((sum, one) => sum + one.realised, 0n));
      return { lots: lots.slice(first), closings, realised, cash: wad(cash) };
    },
  };
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

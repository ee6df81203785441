import type { Address } from 'viem';
import type { InstrumentId } from '../../model/instrument.js';
import type { OrderTerms } from '../../model/order.js';
import { type UnixSeconds, type Wad, wad, ZERO } from '../../model/units.js';
import type { Held } from './held.js';
import type { Known, KnownFill } from './known.js';

/** What known events make of a quantity. */
export interface Expected {
  /** Signed change. */
  change: Wad;
  /** What orders on their way may have changed by now, at the least and at the most. */
  low: Wad;
  high: Wad;
  /** Why no figure can be expected, in a sentence; null where one can. */
  untold: string | null;
  isSettled: boolean;
}

/** One thing with what it was and is; `quantity` of each is 0 where there is none. */
export interface Pairing {
  what: string;
  /** What is known of it, from whichever side has it. */
  held: Held;
  before: Held | null;
  after: Held | null;
  since: bigint;
}

/** What else has changed at once and bears on it. */
export interface Around {
  pairings: readonly Pairing[];
  known: Known;
  /** Of the newer block. */
  time: UnixSeconds;
}

/** What is known to have changed one thing since it was last explained. */
export function expectedOf(pairing: Pairing, around: Around): Expected {
  const { held, since } = pairing;
  const fills = around.known.fills.filter((one) => one.block > since);
  switch (held.kind) {
    case 'units':
      return unitsOf(pairing, fills, around);
    case 'balance':
      return balanceOf(pairing, fills, around);
    case 'token':
      return tokenOf(pairing, fills, around);
    case 'collateral':
      return collateralOf(pairing, fills, around);
    case 'claim':
      return { ...nothing, untold: 'what an option was settled at is told by the option and by the wallet' };
    case 'liquidity':
      return nothing;
  }
}

const nothing: Expected = { change: ZERO, low: ZERO, high: ZERO, untold: null, isSettled: true };
/** More than any account holds. */
const anything = wad(10n ** 60n);
const unknown = { low: wad(-anything), high: anything };

const isSettled = (all: readonly { isSettled: boolean }[]): boolean => all.every((one) => one.isSettled);
const sum = (amounts: readonly bigint[]): Wad => wad(amounts.reduce((total, one) => total + one, 0n));
export const quantityOf = (held: Held | null): bigint => held?.quantity ?? 0n;

function unitsOf({ what, held, before, after }: Pairing, fills: readonly KnownFill[], { known, time }: Around) {
  const own = fills.filter(({ fill }) => isAbout(fill, what));
  const ways = known.inFlight.flatMap((terms) => inFlightOf(terms, what));
  const expected: Expected = {
    change: sum(own.map((one) => unitsMoved(one, before, after))),
    low: sum(ways.map(({ low }) => low)),
    high: sum(ways.map(({ high }) => high)),
    untold: null,
    isSettled: isSettled(own),
  };
  return isOver(held, time) ? { ...expected, untold: 'it has expired' } : expected;
}

const isAbout = (fill: KnownFill['fill'], instrument: InstrumentId): boolean =>
  fill.kind === 'trade'
    ? fill.instrument === instrument
    : fill.kind === 'transfer' && 'position' in fill.asset && fill.asset.instrument === instrument;

/** A transfer says how much of it changed hands; long or short is what it was, or has become. */
function unitsMoved({ fill, by }: KnownFill, before: Held | null, after: Held | null): bigint {
  if (fill.kind === 'trade') return fill.side === 'Buy' ? fill.quantity : -fill.quantity;
  if (fill.kind !== 'transfer' || !('position' in fill.asset)) return 0n;
  const { quantity } = fill.asset;
  if (by === 'given') return quantityOf(after) - quantityOf(before) < 0n ? -quantity : quantity;
  return quantityOf(before) < 0n ? quantity : -quantity;
}

function inFlightOf(terms: OrderTerms, instrument: InstrumentId): { low: bigint; high: bigint }[] {
  if (terms.kind === 'trade' || terms.kind === 'rest') {
    if (terms.instrument !== instrument) return [];
    return [terms.side === 'Buy' ? { low: 0n, high: terms.quantity } : { low: -terms.quantity, high: 0n }];
  }
  if (terms.kind !== 'transfer' || !('position' in terms.asset) || terms.asset.instrument !== instrument) return [];
  return [{ low: -terms.asset.quantity, high: terms.asset.quantity }];
}

/** Supplied grows by what is added, and a debt, which is negative, by what is borrowed. Interest is for whoever compares. */
function balanceOf({ held, before, after }: Pairing, fills: readonly KnownFill[], { known }: Around): Expected {
  const isDebt = quantityOf(before) < 0n || quantityOf(after) < 0n;
  const signs: Partial<Record<string, bigint>> = isDebt
    ? { borrow: -1n, repay: 1n }
    : { addCollateral: 1n, removeCollateral: -1n };
  const own = fills.flatMap((one) => {
    const { fill, venue } = one;
    const sign = signs[fill.kind];
    if (sign === undefined || venue !== held.venue || !('marginAccount' in fill)) return [];
    return fill.token === held.token?.symbol ? [{ ...one, moved: sign * inWad(fill.amount, fill.decimals) }] : [];
  });
  const isMoving = known.inFlight.some(({ venue }) => venue === held.venue);
  return {
    ...nothing,
    ...(isMoving ? unknown : {}),
    change: sum(own.map(({ moved }) => moved)),
    isSettled: isSettled(own),
  };
}

const inWad = (amount: bigint, decimals: number): bigint => (amount * 10n ** 18n) / 10n ** BigInt(decimals);

function tokenOf(
  { held, before, after, since }: Pairing,
  fills: readonly KnownFill[],
  { pairings, known, time }: Around,
): Expected {
  const address = held.token?.address;
  const flows = known.flows.filter(({ token, block }) => block > since && isSame(token, address));
  const claims = pairings.filter((one) => one.held.kind === 'claim' && isSame(one.held.token?.address, address));
  const isMoving = known.inFlight.length > 0 || !known.isComplete;
  const byHand = fills.filter(({ by }) => by === 'byHand');
  // What an order took before the block that all is reckoned from is not taken again.
  const taken = known.heldByHand.filter(({ token, block }) => block > since && isSame(token, address));
  const over = taken.filter(({ order, isWaiting }) => !isWaiting && byHand.some((one) => one.order === order));
  const waiting = taken.filter(({ isWaiting }) => isWaiting);
  const change = sum([
    ...flows.map(({ amount }) => amount),
    ...claims.map((one) => quantityOf(one.before) - quantityOf(one.after)).filter((paid) => paid > 0n),
  ]);
  // An option may be paid out before anybody has seen what it was settled at.
  const isMore = quantityOf(after) - quantityOf(before) > change;
  const isPaidOut =
    isMore && pairings.some((one) => isOver(one.held, time) && one.before !== null && one.after === null);
  const less = quantityOf(after) - quantityOf(before) - change;
  const mostOver = sum(over.map(({ amount }) => amount));
  const isHeld = less < 0n && less >= -mostOver;
  return {
    change,
    ...(isMoving
      ? unknown
      : { low: waiting.length > 0 ? wad(-mostOver - sum(waiting.map(({ amount }) => amount))) : ZERO, high: ZERO }),
    untold: isHeld
      ? 'an order by hand took it, and was carried out'
      : isPaidOut
        ? 'an option that has expired was paid out'
        : null,
    isSettled: isSettled([...flows, ...byHand]),
  };
}

/** Whether it is an option that has expired. */
export const isOver = ({ expiry }: Pick<Held, 'expiry'>, time: UnixSeconds): boolean =>
  expiry !== null && expiry <= time;

const isSame = (a: Address | undefined, b: Address | undefined): boolean =>
  a !== undefined && b !== undefined && a.toLowerCase() === b.toLowerCase();

/** Only a deposit tells exactly what it adds: a trade or a withdrawal settles what was won and owed at the same time. */
function collateralOf(
  { what, held, before, after }: Pairing,
  fills: readonly KnownFill[],
  { known }: Around,
): Expected {
  if (before === null || after === null) return { ...nothing, untold: 'its positions tell that it came or went' };
  const there = fills.filter(({ venue, fill }) => venue === held.venue && fill.kind !== 'cancel');
  const other = there.find(({ fill }) => fill.kind !== 'addCollateral');
  const own = there.flatMap(({ fill }) =>
    fill.kind === 'addCollateral' && `${fill.marginAccount} ${fill.token}` === what
      ? [inWad(fill.amount, fill.decimals)]
      : [],
  );
  const isMoving = known.inFlight.some(({ venue }) => venue === held.venue);
  return {
    ...(isMoving ? unknown : { low: ZERO, high: ZERO }),
    change: sum(own),
    untold: other ? 'what was traded there is settled in it' : null,
    isSettled: isSettled(there),
  };
}

import type { Hex } from 'viem';
import type { VenueId } from '../../model/instrument.js';
import { secondsPerYear } from '../../model/time.js';
import { fromFloat, toFloat, type UnixSeconds, type Wad, wad } from '../../model/units.js';
import type { Anchor, Baseline, BaselineHeld } from './baseline.js';
import { type Expected, expectedOf, type Pairing, quantityOf } from './expected.js';
import type { Held } from './held.js';
import type { Known } from './known.js';

/** What a block shows. */
export interface Shown {
  block: bigint;
  time: UnixSeconds;
  held: readonly Held[];
  /** Venues that were read; of others it says nothing. */
  read: readonly VenueId[];
  /** Venues that should have been. */
  unread: readonly VenueId[];
  strategyHash: Hex;
}

/**
 * `same`: as it was. `explained`: what is known to have happened makes it what it is. `taken`: it changed in a way that nothing tells
 * exactly, for a reason that is known. `pending`: an order on its way may be the reason. `different`: nothing says why.
 */
export type Verdict = 'same' | 'explained' | 'taken' | 'pending' | 'different';

export interface Compared {
  what: string;
  held: Held;
  /** null: there was none, as far as `anchor` goes. */
  before: BaselineHeld | null;
  anchor: Anchor;
  expected: Wad;
  actual: Wad;
  verdict: Verdict;
  /** Why it is not judged; empty where it is. */
  text: string;
  /** What it stands on cannot be undone any more: it may be the next baseline. */
  isSettled: boolean;
}

/** Whether nothing has changed since the baseline, so that nothing need be asked. */
export function isAsItWas(baseline: Baseline, shown: Shown): boolean {
  if (baseline.strategyHash !== shown.strategyHash) return false;
  if (shown.read.some((venue) => baseline.venues[venue] === undefined)) return false;
  return pairingsOf(baseline, shown).every(({ before, after, anchor, held }) => {
    const quantity = quantityOf(before);
    return isWithin(
      wad(quantityOf(after) - quantity),
      toleranceOf(held, before, after, quantity, shown.time, anchor, 0n),
    );
  });
}

/** Each thing that is or was held, beside what it should be. */
export function compareHeld(baseline: Baseline, shown: Shown, known: Known): Compared[] {
  const pairings = pairingsOf(baseline, shown);
  const around = { pairings, known, time: shown.time };
  return pairings.map((pairing): Compared => {
    const { what, held, before, after, anchor, isNew } = pairing;
    const expected = expectedOf(pairing, around);
    const [was, actual] = [quantityOf(before), quantityOf(after)];
    const told = { what, held: { ...held, quantity: wad(actual) }, before, anchor };
    const wanted = wad(was + expected.change);
    const figures = { expected: wanted, actual: wad(actual), isSettled: expected.isSettled };
    if (isNew) return { ...told, ...figures, verdict: 'taken', text: 'it was not watched before', isSettled: true };
    const tolerance = toleranceOf(held, before, after, wanted, shown.time, anchor, expected.change);
    const difference = wad(actual - wanted);
    if (isWithin(difference, tolerance)) {
      return { ...told, ...figures, verdict: actual === was ? 'same' : 'explained', text: '' };
    }
    return { ...told, ...figures, ...judged(held, difference, tolerance, expected) };
  });
}

function judged(
  held: Held,
  difference: Wad,
  { low, high }: Tolerance,
  expected: Expected,
): Pick<Compared, 'verdict' | 'text'> {
  if (expected.untold !== null) return { verdict: 'taken', text: expected.untold };
  if (difference >= low + expected.low && difference <= high + expected.high) {
    return { verdict: 'pending', text: 'orders are on their way' };
  }
  if (isDust(held, difference)) return { verdict: 'taken', text: 'less than a dollar came in' };
  if (isGrowth(held, difference)) return { verdict: 'taken', text: 'it has grown by less than a thousandth' };
  return { verdict: 'different', text: '' };
}

/** USD: anybody can send as much to anybody, and it must not stop a book. */
const dustWorth = 1;

/** What came in as a gift, or was paid back of a debt; a perpetual does not come in so. */
const isDust = ({ kind, price, expiry }: Held, difference: Wad): boolean =>
  difference > 0n &&
  price !== null &&
  (kind === 'units' ? expiry !== null : kind !== 'claim') &&
  toFloat(difference) * price < dustWorth;

/** Of what is held: tokens that pay interest by growing in the wallet do so once a day, a tenth of this at most. */
const growthShare = 1_000n;

const isGrowth = ({ kind, quantity }: Held, difference: Wad): boolean =>
  kind === 'token' && difference > 0n && difference * growthShare <= quantity;

/** What came in, from which nobody can lose: of a debt, what was paid back. */
export const isGift = ({ held: { kind }, expected, actual }: Pick<Compared, 'held' | 'expected' | 'actual'>): boolean =>
  (kind === 'token' || kind === 'balance' || kind === 'collateral') && actual > expected;

interface PairingAtAnchor extends Pairing {
  before: BaselineHeld | null;
  anchor: Anchor;
  /** Nobody looked for it before. */
  isNew: boolean;
}

function pairingsOf({ held, venues, strategyHash }: Baseline, shown: Shown): PairingAtAnchor[] {
  const earlier = new Map(held.map((one) => [one.what, one]));
  const later = new Map(shown.held.map((one) => [one.what, one]));
  const names = [...new Set([...earlier.keys(), ...later.keys()])].sort();
  const isAnother = strategyHash !== shown.strategyHash;
  return names.flatMap((what): PairingAtAnchor[] => {
    const before = earlier.get(what) ?? null;
    const after = later.get(what) ?? null;
    const one = after ?? before;
    if (!one || shown.unread.includes(one.venue)) return [];
    const first = venues[one.venue];
    const anchor = before?.anchor ?? first ?? { block: shown.block, time: shown.time };
    const isNew =
      (before === null && (first === undefined || isAnother || one.kind === 'token')) ||
      (after === null && (isAnother || !shown.read.includes(one.venue)));
    return [{ what, held: one, before, after, anchor, since: anchor.block, isNew }];
  });
}

/** How far what is there may be from what is expected, at the least and at the most. */
interface Tolerance {
  low: Wad;
  high: Wad;
}

const isWithin = (difference: Wad, { low, high }: Tolerance): boolean => difference >= low && difference <= high;

/** Of a quantity: venues round what they trade, and float64 holds no more of a pool's liquidity. */
const roundingShare = 10n ** 9n;
/** Of each unit: protocols round interest by a base unit of tokens with six decimals. */
const interestRounding = 2n * 10n ** 13n;
/** Rates move between two looks. */
const rateSlack = 4;

/**
 * Exact, but for rounding; interest may have grown at four times the rates of both blocks. `traded`: what known fills moved.
 */
function toleranceOf(
  held: Held,
  before: Held | null,
  after: Held | null,
  expected: bigint,
  time: UnixSeconds,
  anchor: Anchor,
  traded: bigint,
): Tolerance {
  if (held.kind === 'claim') return { low: wad(0n), high: wad(0n) };
  // Tokens that grow in the wallet round what they send.
  if (held.kind === 'token') return { low: wad(-2n * 10n ** BigInt(18 - (held.token?.decimals ?? 18))), high: wad(0n) };
  const size = magnitude(expected) + magnitude(traded);
  const rounding = wad(size / roundingShare + 10n);
  if (held.kind !== 'balance') return { low: wad(-rounding), high: rounding };
  const carry = Math.max(Math.abs(before?.carry ?? 0), Math.abs(after?.carry ?? 0));
  const years = Math.max(0, time - anchor.time) / secondsPerYear;
  const { price } = held;
  const grown = price === null || price <= 0 ? size / 1_000n : fromFloat((rateSlack * carry * years) / price, 'up');
  const near = wad(rounding + interestRounding);
  const isDebt = quantityOf(before) < 0n || quantityOf(after) < 0n;
  return isDebt ? { low: wad(-grown - near), high: near } : { low: wad(-near), high: wad(grown + near) };
}

const magnitude = (value: bigint): bigint => (value < 0n ? -value : value);

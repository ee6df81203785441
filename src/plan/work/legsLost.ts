import { formatUnits, parseUnits } from 'viem';
import { sayNumber } from '../../assess/sayNumber.js';
import type { Break } from '../../model/breaks.js';
import type { LegsState, WorkedParent } from '../../model/desk.js';
import { fromFloat, smallest, toFloat, type Wad, wad } from '../../model/units.js';
import { standingOf } from './standing.js';

const decimals = 18;
const zero = wad(0n);

/** What a list keeps of legs that somebody else has closed, in its text: a break is open only until a person has adopted it. */
const kept = /leg (\S+) failed: (\d+(?:\.\d+)?) of what it has done is not held any more/g;

/** Units that a leg has done and that were taken away since, by a liquidation or an ADL, as its list says; 0 for none. */
export function lostOf({ text }: Pick<LegsState, 'text'>, { clOrdId }: Pick<WorkedParent, 'clOrdId'>): Wad {
  let most = 0n;
  for (const [, name, amount = '0'] of text.matchAll(kept)) {
    const lost = name === clOrdId ? parseUnits(amount, decimals) : 0n;
    if (lost > most) most = lost;
  }
  return wad(most);
}

/** A difference as small as this may be rounding. */
const rounding = 1e-9;

/**
 * That something a leg has done is not held any more, in a sentence that `lostOf` reads; null where all of it is, or its list has it
 * already. What is missing in the instrument is no more of a leg than the leg has done, and no less: that somebody has only taken
 * what was there before cannot be told.
 */
export function whyLost(list: LegsState, leg: WorkedParent, breaks: readonly Break[]): string | null {
  const { terms, acceptedAt } = leg;
  const found = breaks.find(({ isGift, venue, what }) => !isGift && venue === terms.venue && what === terms.instrument);
  if (!found || acceptedAt === null || found.openedAt < acceptedAt) return null;
  const gap = terms.side === 'Buy' ? found.expected - found.actual : found.actual - found.expected;
  if (!(gap > rounding * Math.max(1, Math.abs(found.expected)))) return null;
  const lost = smallest(fromFloat(gap, 'down'), standingOf(leg).done);
  if (lost <= zero || toFloat(wad(lost - lostOf(list, leg))) <= rounding) return null;
  const is = `${found.what} is ${sayNumber(found.actual)}, and ${sayNumber(found.expected)} is expected`;
  return `${formatUnits(lost, decimals)} of what it has done is not held any more (${is})`;
}

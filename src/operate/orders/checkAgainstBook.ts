import { isNothing } from '../../assess/holdings/heldOf.js';
import { sayNumber } from '../../assess/sayNumber.js';
import { didYouMean } from '../../config/suggestion.js';
import type { InstrumentId } from '../../model/instrument.js';
import type { ParentTerms } from '../../model/parentOrder.js';
import type { Position } from '../../model/position.js';
import { absolute, multiplyWad, toFloat, type UnixMillis, type Wad } from '../../model/units.js';
import { venueKindOf } from '../../venues/venues.js';
import { duration } from '../words/numbers.js';
import { isComplete, isFresh, type KnownBook, type KnownMarket } from './knownBook.js';
import { decimalText } from './parseDecimal.js';
import { absurd, type Report } from './readTerms.js';

/** A limit or stop that is further than this on the side where it acts at once is a slip of the hand. */
const farShare = 0.1;

/**
 * Holds an order against what was last known of its book.
 * @param market what `checkInstrument` found
 * @param notes gets what the asker should know, in sentences
 * @param report called with each thing that is wrong
 * @returns the terms, with what was left open filled in
 */
export function checkAgainstBook(
  terms: ParentTerms,
  book: KnownBook,
  market: KnownMarket | undefined,
  now: UnixMillis,
  notes: string[],
  report: Report,
): ParentTerms {
  checkSize(terms, market, report);
  if (market && isFresh(book.at, now)) checkPrices(terms, market, notes, report);
  else if (market && (terms.price ?? terms.stopPx) !== null) notes.push(tooOld(book, now));
  return { ...terms, position: positionOf(terms, book, report) };
}

/** Said where a price could not be held against the market. */
export const tooOld = ({ at, name }: KnownBook, now: UnixMillis): string =>
  `its prices are not held against the market: \`${name}\` was last written down ${duration(now - at)} ago`;

/** Whether a book can trade it, as far as is known. @returns what is known of it; undefined where nothing is, or it is wrong */
export function checkInstrument(
  instrument: InstrumentId,
  book: KnownBook,
  now: UnixMillis,
  notes: string[],
  report: Report,
): KnownMarket | undefined {
  const { name, markets, watch, listedAt } = book;
  const venue = instrument.split(' ')[0] ?? '';
  const market = markets.get(instrument);
  const wrong = (message: string, mend: string): undefined =>
    report({ field: 'instrument', message, mend }) ?? undefined;
  const expiry = market?.instrument?.kind === 'option' ? market.instrument.expiry * 1_000 : expiryIn(instrument);
  if (expiry !== null && expiry <= now)
    return wrong(
      `\`${instrument}\` has expired: ${new Date(expiry).toISOString().slice(0, 16)}Z`,
      'name one that has not',
    );
  if (market) {
    if (market.closed !== null)
      notes.push(`\`${instrument}\` could not be traded when it was last seen: ${market.closed}`);
    return market;
  }
  const known = [...markets.keys()];
  if (known.includes(instrument)) return undefined;
  const watched = watch?.some((one) => one.venue === venue) ?? true;
  const listed = isComplete(book, now) || !watched || isListedByName(venue);
  if (listed) {
    const where = watched ? `is no instrument of \`${name}\`` : `is at a venue that \`${name}\` does not watch`;
    return wrong(`\`${instrument.slice(0, 60)}\` ${where}`, didYouMean(instrument, known.slice(0, mostChoices)));
  }
  const why = listedAt === null ? '' : `what is listed was last written down ${duration(now - listedAt)} ago, and `;
  const near = didYouMean(instrument, known.slice(0, mostHinted));
  const hint = near.startsWith('did you mean') ? ` (${near})` : '';
  notes.push(`whether \`${instrument}\` is listed is not known here: ${why}the keeper looks${hint}`);
  return undefined;
}

/** So many are named, or weighed for what was meant. */
const mostChoices = 2_000;
/** The same where it is not certain that anything is wrong. */
const mostHinted = 200;

const isListedByName = (venue: string): boolean => {
  const kind = venueKindOf(venue);
  return kind === undefined || kind.perpetuals !== undefined || kind.spots !== undefined || kind.id === 'wallet';
};

const months = ['JAN', 'FEB', 'MAR', 'APR', 'MAY', 'JUN', 'JUL', 'AUG', 'SEP', 'OCT', 'NOV', 'DEC'];

/** The end of the day that an option's name has in it, for those that nothing else is known of; null where it has none. */
function expiryIn(instrument: string): number | null {
  const [, day, month = '', year] = /-(\d{1,2})([A-Z]{3})(\d{2})-[\d.]+-[CP]$/.exec(instrument) ?? [];
  const index = months.indexOf(month);
  return day === undefined || index < 0 ? null : Date.UTC(2000 + Number(year), index, Number(day) + 1);
}

/** Quantities that nobody means. */
export function checkSize(
  { quantity, price }: Pick<ParentTerms, 'quantity' | 'price'>,
  market: KnownMarket | undefined,
  report: Report,
): void {
  const mark = market?.last ?? market?.mark ?? price;
  const usd = mark === null ? quantity : multiplyWad(quantity, mark, 'up');
  if (usd <= absurd) return;
  const message = `${decimalText(quantity)} is absurd: more than 1e12 ${mark === null ? 'units' : 'usd'}`;
  report({ field: 'quantity', message, mend: 'is a decimal point missing?' });
}

/** Limits and stops far on the side where they act at once; `notes` gets those that are near. */
export function checkPrices(
  { side, price, stopPx }: Pick<ParentTerms, 'side' | 'price' | 'stopPx'>,
  { mark, last }: KnownMarket,
  notes: string[],
  report: Report,
): void {
  const now = last ?? mark;
  if (now === null || now === 0n) return;
  const buys = side === 'Buy';
  const word = side.toLowerCase();
  /** How far it is beyond the market, where it acts at once; a share. */
  const beyond = (limit: Wad, up: boolean): number => (up ? 1 : -1) * (toFloat(limit) / toFloat(now) - 1);
  const market = `the market is at ${sayNumber(toFloat(now))}`;
  if (stopPx !== null) {
    // A stop to buy waits above the market: below it, it is touched already.
    const far = beyond(stopPx, !buys);
    if (far > farShare) {
      const message = `a stop to ${word} at ${decimalText(stopPx)} is on the wrong side: ${market}, and it would act at once`;
      report({
        field: 'stopPx',
        message,
        mend: `a stop to ${word} is ${buys ? 'above' : 'below'} the market; for the other side use \`price\``,
      });
    } else if (far >= 0) notes.push(`its stop is touched already: ${market}, and it would act at once`);
  }
  if (price === null) return;
  if (stopPx !== null) {
    if (buys ? price < stopPx : price > stopPx)
      notes.push(`its limit is on the near side of its stop: once that is touched it waits until the price comes back`);
    return;
  }
  const far = beyond(price, buys);
  if (far > farShare) {
    const message = `a limit to ${word} at ${decimalText(price)} is on the wrong side: ${market}, and it would be done at once`;
    report({
      field: 'price',
      message,
      mend: `leave the limit out, or set it ${buys ? 'below' : 'above'} the market, or within ${farShare * 100}%`,
    });
  } else if (far >= 0) notes.push(`it may be done at once: ${market}`);
}

/** Which position it is about: what reduces must name one, or there is but one. */
function positionOf(
  { instrument, position, side, quantity, reduceOnly }: ParentTerms,
  book: KnownBook,
  report: Report,
) {
  const held = book.positions.filter((one) => one.instrument.id === instrument && !isNothing(one));
  const names = held.map(({ id }) => id);
  if (position !== null) {
    const one = book.positions.find(({ id }) => id === position);
    if (!one || one.instrument.id !== instrument) {
      const message = one
        ? `\`${position}\` is of ${one.instrument.id}`
        : `\`${book.name}\` holds no position \`${position.slice(0, 60)}\``;
      const mend = names.length > 0 ? didYouMean(position, names) : 'leave it out to open a new one';
      report({ field: 'position', message, mend });
    } else if (reduceOnly) checkReduction({ side, quantity }, one, report);
    return position;
  }
  if (!reduceOnly) return null;
  const [only, ...others] = held;
  if (!only) {
    report({
      field: 'reduceOnly',
      message: `there is nothing to reduce: \`${book.name}\` holds no ${instrument}`,
      mend: 'leave it out',
    });
    return null;
  }
  if (others.length > 0) {
    report({
      field: 'position',
      message: `which of the ${held.length} positions is to be reduced is not said`,
      mend: `name one of: ${names.join(', ')}`,
    });
    return null;
  }
  checkReduction({ side, quantity }, only, report);
  return only.id;
}

function checkReduction(
  { side, quantity }: Pick<ParentTerms, 'side' | 'quantity'>,
  held: Position,
  report: Report,
): void {
  const has = sayNumber(toFloat(held.quantity));
  if ((side === 'Buy') === held.quantity > 0n)
    report({
      field: 'side',
      message: `to ${side.toLowerCase()} would add to \`${held.id}\`, which is ${has}`,
      mend: 'take the other side, or leave `reduceOnly` out',
    });
  else if (quantity > absolute(held.quantity))
    report({
      field: 'quantity',
      message: `\`${held.id}\` is about ${has}: ${decimalText(quantity)} is more`,
      mend: `${decimalText(absolute(held.quantity))} closes it`,
    });
}

import { shortNames } from '../../page/shortNames.js';
import { decimal } from '../../words/numbers.js';

/** Digits of a number that people are shown; files have them all. */
const digits = 8;

/** A cell for people: numbers of at most eight digits (two decimals where the whole has more), times to the second, short names. */
export const readable = (cell: string): string => (number.test(cell) ? rounded(cell) : shortNames(tidiedNumbers(cell)));

/** A sentence, or a fact: the same, but names and whole numbers stay as they are, since they stand alone. */
export const tidiedNumbers = (text: string): string =>
  text.replace(times, '$1 $2').replace(amount, roundedWith).replace(long, rounded);

const number = /^-?\d+(\.\d+)?$/;
/** A number with its unit, such as an amount of gas. */
const amount = /^(-?\d+\.\d+)( \S+|)$/;
/** Within a sentence: with more digits than anybody reads. */
const long = /(?<![\w.:])\d+\.\d{7,}(?![\w.]*\w)/g;
const times = /(\d{4}-\d{2}-\d{2})T(\d{2}:\d{2}:\d{2})(?:\.\d+)?Z/g;

function rounded(text: string): string {
  const value = Number(text);
  if (value === 0) return '0';
  const whole = Math.abs(value) >= 1 ? Math.floor(Math.log10(Math.abs(value))) + 1 : 0;
  // Below one the digits begin at the first that is not 0.
  const leading = Math.abs(value) < 1 ? -Math.floor(Math.log10(Math.abs(value))) - 1 : 0;
  const decimals = Math.min(20, Math.max(2, digits - whole + leading));
  const shown = decimal(value, decimals);
  return shown.includes('.') ? shown.replace(/\.?0+$/, '') : shown;
}

const roundedWith = (_: string, value: string, unit: string): string => `${rounded(value)}${unit}`;

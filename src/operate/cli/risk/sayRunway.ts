import { hoursPerYear } from '../../../model/time.js';
import { decimal, percent } from '../../words/numbers.js';
import { red, yellow } from '../table.js';

/** A chance below a hundredth of a per cent is told as that. */
export const chance = (probability: number): string =>
  probability > 0 && probability < 1e-4 ? '< 0.01 %' : percent(probability, 2);

/** The same, in a colour where it is large for a day. */
export function sayChance(probability: number): string {
  const text = chance(probability);
  return probability >= 0.2 ? red(text) : probability >= 0.02 ? yellow(text) : text;
}

/** `3.2 h`, `12 d`; nobody plans beyond a year. `-` where it cannot be told. */
export function sayHours(hours: number): string {
  if (hours === 0) return red('now');
  if (hours > hoursPerYear) return 'over a year';
  if (hours >= 72) return `${decimal(hours / 24, 0)} d`;
  if (Number.isNaN(hours)) return '-';
  const text = hours < 1 ? `${decimal(hours * 60, 0)} min` : `${decimal(hours, 1)} h`;
  return hours < 24 ? red(text) : text;
}

/** The same of what may never come, however long one waits. */
export const sayNever = (hours: number): string => (hours === Number.POSITIVE_INFINITY ? 'never' : sayHours(hours));

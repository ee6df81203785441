import { chancePercent, runwayText } from '../../words/runway.js';
import { red, yellow } from '../table.js';

/** A chance below a hundredth of a per cent is told as that. */
export const chance = (probability: number): string =>
  Number.isNaN(probability) ? '-' : `${chancePercent(probability)} %`;

/** The same, in a colour where it is large for a day. */
export function sayChance(probability: number): string {
  const text = chance(probability);
  return probability >= 0.2 ? red(text) : probability >= 0.02 ? yellow(text) : text;
}

/** What is left, in a colour where it is less than a day. */
export function sayHours(hours: number): string {
  const text = runwayText(hours);
  return hours < 24 ? red(text) : text;
}

/** The same of what may never come, however long one waits. */
export const sayNever = (hours: number): string => (hours === Number.POSITIVE_INFINITY ? 'never' : sayHours(hours));

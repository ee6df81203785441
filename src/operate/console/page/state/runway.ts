import type { Endless } from '../../../views/plain.js';
import { chancePercent, runwayText } from '../../../words/runway.js';
import { unknown } from './numbers.js';

/** Hours that are left, as the command line says them. */
export const runway = (hours: Endless): string =>
  hours === null ? unknown : runwayText(hours === 'infinite' ? Number.POSITIVE_INFINITY : hours);

/** A chance in per cent, without its unit. */
export const chanceOf = (probability: number | null): string =>
  probability === null ? unknown : chancePercent(probability);

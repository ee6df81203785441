import { hoursPerYear } from '../../model/time.js';
import { decimal } from './numbers.js';

/** `42 min`, `3.2 h`, `12 d`; nobody plans beyond a year. `-` where it cannot be told. */
export function runwayText(hours: number): string {
  if (Number.isNaN(hours)) return '-';
  if (hours === 0) return 'now';
  if (hours > hoursPerYear) return 'over a year';
  if (hours >= 72) return `${decimal(hours / 24, 0)} d`;
  return hours < 1 ? `${decimal(hours * 60, 0)} min` : `${decimal(hours, 1)} h`;
}

/** A chance in per cent, without its unit: `12.30`; what may happen is never told as nothing: `< 0.01`. */
export const chancePercent = (probability: number): string =>
  probability > 0 && probability < 1e-4 ? '< 0.01' : decimal(probability * 100, 2);

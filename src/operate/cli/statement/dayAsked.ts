import { BallastError } from '../../../model/error.js';
import { type UnixMillis, unixMillis } from '../../../model/units.js';

/** Start of a day, UTC, as `2026-11-22`. @throws BallastError for anything else */
export function dayAsked(option: string, text: string): UnixMillis {
  const at = /^\d{4}-\d{2}-\d{2}$/.test(text) ? Date.parse(`${text}T00:00:00Z`) : Number.NaN;
  // A 31st of February would read as the 3rd of March.
  if (Number.isFinite(at) && new Date(at).toISOString().startsWith(text)) return unixMillis(at);
  throw new BallastError(`${option} is not a day: ${text}`, { mend: 'write it like 2026-11-22; days are UTC' });
}

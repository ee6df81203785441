import type { InstrumentId } from '../../model/instrument.js';
import { DAY } from '../../model/time.js';
import { type UnixMillis, unixMillis } from '../../model/units.js';

/** The end of the day (UTC) on which an option expires, by its name: `lyra ETH-19DEC26-2000-P`. null for what is no option. */
export function expiryByName(instrument: InstrumentId): UnixMillis | null {
  const found = /-(\d{1,2})([A-Z]{3})(\d{2})-[\d.]+-[CP]$/.exec(instrument);
  if (!found) return null;
  const [, day, month, year] = found;
  const at = Date.parse(`${day} ${month} 20${year} 00:00:00 UTC`);
  return Number.isFinite(at) ? unixMillis(at + DAY) : null;
}

import type { InstrumentId } from '../model/instrument.js';

/** Whether an instrument is meant by a pattern: its name, where `*` stands for anything: `gmx-v2 DOGE/USD`, `lyra *`. */
export function fitsPattern(instrument: InstrumentId, pattern: string): boolean {
  const parts = pattern.split('*');
  const [first = '', ...rest] = parts;
  if (rest.length === 0) return instrument === pattern;
  if (!instrument.startsWith(first)) return false;
  let from = first.length;
  const last = rest.pop() ?? '';
  for (const part of rest) {
    const at = instrument.indexOf(part, from);
    if (at < 0) return false;
    from = at + part.length;
  }
  return instrument.length - last.length >= from && instrument.endsWith(last);
}

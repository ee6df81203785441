/** A span of each day by the clock on a wall; over midnight where `to` is before `from`. */
export interface QuietHours {
  /** Minutes after midnight. */
  from: number;
  to: number;
  /** As IANA names it: `Europe/Berlin`. */
  zone: string;
}

/** Is it quiet at that moment? `to` itself is not. Where the clock is put forward or back, the clock on the wall decides. */
export function isQuiet({ from, to, zone }: QuietHours, at: number): boolean {
  const minute = minuteOfDay(zone, at);
  return from <= to ? minute >= from && minute < to : minute >= from || minute < to;
}

function minuteOfDay(zone: string, at: number): number {
  const parts = formatOf(zone).formatToParts(at);
  const read = (type: 'hour' | 'minute') => Number(parts.find((part) => part.type === type)?.value ?? 0);
  return read('hour') * 60 + read('minute');
}

/** Making one takes longer than all the rest. */
const formats = new Map<string, Intl.DateTimeFormat>();

function formatOf(zone: string): Intl.DateTimeFormat {
  const known = formats.get(zone);
  if (known) return known;
  const made = new Intl.DateTimeFormat('en-GB', {
    ...{ timeZone: zone, hour: '2-digit', minute: '2-digit', hourCycle: 'h23' },
  });
  formats.set(zone, made);
  return made;
}

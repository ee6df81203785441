import { useEffect, useState } from 'preact/hooks';

/** What the daemon's time was when it was heard last, and what this device's clocks showed then. */
let heard: { server: number; date: number; ticks: number } | null = null;

/** Takes the daemon's time, unix ms: ages are told by its clock, whatever the phone believes. */
export function heardTime(serverMs: number): void {
  heard = { server: serverMs, date: Date.now(), ticks: performance.now() };
}

/**
 * The daemon's time, unix ms, as far as it is known. It goes on by the clock that nobody sets, and by the other one where that has
 * stood still while the device slept: nothing is ever told as younger than it is.
 */
export function serverNow(): number {
  if (!heard) return Date.now();
  return heard.server + Math.max(performance.now() - heard.ticks, Date.now() - heard.date);
}

/** How far the daemon's clock is ahead of this device's, ms. */
export const clockGap = (): number => (heard ? heard.server - heard.date : 0);

/** The daemon's time, unix ms, drawn anew once in `everyMs`. */
export function useNow(everyMs = 1_000): number {
  const [, redraw] = useState({});
  useEffect(() => {
    const timer = setInterval(() => redraw({}), everyMs);
    return () => clearInterval(timer);
  }, [everyMs]);
  return serverNow();
}

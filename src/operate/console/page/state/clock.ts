import { useEffect, useState } from 'preact/hooks';

let ahead = 0;

/** Takes the daemon's time, unix ms: ages are told by its clock, whatever the phone believes. */
export function heardTime(serverMs: number): void {
  ahead = serverMs - Date.now();
}

/** The daemon's time, unix ms, as far as it is known. */
export const serverNow = (): number => Date.now() + ahead;

/** How far the daemon's clock is ahead of this device's, ms. */
export const clockGap = (): number => ahead;

/** The daemon's time, unix ms, drawn anew once in `everyMs`. */
export function useNow(everyMs = 1_000): number {
  const [, redraw] = useState({});
  useEffect(() => {
    const timer = setInterval(() => redraw({}), everyMs);
    return () => clearInterval(timer);
  }, [everyMs]);
  return serverNow();
}

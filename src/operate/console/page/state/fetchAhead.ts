import { isLoaded, type Load, loadCode } from './code.js';

/** How long a page stands before anything is fetched that nobody has asked for, ms. */
const restMs = 2_000;

/** A browser without idle times is given a moment instead. */
const whenIdle = (run: () => void): void => {
  if (typeof requestIdleCallback === 'function') requestIdleCallback(run);
  else setTimeout(run, 200);
};

/**
 * Fetches, one after another while there is nothing else to do, the parts that may be wanted next: who loses the line finds them
 * all the same. Waits while nobody looks. @returns what ends it
 */
export function fetchAhead(loads: readonly Load<unknown>[]): () => void {
  let ended = false;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const next = () => {
    if (ended) return;
    if (document.visibilityState === 'hidden') return rest();
    const load = loads.find((one) => !isLoaded(one));
    // What does not come is asked for by whoever wants it.
    if (load)
      loadCode(load).then(
        () => whenIdle(next),
        () => undefined,
      );
  };
  const rest = () => {
    timer = setTimeout(() => whenIdle(next), restMs);
  };
  rest();
  return () => {
    ended = true;
    clearTimeout(timer);
  };
}

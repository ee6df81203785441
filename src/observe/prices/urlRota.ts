import { type BackOff, createBackOff } from '../endpoints/backOff.js';

/** Whose turn it is among URLs that stand in for each other. */
export interface UrlRota {
  /** To try, in order: those that work, the preferred first; then those that failed and whose pause is over. */
  turns(): readonly string[];
  /** Preferred to `used`, failed, and its pause is over: worth another try, at which nobody waits. */
  worthAnotherTry(used: string): string | null;
  /** @returns whether it worked until now */
  failed(url: string): boolean;
  /** @returns the failures that are over */
  succeeded(url: string): number;
}

/** Each URL has its own pause after a failure, which doubles up to 15 s. @param clock ms, monotonic */
export function createUrlRota(urls: readonly string[], clock: () => number): UrlRota {
  const backOffs = new Map<string, BackOff>(urls.map((url) => [url, createBackOff(1, clock)]));
  const works = (url: string) => backOffs.get(url)?.failures === 0;
  const rested = (url: string) => !works(url) && backOffs.get(url)?.remainingMs() === 0;
  return {
    turns: () => [...urls.filter(works), ...urls.filter(rested)],
    worthAnotherTry: (used) => urls.slice(0, Math.max(0, urls.indexOf(used))).find(rested) ?? null,
    failed(url) {
      const until = works(url);
      backOffs.get(url)?.failed();
      return until;
    },
    succeeded: (url) => backOffs.get(url)?.succeeded() ?? 0,
  };
}

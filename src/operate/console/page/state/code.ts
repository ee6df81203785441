import { useEffect, useState } from 'preact/hooks';
import { useStore } from './store.js';
import { lookForNewerPage, streamStore } from './stream.js';

/** Loads one part of the page. It is known by this: the same part, the same function. */
export type Load<Code> = () => Promise<Code>;

const loaded = new Map<Load<unknown>, unknown>();

/** Whether a part is here already. */
export const isLoaded = (load: Load<unknown>): boolean => loaded.has(load);

/** Loads a part, for all who want it. It rejects where the part does not come. */
export async function loadCode<Code>(load: Load<Code>): Promise<Code> {
  const code = await load();
  loaded.set(load, code);
  return code;
}

/** A part of the page that is loaded when it is first wanted. */
export interface Wanted<Code> {
  /** null: not here yet. */
  code: Code | null;
  /** Whether it was asked for and did not come. */
  isMissing: boolean;
  /** Asks now. */
  again: () => void;
}

/**
 * A part that is wanted now, the same one for as long as that is. One that did not come is asked for again once the daemon is heard
 * again; where that is because a newer page is there, this is told.
 */
export function useCode<Code>(load: Load<Code>): Wanted<Code> {
  const [code, have] = useState<Code | null>(() => (loaded.get(load) as Code | undefined) ?? null);
  const [isMissing, miss] = useState(false);
  const [tries, tryAgain] = useState(0);
  const isLive = useStore(streamStore).state === 'live';
  useEffect(() => {
    if (code !== null || (isMissing && !isLive)) return;
    let ended = false;
    loadCode(load).then(
      (came) => !ended && have(() => came),
      () => {
        if (ended) return;
        miss(true);
        void lookForNewerPage();
      },
    );
    return () => {
      ended = true;
    };
  }, [load, isLive, tries]);
  return { code, isMissing, again: () => tryAgain((count) => count + 1) };
}

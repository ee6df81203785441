import type { AttemptState } from '../../model/order.js';
import type { Block } from '../../model/snapshot.js';
import type { Milliseconds } from '../../model/units.js';
import type { JournalledAttempt } from '../../record/statements/attempts.js';

export interface WaitOptions {
  /** Calls back at every new head. @returns the way to stop. */
  onHead(listener: (head: Pick<Block, 'number'>) => void): () => void;
  timeoutMs: Milliseconds;
  signal?: AbortSignal;
  /** `mined`: it is in a block, or never will be. `settled`: and that is final. */
  until?: 'mined' | 'settled';
}

/** It is in a block, or never will be. */
export const decided: readonly AttemptState[] = ['Mined', 'Final', 'Reverted', 'Dropped', 'Replaced'];

/**
 * Looks at an attempt with each new head, and once before, until it is decided. When time is up or `signal` fires, the
 * attempt is given back as it stands: still open is an answer.
 * @param look the attempt as seen from a head, or from the chain's latest; failures are the caller's to log
 */
export async function waitForAttempt(
  attempt: JournalledAttempt,
  look: (attempt: JournalledAttempt, head?: Pick<Block, 'number'>) => Promise<JournalledAttempt>,
  { onHead, timeoutMs, signal, until = 'mined' }: WaitOptions,
): Promise<JournalledAttempt> {
  let current = attempt;
  let newest: Pick<Block, 'number'> | undefined;
  let over = signal?.aborted ?? false;
  let wake: () => void = () => {};
  const stop = () => {
    over = true;
    wake();
  };
  const forget = onHead((head) => {
    newest = head;
    wake();
  });
  const timer = setTimeout(stop, timeoutMs);
  signal?.addEventListener('abort', stop, { once: true });
  try {
    for (;;) {
      const seen = newest;
      current = await look(current, seen);
      if (until === 'mined' ? decided.includes(current.state) : current.settled) return current;
      if (over) return current;
      if (newest === seen) {
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
        if (over) return current;
      }
    }
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener('abort', stop);
    forget();
  }
}

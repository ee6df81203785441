import type { LabClients } from '../clients.js';

export interface RunningWatch {
  /** Resolves when nothing is under way any more. @throws what `act` threw */
  stop(): Promise<void>;
}

/** A local node answers at once. */
const INTERVAL_MS = 20;

/**
 * Calls `act` at every change of the newest block, and at the first; never twice at once. Its timer does not keep the process
 * alive. An `act` that throws ends the watch, and `stop` tells why.
 */
export function watchBlocks({ publicClient }: LabClients, act: () => Promise<void>): RunningWatch {
  let seen = '';
  let stopped = false;
  let timer: NodeJS.Timeout | undefined;
  let failure: { cause: unknown } | null = null;

  async function look(): Promise<void> {
    const { hash } = await publicClient.getBlock();
    if (hash === seen || stopped) return;
    seen = hash;
    await act();
  }
  function next(): Promise<void> {
    return look()
      .catch((cause: unknown) => {
        failure = { cause };
        stopped = true;
      })
      .then(() => {
        if (stopped) return;
        timer = setTimeout(() => {
          under = next();
        }, INTERVAL_MS).unref();
      });
  }
  let under = next();
  return {
    async stop() {
      stopped = true;
      clearTimeout(timer);
      await under;
      if (failure) throw failure.cause;
    },
  };
}

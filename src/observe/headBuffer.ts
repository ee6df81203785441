import type { Block } from '../model/snapshot.js';

export interface Head {
  block: Block;
  /** Blocks that passed unseen since the previous head that was taken. */
  skipped: number;
}

export interface Heads {
  /** The newest block not taken before; waits for one. null once `stop` fires. One caller at a time. */
  next(stop: AbortSignal): Promise<Head | null>;
  /** Calls back at every head, taken or not. @returns the way to stop. */
  onHead(listener: (block: Block) => void): () => void;
  /** The newest block, taken or not; waits for the first. null once `stop` fires. */
  newest(stop: AbortSignal): Promise<Block | null>;
}

export interface HeadBuffer extends Heads {
  /** A block that is the newest now, whatever its number: a reorganisation may make the chain shorter. */
  offer(block: Block): void;
}

/**
 * Holds one block, the newest, for whoever asks; those that pass while everybody is busy are counted, not queued. Does no
 * I/O: whoever follows the chain offers blocks to it.
 */
export function createHeadBuffer(): HeadBuffer {
  const listeners = new Set<(block: Block) => void>();
  let newest: Block | null = null;
  let taken: Block | null = null;

  const onHead = (listener: (block: Block) => void): (() => void) => {
    listeners.add(listener);
    return () => listeners.delete(listener);
  };

  return {
    offer(block) {
      if (newest?.hash === block.hash) return;
      newest = block;
      for (const listener of [...listeners]) listener(block);
    },
    onHead,
    async newest(stop) {
      if (newest === null) await anotherHead(onHead, stop);
      return stop.aborted ? null : newest;
    },
    async next(stop) {
      if (newest === null || newest.hash === taken?.hash) await anotherHead(onHead, stop);
      if (stop.aborted || newest === null) return null;
      const passed = taken === null ? 0n : newest.number - taken.number - 1n;
      taken = newest;
      return { block: newest, skipped: passed > 0n ? Number(passed) : 0 };
    },
  };
}

/** Resolves at the next head, or when `stop` fires. */
const anotherHead = (onHead: Heads['onHead'], stop: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    const finish = () => {
      forget();
      stop.removeEventListener('abort', finish);
      resolve();
    };
    const forget = onHead(finish);
    if (stop.aborted) return finish();
    stop.addEventListener('abort', finish, { once: true });
  });

import type { PublicClient } from 'viem';
import { beforeEach } from 'vitest';

interface Clocked {
  publicClient: Pick<PublicClient, 'getBlock'>;
  advance(seconds: number): Promise<void>;
}

/**
 * For tests of a daemon in a process of its own, whose clock is the machine's. A lab that is put back to its snapshot has the clock of
 * that moment too, and falls behind a little more with every test; a keeper lets in no hedge on a block that seems a minute old.
 * Called after `useLab`, so that it follows its hooks.
 */
export function keepWallTime(lab: () => Clocked): void {
  beforeEach(async () => {
    const { timestamp } = await lab().publicClient.getBlock();
    const behind = Math.floor(Date.now() / 1_000) - Number(timestamp);
    if (behind > 0) await lab().advance(behind);
  });
}

import type { Hex } from 'viem';
import type { LabChain } from './chain.js';
import { LabError } from './errors.js';

export interface Snapshots {
  take(): Promise<Hex>;
  /** May be repeated with the same id. */
  revert(id: Hex): Promise<void>;
}

/** Anvil's snapshots are used up by reverting to them; ours are taken anew each time, under the id first given. */
export function createSnapshots({ testClient }: LabChain): Snapshots {
  const current = new Map<Hex, Hex>();
  return {
    async take() {
      const id = await testClient.snapshot();
      current.set(id, id);
      return id;
    },
    async revert(id) {
      const anvilId = current.get(id);
      if (anvilId === undefined) throw new LabError(`${id} is not a snapshot of this lab`);
      await testClient.revert({ id: anvilId });
      current.set(id, await testClient.snapshot());
    },
  };
}

import type { VenueReading } from '../../src/model/snapshot.js';
import type { Desk } from './desk.js';

/** Lets the venue go on until a reading is as wanted. @throws Error when it never is */
export async function settleUntil(desk: Desk, holds: (reading: VenueReading) => boolean): Promise<void> {
  for (let round = 0; round <= desk.world.patience; round++) {
    if (holds(await desk.read())) return;
    await desk.world.settle();
  }
  throw new Error(`the venue has not done what was asked of it by hand after ${desk.world.patience} rounds`);
}

import { setPriority } from 'node:os';

/** As `nice` has it. */
const politeness = 10;

/** Lets a tick go before a process that works beside the keeper. @param pid - undefined where it did not begin: nothing is done */
export function goAfterTicks(pid: number | undefined): void {
  try {
    if (pid !== undefined) setPriority(pid, politeness);
  } catch {
    // It has ended already, or may not be told: it does its work all the same.
  }
}

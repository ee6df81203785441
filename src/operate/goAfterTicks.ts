import { writeFileSync } from 'node:fs';
import { setPriority } from 'node:os';

/** As `nice` has it. */
const politeness = 10;
/** As Linux has it: where memory runs out, such a process is taken and not the keeper, whatever the unit has given both. */
const firstToGo = '500';

/** Lets a tick go before a process that works beside the keeper. @param pid - undefined where it did not begin: nothing is done */
export function goAfterTicks(pid: number | undefined): void {
  try {
    if (pid === undefined) return;
    setPriority(pid, politeness);
    writeFileSync(`/proc/${pid}/oom_score_adj`, firstToGo);
  } catch {
    // It has ended already, or may not be told, or this is no Linux: it does its work all the same.
  }
}

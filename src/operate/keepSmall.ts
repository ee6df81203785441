import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

/**
 * V8 trades memory for speed that a keeper has no use for: its sums are worked out in WebAssembly. The heap grows in small steps and is
 * moved together each time, and only what is truly hot is compiled to the last. What a V8 does not know of this it leaves.
 * What node is started with for the same stands in the first line of cli/main.ts; what each buys, in docs/developing.md under "What keeps it small".
 */
const flags = [
  '--heap-growing-percent=15',
  '--compact-on-every-full-gc',
  '--interrupt-budget=1000000',
  '--expose-gc',
] as const;

const everyMs = 10_000;
/** Collecting takes a millisecond for each of these, or less; a heap beyond this many is left to V8. */
const mostBytes = 64 * 1024 * 1024;

/** Keeps a process that runs for months small, for as long as it runs. To be called before what it runs is loaded. */
export function keepSmall(): void {
  for (const flag of flags) setFlagsFromString(flag);
  // Only what is made from now on knows of it.
  const gc = runInNewContext('globalThis.gc') as (() => void) | undefined;
  setInterval(() => {
    if (gc !== undefined && process.memoryUsage().heapTotal < mostBytes) gc();
  }, everyMs).unref();
}

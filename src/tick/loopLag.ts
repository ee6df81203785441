import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setTimeout as after, setImmediate as immediately } from 'node:timers/promises';
import type { Pulse } from '../model/pulse.js';

/** Watches how late the timers of this process fire. */
export interface LoopLag {
  enable(): void;
  disable(): void;
  /** Notes how it was since the look before. */
  look(): Promise<void>;
  /** As it was last looked at; zeros before. */
  now(): Pulse['loopLagMs'];
}

/** The monitor measures whole intervals, in nanoseconds; NaN before the first. */
const resolutionMs = 20;

/** @param spanMs - The worst is that of so long. */
export function createLoopLag(spanMs = 60_000): LoopLag {
  const delay = monitorEventLoopDelay({ resolution: resolutionMs });
  const worst = highestOf(spanMs);
  let known: Pulse['loopLagMs'] = { mean: 0, worst: 0 };
  return {
    enable: () => void delay.enable(),
    disable: () => void delay.disable(),
    async look() {
      // A reset forgets the interval that has not ended: who stood still just now would never be told of. A round of timers that
      // begins after now has the monitor's among it, and ends before what is immediate.
      await after(1);
      await immediately();
      known = { mean: lagOf(delay.mean), worst: worst(lagOf(delay.max), performance.now()) };
      delay.reset();
    },
    now: () => known,
  };
}

/** Takes a figure at a time of its own clock, ms, and tells the highest of the span that ends there. */
export function highestOf(spanMs: number): (figure: number, at: number) => number {
  let noted: { figure: number; at: number }[] = [];
  return (figure, at) => {
    // One that is no higher than a later one is never the highest again.
    noted = [...noted.filter((one) => at - one.at < spanMs && one.figure > figure), { figure, at }];
    return noted[0]?.figure ?? figure;
  };
}

const lagOf = (nanoseconds: number): number =>
  Number.isFinite(nanoseconds) ? Math.max(0, Math.round((nanoseconds / 1e6 - resolutionMs) * 10) / 10) : 0;

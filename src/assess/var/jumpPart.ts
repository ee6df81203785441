import type { Jumps } from '../../model/forecast.js';

/** Sudden moves in a time, beside the steady ones. */
export interface JumpPart {
  /** Jumps expected in the time. */
  rate: number;
  /** Sum of their log-moves less its mean. @param luck uniform, decides how many @param size standard normal, decides how large */
  move(luck: number, size: number): number;
}

/** Merton (1976): a Poisson number of normal log-jumps. */
export function jumpPart(jumps: Jumps | null, years: number): JumpPart {
  if (!jumps) return { rate: 0, move: () => 0 };
  const rate = jumps.perYear * years;
  const none = Math.exp(-rate);
  return {
    rate,
    move(luck, size) {
      const count = luck <= none ? 0 : poisson(luck, rate);
      return (count - rate) * jumps.mean + Math.sqrt(count) * jumps.deviation * size;
    },
  };
}

/** The Poisson count that a uniform draw stands for; larger draws, larger counts. */
function poisson(luck: number, rate: number): number {
  let chance = Math.exp(-rate);
  let below = chance;
  let count = 0;
  // The sum of chances may round to just under 1.
  while (luck > below && chance > 0) {
    count++;
    chance *= rate / count;
    below += chance;
  }
  return count;
}

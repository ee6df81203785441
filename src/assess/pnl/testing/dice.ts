/** Seeded randomness: the same seed throws the same dice. */
export interface Dice {
  /** 0 to 1, 1 left out. */
  uniform(): number;
  /** Mean 0, deviation 1 (Box and Muller, 1958). */
  normal(): number;
  /** True so often. */
  chance(probability: number): boolean;
  between(low: number, high: number): number;
}

export function createDice(seed: number): Dice {
  let state = seed >>> 0;
  // Mulberry32, of Tommy Ettinger.
  const uniform = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
  return {
    uniform,
    normal: () => Math.sqrt(-2 * Math.log(1 - uniform())) * Math.cos(2 * Math.PI * uniform()),
    chance: (probability) => uniform() < probability,
    between: (low, high) => low + (high - low) * uniform(),
  };
}

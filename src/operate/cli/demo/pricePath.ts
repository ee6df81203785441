export interface PathOptions {
  /** USD. */
  start: number;
  steps: number;
  seed: number;
  /** `rallies` is the same path seen in a mirror: it rallies by a quarter, chops, and falls hard. */
  first?: 'falls' | 'rallies';
}

/**
 * A market's story in so many steps: it falls by a fifth, chops, and rallies hard past where it began. The seed shapes
 * the noise, the depth of the fall and the height of the rally. The same seed gives the same path.
 * @returns USD, one price a step, the start not included.
 */
export function pricePath({ start, steps, seed, first = 'falls' }: PathOptions): number[] {
  const random = generator(seed);
  const low = start * (0.77 + 0.03 * random());
  const high = start * (1.22 + 0.06 * random());
  const fall = Math.max(1, Math.round(steps * 0.35));
  const chop = Math.max(1, Math.round(steps * 0.25));
  const rally = Math.max(1, steps - fall - chop);
  // Noise is 1.2 % a step and fades where a leg must arrive.
  const leg = (from: number, to: number, count: number): number[] =>
    Array.from({ length: count }, (_, i) => {
      const way = (i + 1) / count;
      return from * (to / from) ** way * (1 + 0.012 * (2 * random() - 1) * (i + 1 < count ? 1 : 0));
    });
  const chopped = Array.from(
    { length: chop },
    (_, i) => low * (1 + (i % 2 === 0 ? 0.045 : -0.01) * (0.6 + 0.8 * random())),
  );
  const path = [...leg(start, low, fall), ...chopped, ...leg(chopped.at(-1) ?? low, high, rally)];
  return path.slice(0, steps).map((price) => toCents(first === 'falls' ? price : start ** 2 / price));
}

const toCents = (price: number): number => Math.round(price * 100) / 100;

/** mulberry32 (Tommy Ettinger, public domain): 32 bits of state, uniform in [0, 1). */
function generator(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

import { MAX_TICK, MIN_TICK } from '../uniswapMath/tickMath.js';

/** Bits of one word of a tick bitmap: each is a tick that liquidity may change at. */
const WORD = 256;

/** How far from the price initialised ticks are looked for: a factor of four of the price, where 33 words go as far. */
const REACH_TICKS = 14_000;
const MOST_WORDS_EACH_SIDE = 16;

/** Words of the bitmap, ascending, in which the ticks around `tick` are. */
export function wordsAround(tick: number, tickSpacing: number): number[] {
  const middle = wordOf(tick, tickSpacing);
  const reach = Math.min(Math.ceil(REACH_TICKS / (WORD * tickSpacing)), MOST_WORDS_EACH_SIDE);
  const lowest = Math.max(middle - reach, wordOf(MIN_TICK, tickSpacing));
  const highest = Math.min(middle + reach, wordOf(MAX_TICK, tickSpacing));
  return Array.from({ length: highest - lowest + 1 }, (_, at) => lowest + at);
}

export const wordOf = (tick: number, tickSpacing: number): number => Math.floor(Math.floor(tick / tickSpacing) / WORD);

/** Whether what is read around `readAround` still goes far enough on both sides of `tick`. */
export function isWellInside(tick: number, readAround: number, tickSpacing: number): boolean {
  const words = wordsAround(readAround, tickSpacing);
  const [lowest, highest] = [words[0] ?? 0, words.at(-1) ?? 0];
  const word = wordOf(tick, tickSpacing);
  const enough = Math.min(4, Math.floor(words.length / 4));
  return word >= lowest + enough && word <= highest - enough;
}

/** The initialised ticks of a word, ascending. */
export function ticksInWord(word: number, bits: bigint, tickSpacing: number): number[] {
  const found: number[] = [];
  for (let bit = 0; bit < WORD; bit++) {
    if ((bits >> BigInt(bit)) & 1n) found.push((word * WORD + bit) * tickSpacing);
  }
  return found;
}

export interface TickWindow {
  /** Initialised ticks to be read, ascending. */
  ticks: readonly number[];
  /** Between these no other tick is initialised. */
  from: number;
  to: number;
}

/** Each tick takes four slots of storage to read; beyond so many on one side, the swap is larger than any of ours. */
const MOST_TICKS_EACH_SIDE = 100;

/** The nearest initialised ticks on both sides of the price. */
export function windowAround(
  tick: number,
  tickSpacing: number,
  words: readonly number[],
  bits: readonly bigint[],
): TickWindow {
  const all = words.flatMap((word, at) => ticksInWord(word, bits[at] ?? 0n, tickSpacing));
  const below = all.filter((index) => index <= tick);
  const above = all.filter((index) => index > tick);
  const [lowest, highest] = [words[0] ?? 0, words.at(-1) ?? 0];
  const near = { below: below.slice(-MOST_TICKS_EACH_SIDE), above: above.slice(0, MOST_TICKS_EACH_SIDE) };
  // Where some were left out, nothing is known beyond the last that is read.
  const from = near.below.length < below.length ? near.below[0] : lowest * WORD * tickSpacing;
  const to = near.above.length < above.length ? near.above.at(-1) : ((highest + 1) * WORD - 1) * tickSpacing;
  return {
    ticks: [...near.below, ...near.above],
    from: Math.max(from ?? MIN_TICK, MIN_TICK),
    to: Math.min(to ?? MAX_TICK, MAX_TICK),
  };
}

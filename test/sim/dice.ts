import { createHash } from 'node:crypto';

/**
 * Chance without a stream: a throw depends on the seed and on what it is thrown for, and on nothing that was thrown before, so
 * that the order in which things are asked cannot change what happens to them.
 */
export interface Dice {
  /** In [0, 1). */
  roll(...of: readonly (string | number)[]): number;
  /** True in so many of all cases. */
  chance(share: number, ...of: readonly (string | number)[]): boolean;
  /** A whole number from `least` to `most`, both included. */
  between(least: number, most: number, ...of: readonly (string | number)[]): number;
  pick<Item>(items: readonly [Item, ...Item[]], ...of: readonly (string | number)[]): Item;
}

export function createDice(seed: number): Dice {
  const roll: Dice['roll'] = (...of) => {
    const digest = createHash('sha256')
      .update(JSON.stringify([seed, ...of]))
      .digest();
    return digest.readUIntBE(0, 6) / 2 ** 48;
  };
  const between: Dice['between'] = (least, most, ...of) => least + Math.floor(roll(...of) * (most - least + 1));
  return {
    roll,
    between,
    chance: (share, ...of) => roll(...of) < share,
    pick: (items, ...of) => items[between(0, items.length - 1, ...of)] ?? items[0],
  };
}

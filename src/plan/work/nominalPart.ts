import type { ParentOrder } from '../../model/parentOrder.js';
import type { Wad } from '../../model/units.js';
import { wad } from '../../model/units.js';
import { partsOfVolume } from './shareOfVolume.js';

/** What a part of an order comes to on average when nothing is in its way, rounded down; all of it where it is done at once. */
export function nominalPart({ terms: { algorithm }, state: { quantity } }: Pick<ParentOrder, 'terms' | 'state'>): Wad {
  switch (algorithm.kind) {
    case 'immediate':
      return quantity;
    case 'iceberg':
      return algorithm.display;
    case 'pov':
      return wad(quantity / partsOfVolume);
    case 'vwap':
      return wad(quantity / BigInt(Math.max(1, algorithm.profile.length)));
    case 'twap':
    case 'almgrenChriss':
      return wad(quantity / BigInt(Math.max(1, algorithm.slices)));
  }
}

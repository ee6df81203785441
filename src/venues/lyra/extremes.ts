import type { Wad } from '../../model/units.js';

/** Math.min and Math.max do not know bigint. */
export const smaller = (a: Wad, b: Wad): Wad => (a < b ? a : b);
export const larger = (a: Wad, b: Wad): Wad => (a > b ? a : b);

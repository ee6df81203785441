import { shortAddress } from '../words/shortAddress.js';

/** Transactions and addresses; ids, whose first half tells when they were made. */
const names = /0x[0-9a-fA-F]{40,64}\b|\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b/g;

/** A text with its long names cut: `0x1Cb9…a943`, `0x9d73ba30…`, `01a202b2-9e6b`. */
export const shortNames = (text: string): string => text.replace(names, shortened);

function shortened(name: string): string {
  if (!name.startsWith('0x')) return name.slice(0, 13);
  return name.length === 42 ? shortAddress(name) : `${name.slice(0, 10)}…`;
}

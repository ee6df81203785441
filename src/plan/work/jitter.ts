import type { Id } from '../../model/order.js';

/**
 * A number from -1 to 1, all equally likely, that looks like chance and is the same in every replay: made of the order's id, what it
 * is for and which one it is. FNV-1a over the name, stirred by the finalizer of MurmurHash3 (Appleby, 2011).
 */
export function jitter(parent: Id, purpose: 'size' | 'time', index: number): number {
  let hash = 0x811c9dc5;
  const name = `${purpose} ${parent}`;
  for (let i = 0; i < name.length; i++) hash = Math.imul(hash ^ name.charCodeAt(i), 0x01000193);
  hash = mixed(hash ^ Math.imul(index + 1, 0x9e3779b9));
  return (hash / 0xffffffff) * 2 - 1;
}

/** 32 bits, each of which depends on each of those given. */
export function mixed(bits: number): number {
  let hash = bits;
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}

import { randomBytes } from 'node:crypto';
import type { Id } from '../model/order.js';

let last = 0;

/** Ids made from now on come after this one: what an earlier process made, its clock ahead of ours, stays older. */
export function continueAfter(id: Id): void {
  const time = /^([0-9a-f]{8})-([0-9a-f]{4})-7/.exec(id);
  if (time) last = Math.max(last, Number.parseInt(`${time[1]}${time[2]}`, 16));
}

/**
 * A UUID of version 7 (RFC 9562): 48 bits of Unix milliseconds, then 74 random bits.
 *
 * Ids of one process strictly increase. An id asked for in a millisecond that is taken (or before it, when the clock
 * steps back) borrows the next free one, so that the prefix people type, which is exactly the time, is unique too.
 */
export function newId(nowMs: number): Id {
  last = Math.max(nowMs, last + 1);
  const bytes = randomBytes(16);
  bytes.writeUIntBE(last, 0, 6);
  bytes.writeUInt8(0x70 | (bytes.readUInt8(6) & 0x0f), 6);
  bytes.writeUInt8(0x80 | (bytes.readUInt8(8) & 0x3f), 8);
  const hex = bytes.toString('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}

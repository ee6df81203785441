import { statfsSync } from 'node:fs';

/** Bytes that this process may still write on the disk of a file or folder. @throws where it is not there */
export function freeBytes(path: string): number {
  const { bavail, bsize } = statfsSync(path);
  return bavail * bsize;
}

/** How much more than what is copied stays free: what else the disk is for goes on meanwhile. */
const usualHeadroom = 1.05;

export interface CopyWanted {
  /** What is copied. */
  bytes: number;
  /** The folder that the copy is to be in. */
  to: string;
  /** So many times its bytes must be free; 1.05 unless the copy grows. */
  headroom?: number;
  /** Bytes that stay free besides. */
  reserve?: number;
}

/** What a copy would take, without the reserve, and what there is: `12 MiB`. */
export interface LackOfRoom {
  needed: string;
  free: string;
}

/** Why a copy is not begun; null where it fits. @throws where the folder is not there */
export function lackOfRoom({ bytes, to, headroom = usualHeadroom, reserve = 0 }: CopyWanted): LackOfRoom | null {
  const needed = bytes * headroom;
  const free = freeBytes(to);
  return free >= needed + reserve ? null : { needed: mebibytes(needed), free: mebibytes(free) };
}

/** `12 MiB`: rounded up. */
export const mebibytes = (bytes: number): string => `${Math.ceil(bytes / 2 ** 20)} MiB`;

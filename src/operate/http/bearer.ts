import { createHash, timingSafeEqual } from 'node:crypto';

/** How many characters a token has at least: a shorter one could be guessed. */
export const fewestCharacters = 32;

/** The token of an `Authorization: Bearer TOKEN`; undefined where the header is none of it. */
export const bearerToken = (header: string | undefined): string | undefined =>
  /^Bearer ([\x21-\x7e]{1,512})$/.exec(header ?? '')?.[1];

/** Whether two words are the same, in a time that tells nothing of either. */
export function isSameSecret(one: string, other: string): boolean {
  const [a, b] = [one, other].map((word) => createHash('sha256').update(word).digest());
  return a !== undefined && b !== undefined && timingSafeEqual(a, b);
}

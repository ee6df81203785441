import type { Person } from '../verbs/verb.js';

/** What each message about a question shows, since this start: one that is not here is to be shown anew. */
export interface Shown {
  /** @param stands How its question stood, in a word that changes whenever the message has to. */
  is(person: Person, message: number, stands: string): boolean;
  set(person: Person, message: number, stands: string): void;
  /** Somebody else has written over it, or nothing more is to be shown. */
  forget(person: Person, message: number): void;
}

export function createShown(): Shown {
  const known = new Map<string, string>();
  const keyOf = ({ user }: Person, message: number) => `${user.id} ${message}`;
  return {
    is: (person, message, stands) => known.get(keyOf(person, message)) === stands,
    set: (person, message, stands) => void known.set(keyOf(person, message), stands),
    forget: (person, message) => void known.delete(keyOf(person, message)),
  };
}

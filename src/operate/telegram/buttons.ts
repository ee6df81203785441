import { randomBytes } from 'node:crypto';

/** A button under a message, and what it stands for. */
interface Made<Deed> {
  user: number;
  deed: Deed;
  /** Of buttons that stand beside each other: the first that is pressed is the only one. */
  row: string;
  until: number;
}

export type Pressed<Deed> =
  | { kind: 'first'; deed: Deed }
  /** It, or one beside it, was pressed before. */
  | { kind: 'used' }
  /** Nobody knows it: from before a restart, too old, or made up. */
  | { kind: 'unknown' };

export interface Buttons<Deed> {
  /** Names for buttons that stand beside each other, for one person. */
  row(user: number, deeds: readonly Deed[], until: number): string[];
  press(user: number, data: string): Pressed<Deed>;
  /** Nothing was done yet by one that was pressed: its row may be pressed again. */
  release(data: string): void;
}

/** So many are known at once; the oldest are forgotten. */
const most = 1_000;

/** Buttons that count once. Their names are random: what one stands for is in no message, so nobody can make one up. A restart voids them. */
export function createButtons<Deed>(now: () => number): Buttons<Deed> {
  const known = new Map<string, Made<Deed>>();
  const used = new Set<string>();
  const name = () => randomBytes(18).toString('base64url');

  return {
    row(user, deeds, until) {
      const row = name();
      const names = deeds.map((deed) => {
        const data = name();
        known.set(data, { user, deed, row, until });
        return data;
      });
      for (const oldest of known.keys()) {
        if (known.size <= most) break;
        used.delete(known.get(oldest)?.row ?? '');
        known.delete(oldest);
      }
      return names;
    },
    press(user, data) {
      const found = known.get(data);
      if (!found || found.user !== user || now() > found.until) return { kind: 'unknown' };
      if (used.has(found.row)) return { kind: 'used' };
      used.add(found.row);
      return { kind: 'first', deed: found.deed };
    },
    release(data) {
      used.delete(known.get(data)?.row ?? '');
    },
  };
}

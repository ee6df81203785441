import { pictureWidth } from './picture.js';

/** Pixels of a text at 12 px; a little more than most fonts take. */
export const labelWidth = (text: string): number => 10 + text.length * 6.7;

/**
 * Rows for labels that stand above their places, so that no two in a row touch: 0 is the lowest.
 * @param labels - `place`: pixels from the left, of the middle
 */
export function spreadLabels(labels: readonly { place: number; width: number }[]): number[] {
  const rows: number[] = labels.map(() => 0);
  const ends: number[] = [];
  const fromTheLeft = labels.map((label, i) => ({ ...label, i })).sort((a, b) => a.place - b.place);
  for (const { place, width, i } of fromTheLeft) {
    const free = ends.findIndex((end) => place - width / 2 >= end);
    const row = free === -1 ? ends.length : free;
    ends[row] = place + width / 2;
    rows[i] = row;
  }
  return rows;
}

/** Where the middle of a label goes that would stand at `at`, so that all of it is in the picture. */
export function inside(at: number, width: number): { place: number; width: number; shift: number } {
  const middle = Math.min(Math.max(at, width / 2 + 4), pictureWidth - width / 2 - 4);
  return { place: middle, width, shift: middle - at };
}

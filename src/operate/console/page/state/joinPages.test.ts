import { expect, test } from 'vitest';
import { joinPages, type Piece } from './joinPages.js';

interface Row {
  id: string;
  said: string;
}

/** Rows of these ids, as they stood when `said`; `next`: the last of them, unless it is told. */
function piece(said: string, ids: readonly number[], next: number | null = ids.at(-1) ?? null): Piece<Row> {
  const text = (id: number) => `id-${100 + id}`;
  return {
    rows: ids.map((id) => ({ id: text(id), said })),
    from: text(Math.max(...ids, next ?? 0)),
    next: next === null ? null : text(next),
  };
}
const told = ({ rows }: Piece<Row>) => rows.map(({ id, said }) => `${id.slice(-2)} ${said}`).join(', ');

test('default: what was kept stands below the live page, which counts for all that it reaches', () => {
  const joined = joinPages(piece('new', [9, 8, 7]), piece('old', [8, 7, 6, 5, 4], 4));
  expect(told(joined)).toBe('09 new, 08 new, 07 new, 06 old, 05 old, 04 old');
  expect(joined.next).toBe('id-104');
});

test('behavior: what left the live page is not told as it stood before', () => {
  expect(told(joinPages(piece('new', [9, 6]), piece('old', [9, 8, 7, 6, 5])))).toBe('09 new, 06 new, 05 old');
});

test('behavior: where more came than a page holds nothing older is told, and it can be asked for anew', () => {
  const live = piece('new', [14, 13, 12]);
  expect(joinPages(live, piece('old', [9, 8, 7, 6]))).toEqual(live);
  // It just reaches: nothing lies between.
  expect(told(joinPages(piece('new', [11, 10, 9]), piece('old', [9, 8, 7])))).toBe(
    '11 new, 10 new, 09 new, 08 old, 07 old',
  );
});

test('behavior: a live page that reaches to the end, or further than what was kept, stands alone', () => {
  const whole = piece('new', [9, 8, 7], null);
  expect(joinPages(whole, piece('old', [9, 8, 7, 6]))).toEqual(whole);
  const further = piece('new', [9, 7, 3]);
  expect(joinPages(further, piece('old', [9, 8, 7, 6]))).toEqual(further);
});

test('behavior: what stands first by another order than its age is told once, and opens no hole', () => {
  const [live, kept] = [piece('new', [2, 9, 8], 8), piece('old', [2, 9, 8, 7, 6, 1], 1)];
  expect(told(joinPages(live, kept))).toBe('02 new, 09 new, 08 new, 07 old, 06 old, 01 old');
});

test('behavior: older rows stand where the newest had none that was wanted, and still after newer ones were looked through', () => {
  const live = { ...piece('new', [], 7), from: 'id-112' };
  const kept = { ...piece('old', [6, 4], 3), from: 'id-110' };
  expect(joinPages(live, kept)).toEqual({ ...kept, from: 'id-112' });
  // More was looked through than what was kept reaches up to: what lies between is not known.
  const further = { ...piece('new', [], 11), from: 'id-120' };
  expect(joinPages(further, kept)).toEqual(further);
});

import { plainText } from '../../plainText.js';
import type { Column } from '../../words/column.js';
import { cutTo, shownWidth } from './shownWidth.js';

/** A column that may have to give way: the higher the rank, the sooner it goes. Without one it stays. */
export interface FitColumn<Row> extends Column<Row> {
  rank?: number;
  /** Cut to what is left: to `good` before another column gives way, to `least` when none is left that may. */
  cut?: { good: number; least: number };
}

const between = 2;

/**
 * As many columns as there is room for, in the order they have, what steers a terminal written out. What may be cut is cut to what is left
 * beside the others.
 */
export function fitColumns<Row>(
  rows: readonly Row[],
  columns: readonly FitColumn<Row>[],
  width: number,
): readonly Column<Row>[] {
  if (width === Number.POSITIVE_INFINITY) return columns;
  const safe = columns.map((column) => ({ ...column, cell: (row: Row) => plainText(column.cell(row), true) }));
  const wide = new Map(
    safe.map((column) => [column, Math.max(column.title.length, ...rows.map((row) => shownWidth(column.cell(row))))]),
  );
  const widthOf = (column: FitColumn<Row>) => wide.get(column) ?? 0;
  const cutOf = (to: 'good' | 'least') => (column: FitColumn<Row>) =>
    Math.min(widthOf(column), column.cut?.[to] ?? Number.POSITIVE_INFINITY);
  const total = (some: readonly FitColumn<Row>[], of: typeof widthOf) =>
    some.reduce((sum, column) => sum + of(column) + between, -between);
  let kept: readonly FitColumn<Row>[] = safe;
  const ranks = [...new Set(columns.flatMap(({ rank }) => rank ?? []))].sort((a, b) => b - a);
  for (const rank of ranks) {
    if (total(kept, cutOf('good')) <= width) break;
    kept = kept.filter((column) => column.rank !== rank);
  }
  let over = total(kept, widthOf) - width;
  return kept.map((column) => {
    const give = Math.min(over, widthOf(column) - cutOf('least')(column));
    if (give <= 0) return column;
    over -= give;
    const room = widthOf(column) - give;
    return { ...column, cell: (row: Row) => cutTo(column.cell(row), room) };
  });
}

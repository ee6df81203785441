import type { ComponentChildren } from 'preact';

/** A column: what stands at its head, and what in its cells. */
export interface Column<Row> {
  head: string;
  cell: (row: Row) => ComponentChildren;
  /** `main`: what the row is about, whole width on a phone; `right`: figures. */
  kind?: 'main' | 'right';
}

interface TableProps<Row> {
  /** What the table is, for those who do not see it. */
  caption: string;
  columns: readonly Column<Row>[];
  rows: readonly Row[];
  keyOf: (row: Row) => string;
}

/** Said again, since a browser forgets them where rows become blocks. */
const as = {
  table: { role: 'table' },
  rowgroup: { role: 'rowgroup' },
  row: { role: 'row' },
  columnheader: { role: 'columnheader' },
  cell: { role: 'cell' },
} as const;

/** A table; on a phone each row is a card. */
export const Table = <Row,>({ caption, columns, rows, keyOf }: TableProps<Row>) => (
  // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls sideways must be reachable by keys
  <section class="table-wrap" tabIndex={0} aria-label={caption}>
    <table class="as-cards" {...as.table}>
      <caption class="unseen">{caption}</caption>
      <thead {...as.rowgroup}>
        <tr {...as.row}>
          {columns.map(({ head, kind }) => (
            <th key={head} scope="col" {...as.columnheader} class={kind}>
              {head}
            </th>
          ))}
        </tr>
      </thead>
      <tbody {...as.rowgroup}>
        {rows.map((row) => (
          <tr key={keyOf(row)} {...as.row}>
            {columns.map(({ head, cell, kind }) => (
              <td key={head} {...as.cell} class={kind} data-label={head}>
                {cell(row)}
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  </section>
);

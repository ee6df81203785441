/** One column of a table for people, in a terminal or on a page: how it is headed, and what it says of a row. */
export interface Column<Row> {
  title: string;
  align?: 'left' | 'right';
  cell(row: Row): string;
}

import type { BookRiskView } from '../../../../views/bookRisk.js';
import { Amount } from '../../parts/Amount.js';
import { Empty } from '../../parts/Loaded.js';
import { type Column, Table } from '../../parts/Table.js';
import { figure } from '../../state/numbers.js';

type Row = BookRiskView['ladder'][number];

/** All in one way, as they are added up: whole dollars as soon as one of them has thousands. */
function dollars(rows: readonly Row[], head: string, of: (row: Row) => number | null): Column<Row> {
  const decimals = rows.some((row) => Math.abs(of(row) ?? 0) >= 1_000) ? 0 : 2;
  return { head, kind: 'right', cell: (row) => <Amount of={figure(of(row), decimals, true)} unit="USD" /> };
}

const columnsOf = (rows: readonly Row[]): readonly Column<Row>[] => [
  {
    head: 'Underlying and expiry',
    kind: 'main',
    cell: ({ underlying, expiry, positions }) => (
      <>
        <span class="title">{underlying}</span>{' '}
        <span class="num">{expiry === null ? 'no expiry' : new Date(expiry).toISOString().slice(0, 10)}</span>
        <div class="small faint">
          {positions} {positions === 1 ? 'position' : 'positions'}
        </div>
      </>
    ),
  },
  {
    head: 'Delta',
    kind: 'right',
    cell: ({ delta, underlying }) => <Amount of={figure(delta, 3, true)} unit={underlying} />,
  },
  dollars(rows, 'Delta, USD', (row) => row.deltaUsd),
  dollars(rows, 'Gamma, 1 %', (row) => row.gammaUsd),
  dollars(rows, 'Vega, a point', (row) => row.vegaUsd),
  dollars(rows, 'Theta, a day', (row) => row.thetaUsd),
  dollars(rows, 'Vanna', (row) => row.vannaUsd),
  dollars(rows, 'Volga', (row) => row.volgaUsd),
  dollars(rows, 'Charm', (row) => row.charmUsd),
];

/** What the book hangs on, by underlying and expiry. */
export const Ladder = ({ book }: { book: BookRiskView }) =>
  book.ladder.length === 0 ? (
    <Empty title="Nothing to tell">Nothing that is held moves with a price.</Empty>
  ) : (
    <Table
      caption="Greeks by underlying and expiry"
      columns={columnsOf(book.ladder)}
      rows={book.ladder}
      keyOf={({ underlying, expiry }) => `${underlying} ${expiry}`}
    />
  );

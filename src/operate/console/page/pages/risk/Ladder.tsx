import type { BookRiskView } from '../../../../views/bookRisk.js';
import { Amount } from '../../parts/Amount.js';
import { Empty } from '../../parts/Loaded.js';
import { type Column, Table } from '../../parts/Table.js';
import { figure, short } from '../../state/numbers.js';

type Row = BookRiskView['ladder'][number];

const dollars = (head: string, of: (row: Row) => number | null): Column<Row> => ({
  head,
  kind: 'right',
  cell: (row) => <Amount of={short(of(row), true)} unit="USD" />,
});

const columns: readonly Column<Row>[] = [
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
  dollars('Delta', (row) => row.deltaUsd),
  dollars('Gamma, 1 %', (row) => row.gammaUsd),
  dollars('Vega, a point', (row) => row.vegaUsd),
  dollars('Theta, a day', (row) => row.thetaUsd),
  dollars('Vanna', (row) => row.vannaUsd),
  dollars('Volga', (row) => row.volgaUsd),
  dollars('Charm', (row) => row.charmUsd),
];

/** What the book hangs on, by underlying and expiry. */
export const Ladder = ({ book }: { book: BookRiskView }) =>
  book.ladder.length === 0 ? (
    <Empty title="Nothing to tell">Nothing that is held moves with a price.</Empty>
  ) : (
    <Table
      caption="Greeks by underlying and expiry"
      columns={columns.map((column, index) => (index === 2 ? { ...column, head: 'Delta, USD' } : column))}
      rows={book.ladder}
      keyOf={({ underlying, expiry }) => `${underlying} ${expiry}`}
    />
  );

import type { BookRiskView } from '../../../../views/bookRisk.js';
import { Amount } from '../../parts/Amount.js';
import { Empty } from '../../parts/Loaded.js';
import { type Column, Table } from '../../parts/Table.js';
import { usd } from '../../state/numbers.js';

type Shock = BookRiskView['shocks'][number];

const columns: readonly Column<Shock>[] = [
  { head: 'Day', kind: 'main', cell: ({ name }) => <span class="title">{name}</span> },
  { head: 'Held to the end', kind: 'right', cell: ({ pnlUsd }) => <Amount of={usd(pnlUsd, true)} unit="USD" /> },
  {
    head: 'With liquidations',
    kind: 'right',
    cell: ({ pnlWithCascadeUsd }) => <Amount of={usd(pnlWithCascadeUsd, true)} unit="USD" />,
  },
  { head: 'Lost for good', kind: 'right', cell: ({ lockedInUsd }) => <Amount of={usd(lockedInUsd)} unit="USD" /> },
  { head: 'To close', kind: 'right', cell: ({ closingUsd }) => <Amount of={usd(closingUsd)} unit="USD" /> },
  {
    head: 'Liquidated, in turn',
    cell: ({ liquidated }) =>
      liquidated.length === 0 ? <span class="faint">none</span> : <span class="small">{liquidated.join(', ')}</span>,
  },
];

/** What the worst days would do to what is held now. */
export const Shocks = ({ shocks }: { shocks: readonly Shock[] }) =>
  shocks.length === 0 ? (
    <Empty title="None worked out yet">They appear once holdings were recorded.</Empty>
  ) : (
    <Table caption="What bad days would do" columns={columns} rows={shocks} keyOf={({ name }) => name} />
  );

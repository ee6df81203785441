import type { DecisionView } from '../../../../views/decision.js';
import { Amount } from '../../parts/Amount.js';
import { Card } from '../../parts/Card.js';
import { type Column, Table } from '../../parts/Table.js';
import { Tag } from '../../parts/Tag.js';
import { usd } from '../../state/numbers.js';

type Way = DecisionView['ways'][number];

/** The ways that were weighed, and what each was expected to cost. */
export const Ways = ({ ways }: { ways: readonly Way[] }) => (
  <Card title="Ways that were weighed" flush>
    <Table
      caption="Ways that were weighed"
      columns={columns}
      rows={ways}
      keyOf={(way) => `${way.describe} ${way.not}`}
    />
  </Card>
);

const columns: readonly Column<Way>[] = [
  {
    head: 'Way',
    kind: 'main',
    cell: ({ describe, isChosen, not }) => (
      <>
        {describe} {isChosen && <Tag tone="good">chosen</Tag>}
        {not && <div class="small soft">{not}</div>}
      </>
    ),
  },
  { head: 'Expected', kind: 'right', cell: ({ totalUsd }) => <Amount of={usd(totalUsd)} unit="USD" /> },
  { head: 'Fee', kind: 'right', cell: ({ feeUsd }) => <Amount of={usd(feeUsd)} unit="USD" /> },
  { head: 'Impact', kind: 'right', cell: ({ impactUsd }) => <Amount of={usd(impactUsd)} unit="USD" /> },
  { head: 'Gas', kind: 'right', cell: ({ gasUsd }) => <Amount of={usd(gasUsd)} unit="USD" /> },
  { head: 'Keeper', kind: 'right', cell: ({ keeperUsd }) => <Amount of={usd(keeperUsd)} unit="USD" /> },
  { head: 'Carry', kind: 'right', cell: ({ carryUsd }) => <Amount of={usd(carryUsd, true)} unit="USD" /> },
];

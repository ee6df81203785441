import type { ForesightView } from '../../../../views/proposals.js';
import { type Column, Table } from '../../parts/Table.js';

type Pair = ForesightView['pairs'][number];

const Said = ({ said }: { said: Pair['before'] }) =>
  said === null ? (
    <span class="faint">says nothing</span>
  ) : (
    <>
      <span class="title">{said.order || said.verdict}</span>
      <div class="small soft">{said.text}</div>
    </>
  );

const columns: readonly Column<Pair>[] = [
  {
    head: 'Rule',
    kind: 'main',
    cell: ({ rule, subject }) => (
      <>
        <span class="title">{rule}</span> <span class="small soft">{subject}</span>
      </>
    ),
  },
  { head: 'What runs says', cell: ({ before }) => <Said said={before} /> },
  { head: 'The new text says', cell: ({ after }) => <Said said={after} /> },
];

/** What both texts would decide on the newest block. */
export const Foresight = ({ foresight, untold }: { foresight: ForesightView | null; untold: string }) =>
  foresight === null ? (
    <p class="small soft">What it would decide now cannot be told: {untold}</p>
  ) : foresight.pairs.length === 0 ? (
    <p class="small soft">On block {foresight.block} neither text would do anything.</p>
  ) : (
    <Table
      caption={`What both would decide on block ${foresight.block}`}
      columns={columns}
      rows={foresight.pairs}
      keyOf={({ rule, subject }) => `${rule} ${subject}`}
    />
  );

import type { ForesightView } from '../../../../views/proposals.js';
import { type Column, Table } from '../../parts/Table.js';
import { useNow } from '../../state/clock.js';
import { clockTime } from '../../state/times.js';

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
export function Foresight({ foresight, untold }: { foresight: ForesightView | null; untold: string }) {
  const now = useNow();
  if (foresight === null) return <p class="small soft">What it would decide now cannot be told: {untold}</p>;
  const block = `block ${foresight.block} of ${clockTime(foresight.at, now)}`;
  return foresight.pairs.length === 0 ? (
    <p class="small soft">On {block} neither text would do anything.</p>
  ) : (
    <Table
      caption={`What both would decide on ${block}`}
      columns={columns}
      rows={foresight.pairs}
      keyOf={({ rule, subject }) => `${rule} ${subject}`}
    />
  );
}

import type { BookView, NextActionView } from '../../../../views/book.js';
import { Amount } from '../../parts/Amount.js';
import { Icon } from '../../parts/Icon.js';
import { Empty } from '../../parts/Loaded.js';
import { type Column, Table } from '../../parts/Table.js';
import { Tag } from '../../parts/Tag.js';
import { percent, price } from '../../state/numbers.js';

type Side = NonNullable<NextActionView['below']>;

const Level = ({ side, from }: { side: Side | null; from: number }) =>
  side === null ? (
    <span class="faint small">no price near</span>
  ) : (
    <div>
      <Icon name={side.priceUsd < from ? 'down' : 'up'} /> <Amount of={price(side.priceUsd)} unit="USD" />{' '}
      <span class="small faint num">({percent(side.priceUsd / from - 1, 1, true)} %)</span>
      <div class="small">{side.does}</div>
    </div>
  );

const columns: readonly Column<NextActionView>[] = [
  {
    head: 'Rule',
    kind: 'main',
    cell: ({ rule, about, underlying, priceUsd, now }) => (
      <>
        <span class="row">
          <span class="title">{rule}</span>
          {now !== null && <Tag tone="warn">now: {now}</Tag>}
        </span>
        <div class="small soft">
          {about} · {underlying} at <Amount of={price(priceUsd)} unit="USD" />
        </div>
      </>
    ),
  },
  { head: 'If it falls to', cell: ({ below, priceUsd }) => <Level side={below} from={priceUsd} /> },
  { head: 'If it rises to', cell: ({ above, priceUsd }) => <Level side={above} from={priceUsd} /> },
];

/** What each rule would do, and at which price: no surprise at night. */
export function NextActions({ book }: { book: BookView }) {
  const acting = book.next.filter(({ now, below, above }) => now !== null || below !== null || above !== null);
  const others = book.next.length - acting.length;
  if (acting.length === 0) {
    return <Empty title="Nothing in sight">No rule would act within half the price and half as much again.</Empty>;
  }
  return (
    <>
      <Table
        caption="What ballast does next, and at which price"
        columns={columns}
        rows={acting}
        keyOf={({ rule, about, underlying }) => `${rule} ${about} ${underlying}`}
      />
      {others > 0 && (
        <p class="foot small soft">
          {others === 1 ? 'One more rule acts' : `${others} more rules act`} at no price near.
        </p>
      )}
    </>
  );
}

import type { ExecutionGroupView, ExecutionView } from '../../../../views/execution.js';
import { Amount } from '../../parts/Amount.js';
import { BookFilter } from '../../parts/BookFilter.js';
import { Card } from '../../parts/Card.js';
import { Choice } from '../../parts/Choice.js';
import { Empty, Loaded } from '../../parts/Loaded.js';
import { type Column, Table } from '../../parts/Table.js';
import { When } from '../../parts/When.js';
import { figure, percent, price, usd } from '../../state/numbers.js';
import { asking } from '../../state/older.js';
import { placeStore, refine } from '../../state/route.js';
import { useStore } from '../../state/store.js';
import { lasting } from '../../state/times.js';
import { useView } from '../../state/view.js';

type Executed = ExecutionView['orders'][number];

/** How well orders were done: what they cost against the price when they were wanted. */
export function Execution() {
  const { query } = useStore(placeStore);
  const [since, by] = [query.get('since') ?? '30d', query.get('by') ?? 'venue'];
  const view = useView<ExecutionView>(asking('/v1/execution', { since, by, strategy: query.get('book') }), {
    kinds: ['orders'],
    pace: 2_000,
  });
  return (
    <>
      <div class="filters">
        <BookFilter />
        <Choice
          label="Of the last"
          value={since}
          of={[
            ['24h', '24 hours'],
            ['7d', '7 days'],
            ['30d', '30 days'],
            ['365d', '365 days'],
          ]}
          choose={(value) => refine({ since: value })}
        />
        <Choice
          label="By"
          value={by}
          of={[
            ['venue', 'venue'],
            ['instrument', 'instrument'],
            ['algorithm', 'how it was worked'],
            ['rule', 'rule'],
          ]}
          choose={(value) => refine({ by: value })}
        />
      </div>
      <Loaded view={view}>
        {(execution) =>
          execution.all.orders === 0 ? (
            <Card title="Shortfall">
              <Empty title="No order was done in that time">
                Choose a longer time above, or come back after the first fill.
              </Empty>
            </Card>
          ) : (
            <div class="cards">
              <Card title="Taken together" flush rest="shortfall: positive is worse">
                <Table
                  caption="Shortfall by group"
                  columns={groups}
                  rows={[...execution.groups, { ...execution.all, name: 'all' }]}
                  keyOf={({ name }) => name}
                />
              </Card>
              <Card title="Order by order" flush>
                <Table
                  caption="Shortfall by order"
                  columns={orders(execution.at)}
                  rows={execution.orders}
                  keyOf={({ id }) => id}
                />
              </Card>
            </div>
          )
        }
      </Loaded>
    </>
  );
}

const groups: readonly Column<ExecutionGroupView>[] = [
  {
    head: 'Of',
    kind: 'main',
    cell: ({ name, orders }) => (
      <>
        <span class="title">{name}</span> <span class="small soft">{orders} orders</span>
      </>
    ),
  },
  { head: 'Notional', kind: 'right', cell: ({ notionalUsd }) => <Amount of={usd(notionalUsd)} unit="USD" /> },
  { head: 'Filled', kind: 'right', cell: ({ filledShare }) => <Amount of={percent(filledShare, 0)} unit="%" /> },
  { head: 'Shortfall', kind: 'right', cell: ({ shortfallUsd }) => <Amount of={usd(shortfallUsd, true)} unit="USD" /> },
  {
    head: 'Weighted',
    kind: 'right',
    cell: ({ weightedBps, standardErrorBps }) => (
      <>
        <Amount of={figure(weightedBps, 1, true)} unit="bps" />
        {standardErrorBps !== null && <span class="faint small num"> ± {figure(standardErrorBps, 1)}</span>}
      </>
    ),
  },
  { head: 'Median', kind: 'right', cell: ({ medianBps }) => <Amount of={figure(medianBps, 1, true)} unit="bps" /> },
  {
    head: 'Over foretold',
    kind: 'right',
    cell: ({ overForetoldUsd }) => <Amount of={usd(overForetoldUsd, true)} unit="USD" />,
  },
  {
    head: 'First fill',
    kind: 'right',
    cell: ({ toFirstFillMedianMs }) => <span class="num">{lasting(toFirstFillMedianMs)}</span>,
  },
];

const orders = (now: number): readonly Column<Executed>[] => [
  {
    head: 'Order',
    kind: 'main',
    cell: ({ id, side, ordered, instrument, how }) => (
      <>
        <a class="title" href={`/orders/${id}`}>
          {side === 'Buy' ? 'buy' : 'sell'} {figure(ordered, 4)} {instrument}
        </a>
        <div class="small soft">{how}</div>
      </>
    ),
  },
  { head: 'Arrival', kind: 'right', cell: ({ arrivalPriceUsd }) => <Amount of={price(arrivalPriceUsd)} unit="USD" /> },
  { head: 'Average', kind: 'right', cell: ({ averagePriceUsd }) => <Amount of={price(averagePriceUsd)} unit="USD" /> },
  { head: 'Shortfall', kind: 'right', cell: ({ shortfallUsd }) => <Amount of={usd(shortfallUsd, true)} unit="USD" /> },
  {
    head: 'of it',
    kind: 'right',
    cell: ({ shortfallBps }) => <Amount of={figure(shortfallBps, 1, true)} unit="bps" />,
  },
  { head: 'Asked', kind: 'right', cell: ({ askedAt }) => <When at={askedAt} now={now} /> },
];

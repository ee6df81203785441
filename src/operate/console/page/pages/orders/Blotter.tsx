import type { OrderRowView } from '../../../../views/orderRows.js';
import type { OrdersView } from '../../../../views/orders.js';
import { Amount } from '../../parts/Amount.js';
import { BookFilter } from '../../parts/BookFilter.js';
import { Card } from '../../parts/Card.js';
import { Choice } from '../../parts/Choice.js';
import { Empty, Loaded } from '../../parts/Loaded.js';
import { OlderButton } from '../../parts/OlderButton.js';
import { orderTone } from '../../parts/orderTone.js';
import { type Column, Table } from '../../parts/Table.js';
import { Tag } from '../../parts/Tag.js';
import { When } from '../../parts/When.js';
import { serverNow } from '../../state/clock.js';
import { figure, price, usd } from '../../state/numbers.js';
import { asking, useOlder } from '../../state/older.js';
import { placeStore, refine } from '../../state/route.js';
import { useStore } from '../../state/store.js';
import { NewOrder } from './NewOrder.js';

/** What was asked for and what rules wanted, the newest first. */
export function Blotter() {
  const { query } = useStore(placeStore);
  const [open, side] = [query.get('open') ?? '', query.get('side') ?? ''];
  const [book, instrument] = [query.get('book') ?? '', query.get('instrument') ?? ''];
  const path = asking('/v1/orders', { open, side, strategy: book, instrument });
  const isNarrowed = [open, side, book, instrument].some((one) => one !== '');
  // The count is not narrowed.
  const ofWhich = book !== '' ? ' of all books' : isNarrowed ? ' in all' : '';
  const { view, older } = useOlder<OrdersView, OrderRowView>(path, { kinds: ['orders', 'tick'] }, (orders) => ({
    rows: orders.rows,
    next: orders.nextCursor,
  }));
  return (
    <>
      <div class="filters">
        <BookFilter />
        <Choice
          label="Show"
          value={open}
          of={[
            ['', 'All'],
            ['true', 'Open ones'],
          ]}
          choose={(value) => refine({ open: value })}
        />
        <Choice
          label="Side"
          value={side}
          of={[
            ['', 'Both'],
            ['Buy', 'Buy'],
            ['Sell', 'Sell'],
          ]}
          choose={(value) => refine({ side: value })}
        />
        <NewOrder />
      </div>
      <Loaded view={view}>
        {(orders) => (
          <Card title={`${orders.open} open${ofWhich}`} flush>
            {older.rows.length > 0 ? (
              <Table caption="Orders" columns={columns} rows={older.rows} keyOf={({ id }) => id} />
            ) : older.more ? (
              <Empty title="None among the newest">Such orders may be among older ones.</Empty>
            ) : isNarrowed ? (
              <Empty title="No such order">Choose otherwise above to see others.</Empty>
            ) : (
              <Empty title="No order yet">One appears when a rule acts, or when somebody asks for one.</Empty>
            )}
            {(older.rows.length > 0 || older.more) && <OlderButton older={older} />}
          </Card>
        )}
      </Loaded>
    </>
  );
}

const columns: readonly Column<OrderRowView>[] = [
  {
    head: 'Order',
    kind: 'main',
    cell: ({ id, what, strategy, rule, author, kind, mode, name }) => (
      <>
        <a class="title" href={`/orders/${id}`}>
          {what}
        </a>
        <div class="small soft">
          {strategy} · {kind === 'rule' ? (rule ?? 'rule') : `${name ?? 'asked'} by ${author}`}
          {mode === 'shadow' && ' · shadow'}
        </div>
      </>
    ),
  },
  {
    head: 'Stands',
    cell: ({ status, statusText, isPaused, text }) => (
      <>
        <Tag tone={orderTone(status)}>{statusText}</Tag> {isPaused && <Tag tone="warn">paused</Tag>}
        {text && <div class="small soft">{text}</div>}
      </>
    ),
  },
  {
    head: 'Filled',
    kind: 'right',
    cell: ({ filledQuantity, quantity }) =>
      quantity === null ? (
        <Amount of="–" missing="not a trade" />
      ) : (
        <span class="num">
          {figure(Number(filledQuantity ?? 0), 4)} <span class="faint">of {figure(Number(quantity), 4)}</span>
        </span>
      ),
  },
  {
    head: 'Average',
    kind: 'right',
    cell: ({ averagePriceUsd }) => (
      <Amount
        of={price(averagePriceUsd === null ? null : Number(averagePriceUsd))}
        unit="USD"
        missing="nothing filled"
      />
    ),
  },
  { head: 'Notional', kind: 'right', cell: ({ notionalUsd }) => <Amount of={usd(notionalUsd)} unit="USD" /> },
  { head: 'Asked', kind: 'right', cell: ({ createdAt }) => <When at={createdAt} now={serverNow()} /> },
];

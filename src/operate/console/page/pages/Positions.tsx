import type { BookPositions, PositionsView } from '../../../views/positions.js';
import { Amount } from '../parts/Amount.js';
import { BookTabs } from '../parts/BookTabs.js';
import { Card } from '../parts/Card.js';
import { sayHealth } from '../parts/HealthBar.js';
import { Empty, Loaded } from '../parts/Loaded.js';
import { OfBook } from '../parts/OfBook.js';
import { PageHead } from '../parts/PageHead.js';
import { type Column, Table } from '../parts/Table.js';
import { Tag } from '../parts/Tag.js';
import { Ago, When } from '../parts/When.js';
import { useBook } from '../state/books.js';
import { exact, figure, percent, price, short, usd } from '../state/numbers.js';
import { useView } from '../state/view.js';

type Position = BookPositions['positions'][number];
type Account = BookPositions['marginAccounts'][number];
type Waits = BookPositions['waiting'][number];

/** What each book holds, what stands behind it, and what waits at its venues. */
export default function Positions() {
  const view = useView<PositionsView>('/v1/positions', { kinds: ['tick', 'orders', 'samples'] });
  return <Loaded view={view}>{(positions) => <Books positions={positions} />}</Loaded>;
}

function Books({ positions }: { positions: PositionsView }) {
  const [name, choose] = useBook(positions.books.map((one) => one.strategy));
  const book = positions.books.find((one) => one.strategy === name);
  return (
    <>
      <PageHead
        title="Positions"
        lead={
          book?.blockNumber && (
            <>
              {book.strategy} at block {figure(book.blockNumber, 0)}, <Ago at={book.blockAt} />
            </>
          )
        }
      />
      <BookTabs books={positions.books.map((one) => one.strategy)} book={name} choose={choose} />
      {book ? (
        <OfBook name={book.strategy} recordedAt={book.recordedAt}>
          <div class="cards dims">
            <Card title="Held" flush rest={<Amount of={usd(book.equityUsd)} unit="USD equity" />}>
              {book.positions.length === 0 ? (
                <Empty title="Nothing is held">Positions appear with the next block after they are opened.</Empty>
              ) : (
                <Table
                  caption="Positions"
                  columns={held(positions.at)}
                  rows={book.positions}
                  keyOf={({ id, venue }) => `${venue} ${id}`}
                />
              )}
            </Card>
            <Card title="Margin accounts" flush rest="the least healthy first">
              {book.marginAccounts.length === 0 ? (
                <Empty title="No margin account">Nothing here can be liquidated.</Empty>
              ) : (
                <Table
                  caption="Margin accounts"
                  columns={accounts}
                  rows={book.marginAccounts}
                  keyOf={({ id, venue }) => `${venue} ${id}`}
                />
              )}
            </Card>
            {book.waiting.length > 0 && (
              <Card title="Waiting at venues" flush>
                <Table
                  caption="Orders that wait at venues"
                  columns={waiting(positions.at)}
                  rows={book.waiting}
                  keyOf={({ id }) => id}
                />
              </Card>
            )}
          </div>
        </OfBook>
      ) : (
        <Card title="No book yet">
          <Empty title="Nothing was recorded yet">
            The first block that <code>ballast run STRATEGY…</code> sees makes its books appear here.
          </Empty>
        </Card>
      )}
    </>
  );
}

/** A sensitivity with its unit under it: a table of nine of them must fit. What is exactly nothing steps back. */
const Greek = ({ value, said, unit }: { value: number | null; said: string; unit: string }) =>
  value === 0 ? (
    <span class="num faint">0</span>
  ) : (
    <>
      <Amount of={said} />
      {value !== null && <div class="tiny faint">{unit}</div>}
    </>
  );

const held = (now: number): readonly Column<Position>[] => [
  {
    head: 'Instrument',
    kind: 'main',
    cell: ({ instrument, kind, expiresAt, liquidity }) => (
      <>
        <span class="title">{instrument}</span>
        <div class="small soft">
          {kind}
          {expiresAt !== null && (
            <>
              , expires <When at={expiresAt} now={now} />
            </>
          )}
          {liquidity && `, between ${exact(liquidity.lowerUsd)} and ${exact(liquidity.upperUsd)} USD`}
        </div>
      </>
    ),
  },
  {
    head: 'Quantity',
    kind: 'right',
    cell: ({ quantity, underlying }) => <Amount of={rounded(quantity, 4)} unit={underlying ?? 'USD'} />,
  },
  {
    head: 'Notional',
    kind: 'right',
    cell: ({ markUsd, notionalUsd }) => (
      <>
        <Amount of={usd(notionalUsd)} unit="USD" />
        <div class="small soft">
          at <Amount of={price(Number(markUsd))} />
        </div>
      </>
    ),
  },
  {
    head: 'Delta',
    kind: 'right',
    cell: ({ delta, underlying }) => <Amount of={figure(delta, 3, true)} unit={underlying} />,
  },
  {
    head: 'Gamma',
    kind: 'right',
    cell: ({ gamma }) => <Greek value={gamma} said={figure(gamma, 5, true)} unit="a USD" />,
  },
  {
    head: 'Vega',
    kind: 'right',
    cell: ({ vega }) => <Greek value={vega} said={short(vega === null ? null : vega / 100, true)} unit="USD a point" />,
  },
  {
    head: 'Theta',
    kind: 'right',
    cell: ({ thetaUsdPerDay }) => <Greek value={thetaUsdPerDay} said={short(thetaUsdPerDay, true)} unit="USD a day" />,
  },
  {
    head: 'Carry',
    kind: 'right',
    cell: ({ carryUsdPerDay }) => <Greek value={carryUsdPerDay} said={short(carryUsdPerDay, true)} unit="USD a day" />,
  },
];

const accounts: readonly Column<Account>[] = [
  {
    head: 'Account',
    kind: 'main',
    cell: ({ id, underlyings }) => (
      <>
        <span class="title">{id}</span>
        <div class="small soft">{underlyings.join(', ')}</div>
      </>
    ),
  },
  { head: 'Health', kind: 'right', cell: ({ health }) => <span class="num">{sayHealth(health)}</span> },
  {
    head: 'Collateral',
    kind: 'right',
    cell: ({ collateralAmount, collateral }) => <Amount of={rounded(collateralAmount, 2)} unit={collateral} />,
  },
  { head: 'Equity', kind: 'right', cell: ({ equityUsd }) => <Amount of={usd(equityUsd)} unit="USD" /> },
  { head: 'Needs', kind: 'right', cell: ({ maintenanceUsd }) => <Amount of={usd(maintenanceUsd)} unit="USD" /> },
  { head: 'Leverage', kind: 'right', cell: ({ leverage }) => <Amount of={figure(leverage, 2)} unit="×" /> },
  {
    head: 'Liquidated at',
    kind: 'right',
    cell: ({ liquidationPriceUsd }) => <Amount of={price(liquidationPriceUsd)} unit="USD" missing="at no price" />,
  },
  {
    head: 'Away',
    kind: 'right',
    cell: ({ liquidationDistance }) => <Amount of={percent(liquidationDistance)} unit="%" missing="at no price" />,
  },
];

const waiting = (now: number): readonly Column<Waits>[] => [
  {
    head: 'What',
    kind: 'main',
    cell: ({ describe, venue, order }) => (
      <>
        {order ? <a href={`/orders/${order}`}>{describe}</a> : <span class="title">{describe}</span>}
        <div class="small soft">
          {venue}
          {order === null && ', made by hand'}
        </div>
      </>
    ),
  },
  { head: 'Stands', cell: ({ status }) => <Tag tone={status === 'waits' ? 'plain' : 'warn'}>{status}</Tag> },
  {
    head: 'Trigger',
    kind: 'right',
    cell: ({ triggerPriceUsd }) =>
      triggerPriceUsd === null ? 'market' : <Amount of={exact(triggerPriceUsd)} unit="USD" />,
  },
  {
    head: 'Holds',
    kind: 'right',
    cell: ({ heldAmount, heldToken }) => <Amount of={exact(heldAmount)} unit={heldToken} missing="nothing" />,
  },
  { head: 'Since', kind: 'right', cell: ({ sinceAt }) => <When at={sinceAt} now={now} /> },
];

/** An exact decimal cut for a table: its last digits are on the order's own page. */
function rounded(text: string, decimals: number): string {
  return figure(Number(text), decimals, false);
}

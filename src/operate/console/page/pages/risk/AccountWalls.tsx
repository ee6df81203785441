import type { BookRiskView } from '../../../../views/bookRisk.js';
import { Amount } from '../../parts/Amount.js';
import { sayHealth } from '../../parts/HealthBar.js';
import { Empty } from '../../parts/Loaded.js';
import { type Column, Table } from '../../parts/Table.js';
import { figure, percent, price, short } from '../../state/numbers.js';
import { chanceOf, runway } from '../../state/runway.js';

type Account = BookRiskView['accounts'][number];
type Wall = Account['walls'][number];

/** Where a wall is, in words. */
export function sayWall({ kind, underlying, priceUsd, change, hours }: Wall): string {
  if (kind === 'time') return `in ${runway(hours)} by time alone`;
  const move = `${percent(change, 1, true)} %`;
  if (kind === 'vol') return `implied vol ${move}`;
  if (kind === 'together') return `all prices ${move}`;
  return `${underlying ?? ''} ${move}${priceUsd === null ? '' : ` at ${price(priceUsd)}`}`;
}

const columns: readonly Column<Account>[] = [
  {
    head: 'Account',
    kind: 'main',
    cell: ({ marginAccount }) => <span class="title">{marginAccount}</span>,
  },
  { head: 'Health', kind: 'right', cell: ({ health }) => <span class="num">{sayHealth(health)}</span> },
  {
    head: 'Nearest walls',
    kind: 'main',
    cell: ({ walls }) =>
      walls.length === 0 ? (
        <span class="faint">none near</span>
      ) : (
        <ul>
          {walls.slice(0, 3).map((wall) => (
            <li key={sayWall(wall)} class="num">
              {sayWall(wall)} <span class="faint small">{figure(wall.deviations, 1)} σ</span>
            </li>
          ))}
        </ul>
      ),
  },
  {
    head: 'Touch in a day',
    kind: 'right',
    cell: ({ touchProbability }) => <Amount of={chanceOf(touchProbability)} unit="%" />,
  },
  {
    head: 'Runway',
    kind: 'right',
    cell: ({ runwayHours }) => <Amount of={runway(runwayHours)} />,
  },
  {
    head: 'Carry',
    kind: 'right',
    cell: ({ carryUsdPerDay }) => <Amount of={short(carryUsdPerDay, true)} unit="USD a day" />,
  },
];

/** Each margin account with what would end it, nearest first. */
export const AccountWalls = ({ accounts }: { accounts: readonly Account[] }) =>
  accounts.length === 0 ? (
    <Empty title="No margin account">Nothing here can be liquidated.</Empty>
  ) : (
    <Table
      caption="Margin accounts and their walls"
      columns={columns}
      rows={accounts}
      keyOf={(one) => `${one.venue} ${one.marginAccount}`}
    />
  );

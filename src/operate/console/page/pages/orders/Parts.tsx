import { gasTokenOf } from '../../../../../model/gasToken.js';
import type { OrderView } from '../../../../views/order.js';
import { Amount } from '../../parts/Amount.js';
import { orderTone } from '../../parts/orderTone.js';
import { type Column, Table } from '../../parts/Table.js';
import { Tag } from '../../parts/Tag.js';
import { brief, figure, usd } from '../../state/numbers.js';

type Part = OrderView['parts'][number];

const columnsOf = (gasToken: string): readonly Column<Part>[] => [
  {
    head: 'Part',
    kind: 'main',
    cell: ({ what, text, decision }) => (
      <>
        <span class="title">{what}</span>
        <div class="small soft">
          {text} <a href={`/decisions/${decision}`}>why</a>
        </div>
      </>
    ),
  },
  { head: 'Stands', cell: ({ status, statusText }) => <Tag tone={orderTone(status)}>{statusText}</Tag> },
  { head: 'Notional', kind: 'right', cell: ({ notionalUsd }) => <Amount of={usd(notionalUsd)} unit="USD" /> },
  {
    head: 'Foretold cost',
    kind: 'right',
    cell: ({ expectedUsd }) => <Amount of={usd(expectedUsd?.total)} unit="USD" />,
  },
  {
    head: 'Paid',
    kind: 'right',
    cell: ({ paidUsd }) => <Amount of={usd(paidUsd?.total)} unit="USD" missing="not over yet" />,
  },
  {
    head: 'Transactions',
    cell: ({ transactions }) =>
      transactions.length === 0 ? (
        <span class="faint">none</span>
      ) : (
        <ul class="small">
          {transactions.map((one) => (
            <li key={one.hash}>
              {one.describe} {one.stateText}, nonce {one.nonce} <code title={one.hash}>{brief(one.hash, 10)}</code>
              {one.gasCostNative !== null && (
                <>
                  {' '}
                  gas <Amount of={figure(Number(one.gasCostNative), 6)} unit={gasToken} exact={one.gasCostNative} />
                </>
              )}
            </li>
          ))}
        </ul>
      ),
  },
];

/** The parts that an order was worked in, with their transactions and costs. */
export const Parts = ({ parts, chainId }: { parts: readonly Part[]; chainId: number }) => (
  <Table
    caption="Parts and their transactions"
    columns={columnsOf(gasTokenOf(chainId))}
    rows={parts}
    keyOf={({ id }) => id}
  />
);

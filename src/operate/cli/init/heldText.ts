import { isNothing } from '../../../assess/holdings/heldOf.js';
import { positionsOf } from '../../../model/snapshot.js';
import { toFloat } from '../../../model/units.js';
import { decimal, integer, signed } from '../../words/numbers.js';
import { bold, dim, table, yellow } from '../table.js';
import type { Discovery } from './discover.js';

/** What was found in the account, for a person. */
export function heldText({ chain, snapshot, report, left }: Discovery): string {
  const held = positionsOf(snapshot).filter((position) => !isNothing(position));
  const { equity, worstHealth } = report.portfolio;
  const head = `${bold(snapshot.account)} on ${chain.name} at block ${integer(snapshot.block.number)}: worth ${decimal(equity)} usd, ${decimal(Number(snapshot.nativeBalance) / 1e18, 4)} ${chain.gasToken} for gas`;
  const margined = report.marginAccounts.filter(({ equity: own, maintenance }) => own !== 0 || maintenance !== 0);
  return [
    head,
    '',
    held.length === 0
      ? dim('it holds nothing on the venues that were looked at')
      : table(held, [
          { title: 'position', cell: ({ id }) => id },
          { title: 'quantity', align: 'right', cell: ({ quantity }) => signed(toFloat(quantity), 4) },
          { title: 'mark usd', align: 'right', cell: ({ mark }) => decimal(toFloat(mark)) },
          { title: 'margin account', cell: ({ marginAccount }) => marginAccount ?? '-' },
        ]),
    ...(margined.length === 0
      ? []
      : [
          '',
          table(margined, [
            { title: 'margin account', cell: (one) => one.marginAccount },
            { title: 'equity usd', align: 'right', cell: (one) => decimal(one.equity) },
            { title: 'health', align: 'right', cell: (one) => decimal(one.health) },
          ]),
          dim(`worst health ${decimal(worstHealth)}; 1 is liquidated`),
        ]),
    ...left.map(({ venue, why }) => yellow(`left out ${venue}: ${why}`)),
  ].join('\n');
}

import { formatUnits } from 'viem';
import { paid, unpaid } from '../../../model/block.js';
import { shortId } from '../../../model/order.js';
import { toFloat, weiToFloat } from '../../../model/units.js';
import type { Ledger } from '../../../record/ledger.js';
import { blockSettlement } from '../../../record/queries/blockSettlement.js';
import { wholeBlocks } from '../../../record/queries/blocks.js';
import { gasOfOrders } from '../../../record/queries/gasOfOrders.js';
import { type BlockReport, blockReport, type MemberReport, type TransferReport } from '../../blocks/blockReport.js';
import { ago, decimal } from '../../words/numbers.js';
import type { Answer } from '../output.js';
import { tableCsv } from '../statement/documentCsv.js';
import { bold, dim, green, red, table } from '../table.js';
import { blockNamed } from './blockNamed.js';

export interface BlockShowOptions {
  /** A line a member, exact decimals. */
  csv?: boolean;
}

/** The allocation report of one block. */
export async function blockShow(
  ledger: Ledger,
  name: string,
  now: number,
  { csv = false }: BlockShowOptions,
): Promise<Answer> {
  const recorded = await blockNamed(ledger, name);
  const [state] = await wholeBlocks(ledger, [recorded]);
  if (!state) throw new TypeError('a block that is there has a state');
  const ids = state.parents.flatMap(({ children }) => children.map(({ id }) => id));
  const hasExpired = [unpaid, paid].some((beginning) => recorded.text.startsWith(beginning));
  const settled = hasExpired ? { perUnit: await blockSettlement(ledger, recorded) } : null;
  const report = blockReport(state, await gasOfOrders(ledger, ids), settled);
  const text = csv ? csvOf(report) : textOf(report, recorded.text, now - recorded.updatedAt);
  return { json: report, text };
}

function textOf({ block, members, total, traded, matches }: BlockReport, why: string, age: number): string {
  const { id, status, side, quantity, instrument, method, strategy } = block;
  const how = method === 'transfer' ? `traded by ${strategy}` : 'each trades its own';
  const sum = (what: bigint, of: bigint) => `${formatUnits(what, 18)} of ${formatUnits(of, 18)}`;
  const verdict =
    matches === null
      ? dim('it is not over')
      : matches
        ? green('the sums match to the unit')
        : red('the sums do not match');
  return [
    `${bold(`${side} ${decimal(toFloat(quantity), 4)} ${instrument}`)}  ${status}  ${dim(`${shortId(id)}, ${how}, ${ago(age)}: ${why}`)}`,
    table(members, [
      { title: 'book', cell: (member) => member.strategy },
      { title: 'order', cell: ({ parent }) => dim(shortId(parent)) },
      { title: 'ordered', align: 'right', cell: ({ ordered }) => decimal(toFloat(ordered), 4) },
      { title: 'has', align: 'right', cell: (member) => decimal(toFloat(member.quantity), 4) },
      { title: 'at', align: 'right', cell: ({ avgPx }) => (avgPx === null ? '-' : decimal(toFloat(avgPx), 4)) },
      { title: 'gross usd', align: 'right', cell: ({ grossTradeAmt }) => decimal(toFloat(grossTradeAmt), 2) },
      { title: 'fee usd', align: 'right', cell: ({ fee }) => decimal(toFloat(fee), 4) },
      { title: 'gas eth', align: 'right', cell: (member) => decimal(weiToFloat(gasOf(member)), 6) },
      { title: 'sent', cell: (member) => member.transfers.map(transferText).join(', ') },
    ]),
    ...owedLines(members),
    `${sum(total.quantity, traded.quantity)} given out, ${formatUnits(total.grossTradeAmt, 18)} usd gross, ${formatUnits(total.fee, 18)} usd fees: ${verdict}`,
  ].join('\n');
}

/** What was owed in kind, and has expired. */
const owedLines = (members: readonly MemberReport[]): string[] =>
  members.flatMap(({ strategy, owed, owedUsd }) => {
    if (owed === 0n) return [];
    const usd = owedUsd === null ? 'what it was settled at is not known' : `about ${decimal(toFloat(owedUsd), 2)} usd`;
    return [`owed to ${strategy} for ${formatUnits(owed, 18)} that have expired: ${usd}`];
  });

const gasOf = ({ gasShare, ownGas }: MemberReport) => (gasShare + ownGas) as typeof gasShare;

const transferText = ({ direction, amount, decimals, what, status }: TransferReport): string => {
  const size = decimal(Number(formatUnits(amount, decimals)), 4);
  return `${direction} ${size} ${what}${status === 'Filled' ? '' : ` (${status})`}`;
};

const columns = [
  'block',
  'order',
  'book',
  'account',
  'instrument',
  'side',
  'ordered',
  'quantity',
  'avgPx',
  'grossTradeAmt',
  'fee',
  'gasShareWei',
  'ownGasWei',
  'owed',
  'owedUsd',
  'transfers',
];

/** Exact decimals; a last line with the sums. */
function csvOf({ block, members, total }: BlockReport): string {
  const wads = (...values: bigint[]) => values.map((value) => formatUnits(value, 18));
  const lines = members.map((member) => {
    const { parent, strategy, account, ordered, quantity, avgPx, grossTradeAmt, fee, gasShare, ownGas, owed, owedUsd } =
      member;
    const transfers = member.transfers.map(
      ({ direction, amount, decimals, what, order }) =>
        `${direction} ${formatUnits(amount, decimals)} ${what} ${order}`,
    );
    return [
      ...[block.id, parent, strategy, account, block.instrument, block.side],
      ...wads(ordered, quantity, avgPx ?? 0n, grossTradeAmt, fee),
      ...[gasShare.toString(), ownGas.toString()],
      ...[formatUnits(owed, 18), owedUsd === null ? '' : formatUnits(owedUsd, 18), transfers.join('; ')],
    ];
  });
  const sums = [
    '',
    '',
    'total',
    '',
    '',
    '',
    ...wads(total.ordered, total.quantity),
    '',
    ...wads(total.grossTradeAmt, total.fee),
    total.gas.toString(),
    '',
    '',
    '',
    '',
  ];
  return tableCsv({ columns, rows: [...lines, sums] }).trimEnd();
}

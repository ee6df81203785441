import { shortfallParts } from '../../../assess/execution/shortfall.js';
import { shortId } from '../../../model/order.js';
import type { RecordedExecution } from '../../../record/queries/tca/recordedExecuted.js';
import { howText } from '../../report/howText.js';
import { timeText } from '../../report/orderColumns.js';
import { clock, decimal, percent, signed, tidied } from '../../words/numbers.js';
import { dim, table } from '../table.js';

/** One order in full: prices, parts of the shortfall, fills, and the ways that were weighed. */
export function executionText(execution: RecordedExecution, now: number): string {
  const { order } = execution;
  const { side, ordered } = order.worked;
  const head = `${shortId(order.id)}  ${side} ${decimal(ordered, 4)} ${order.instrument}  ${order.status}, ${percent(execution.filledShare, 0)} filled`;
  const how = `${order.strategy}, ${howText(order)}, asked for ${clock(order.askedAt, now)}, first fill after ${timeText(execution.toFirstFill)}, done after ${timeText(execution.toDone)}${participationText(execution)}`;
  return [
    `${head}\n${dim(how)}`,
    pricesTable(execution),
    partsTable(execution),
    fillsTable(execution, now),
    ...choicesTexts(execution, now),
  ]
    .filter((part) => part !== '')
    .join('\n\n');
}

const participationText = ({ participation }: RecordedExecution): string =>
  Number.isNaN(participation) ? '' : `, ${percent(participation)} of what the market traded`;

const priceNames = {
  decision: 'when it was wanted',
  arrival: 'when it was taken on',
  quoted: 'expected of its parts',
  filled: 'average that was traded at',
  interval: 'average of the market meanwhile, by time',
} as const;

function pricesTable({ prices, order }: RecordedExecution): string {
  const names = Object.keys(priceNames) as (keyof typeof priceNames)[];
  const worse = order.worked.side === 'Buy' ? 1 : -1;
  return table(names, [
    { title: 'price', cell: (name) => name },
    { title: 'usd', align: 'right', cell: (name) => decimal(prices[name], 4) },
    {
      title: 'filled against it, bps',
      align: 'right',
      cell: (name) =>
        name === 'filled' ? '' : signed(((worse * (prices.filled - prices[name])) / prices[name]) * 10_000, 1),
    },
    { title: '', cell: (name) => priceNames[name] },
  ]);
}

function partsTable({ shortfall, order }: RecordedExecution): string {
  if (!shortfall) return `${order.status}: nothing was tried, so there is no shortfall`;
  const bps = (usd: number) => signed((usd / shortfall.notional) * 10_000, 1);
  const rows = [
    ...shortfallParts.map((name) => ({
      name: name as string,
      usd: shortfall.parts[name],
      says: shortfall.untold.includes(name) ? 'nobody has told it: in no figure' : '',
    })),
    { name: 'total', usd: shortfall.total, says: fromText[shortfall.from ?? 'nothing'] },
  ];
  return table(rows, [
    { title: 'shortfall', cell: ({ name }) => name },
    { title: 'usd', align: 'right', cell: ({ usd }) => decimal(usd) },
    { title: 'bps', align: 'right', cell: ({ usd }) => bps(usd) },
    { title: '', cell: ({ says }) => says },
  ]);
}

const fromText = {
  decision: 'against the mark when it was wanted',
  arrival: 'against the mark when it was taken on: none was kept of when it was wanted',
  nothing: 'no price was kept that it could be measured against',
} as const;

function fillsTable({ order }: RecordedExecution, now: number): string {
  if (order.trades.length === 0) return 'no fills';
  const worse = order.worked.side === 'Buy' ? 1 : -1;
  return table(order.trades, [
    { title: 'fill', cell: ({ child }) => shortId(child) },
    { title: 'at', cell: ({ at }) => clock(at, now) },
    { title: 'quantity', align: 'right', cell: ({ quantity }) => decimal(quantity, 4) },
    { title: 'mark', align: 'right', cell: ({ mark }) => decimal(mark, 4) },
    { title: 'quoted', align: 'right', cell: ({ quoted }) => decimal(quoted, 4) },
    { title: 'price', align: 'right', cell: ({ price }) => decimal(price, 4) },
    {
      title: 'against the mark, bps',
      align: 'right',
      cell: ({ price, mark }) => signed(((worse * (price - mark)) / mark) * 10_000, 1),
    },
  ]);
}

const choicesTexts = ({ order }: RecordedExecution, now: number): string[] =>
  order.choices.map(({ at, chosen, others }) =>
    table(
      [chosen, ...others],
      [
        { title: `ways weighed ${clock(at, now)}`, cell: ({ describe }) => describe },
        { title: 'quoted, usd', align: 'right', cell: ({ cost }) => (cost === null ? '-' : decimal(cost)) },
        { title: '', cell: ({ not }) => (not === '' ? 'chosen' : tidied(not)) },
      ],
    ),
  );

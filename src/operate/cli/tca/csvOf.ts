import { shortfallParts } from '../../../assess/execution/shortfall.js';
import type { RecordedExecution } from '../../../record/queries/tca/recordedExecuted.js';
import { tableCsv } from '../statement/documentCsv.js';

/**
 * A line an order. Prices in USD per unit, parts in USD, positive is worse; times in milliseconds, moments in UTC. What is not known is
 * empty.
 */
export const csvOf = (found: readonly RecordedExecution[]): string =>
  tableCsv({
    columns: columns.map(([title]) => title),
    rows: found.map((one) => columns.map(([, of]) => cellOf(of(one)))),
  });

type Cell = string | number | null | undefined;

const columns: readonly (readonly [string, (one: RecordedExecution) => Cell])[] = [
  ['order', ({ order }) => order.id],
  ['kind', ({ order }) => order.kind],
  ['asked_at', ({ order }) => moment(order.askedAt)],
  ['accepted_at', ({ order }) => moment(order.acceptedAt)],
  ['ended_at', ({ order }) => moment(order.endedAt)],
  ['strategy', ({ order }) => order.strategy],
  ['account', ({ order }) => order.account],
  ['chain', ({ order }) => order.chainId],
  ['venue', ({ order }) => order.venue],
  ['instrument', ({ order }) => order.instrument],
  ['algorithm', ({ order }) => order.algorithm],
  ['rule', ({ order }) => order.rule],
  ['list', ({ order }) => order.list],
  ['block', ({ order }) => order.block],
  ['author', ({ order }) => order.author],
  ['side', ({ order }) => order.worked.side],
  ['ordered', ({ order }) => order.worked.ordered],
  ['filled_share', ({ filledShare }) => filledShare],
  ['status', ({ order }) => order.status],
  ['to_first_fill_ms', ({ toFirstFill }) => toFirstFill],
  ['to_done_ms', ({ toDone }) => toDone],
  ['decision_price', ({ prices }) => prices.decision],
  ['arrival_price', ({ prices }) => prices.arrival],
  ['quoted_price', ({ prices }) => prices.quoted],
  ['filled_price', ({ prices }) => prices.filled],
  ['interval_price', ({ prices }) => prices.interval],
  ['participation', ({ participation }) => participation],
  ['measured_from', ({ shortfall }) => shortfall?.from],
  ['notional_usd', ({ shortfall }) => shortfall?.notional],
  ...shortfallParts.map(
    (part) => [`${part}_usd`, ({ shortfall }: RecordedExecution) => shortfall?.parts[part]] as const,
  ),
  ['shortfall_usd', ({ shortfall }) => shortfall?.total],
  ['shortfall_bps', ({ shortfall }) => shortfall?.bps],
];

const moment = (at: number | null): string | null => (at === null ? null : new Date(at).toISOString());

const cellOf = (value: Cell): string => {
  if (value === null || value === undefined) return '';
  if (typeof value === 'string') return value;
  return Number.isFinite(value) ? plain(value) : '';
};

/** Without an exponent, which spreadsheets of some countries take for text. */
const plain = (value: number): string =>
  Number.isInteger(value) ? value.toString() : value.toFixed(12).replace(/\.?0+$/, '');

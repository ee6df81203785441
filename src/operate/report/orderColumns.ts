import { type ShortfallParts, shortfallParts } from '../../assess/execution/shortfall.js';
import { shortId } from '../../model/order.js';
import type { RecordedExecution } from '../../record/queries/tca/recordedExecuted.js';
import type { Column } from '../words/column.js';
import { clock, decimal, duration, integer, percent, signed } from '../words/numbers.js';
import type { Group } from './groupOf.js';
import { howText } from './howText.js';

/** Columns of what is nothing in all of them are left out. */
export const orderColumns = (found: readonly RecordedExecution[], now: number): Column<RecordedExecution>[] => [
  { title: 'order', cell: ({ order }) => shortId(order.id) },
  { title: 'at', cell: ({ order }) => clock(order.askedAt, now) },
  { title: 'strategy', cell: ({ order }) => order.strategy },
  { title: 'how', cell: ({ order }) => howText(order) },
  { title: 'side', cell: ({ order }) => order.worked.side },
  { title: 'quantity', align: 'right', cell: ({ order }) => decimal(order.worked.ordered, 4) },
  { title: 'instrument', cell: ({ order }) => order.instrument },
  { title: 'status', cell: ({ order }) => order.status },
  { title: 'filled', align: 'right', cell: ({ filledShare }) => percent(filledShare, 0) },
  { title: 'decision', align: 'right', cell: ({ prices }) => decimal(prices.decision) },
  { title: 'avg px', align: 'right', cell: ({ prices }) => decimal(prices.filled) },
  ...usedParts(found).map(partColumn),
  { title: 'total', align: 'right', cell: ({ shortfall }) => (shortfall ? decimal(shortfall.total) : '-') },
  { title: 'bps', align: 'right', cell: bpsText },
];

/** With a mark where it counts from when the order was taken on. */
const bpsText = ({ shortfall }: RecordedExecution): string =>
  shortfall ? `${signed(shortfall.bps, 1)}${shortfall.from === 'arrival' ? '*' : ''}` : '-';

const usedParts = (found: readonly RecordedExecution[]): (keyof ShortfallParts)[] =>
  shortfallParts.filter((part) => found.some(({ shortfall }) => shortfall && Math.abs(shortfall.parts[part]) >= 0.005));

const partColumn = (part: keyof ShortfallParts): Column<RecordedExecution> => ({
  title: part,
  align: 'right',
  cell: ({ shortfall }) => (shortfall ? decimal(shortfall.parts[part]) : '-'),
});

/** How well each group of orders was done; bps of what was ordered. */
export const groupColumns = (by: string): Column<Group>[] => [
  { title: by, cell: ({ name }) => name },
  { title: 'orders', align: 'right', cell: ({ quality }) => integer(quality.orders) },
  { title: 'notional', align: 'right', cell: ({ quality }) => decimal(quality.notional, 0) },
  { title: 'filled', align: 'right', cell: ({ quality }) => percent(quality.filled, 0) },
  { title: 'rejected', align: 'right', cell: ({ quality }) => percent(quality.rejected, 0) },
  { title: 'canceled', align: 'right', cell: ({ quality }) => percent(quality.canceled, 0) },
  { title: 'first fill', align: 'right', cell: ({ quality }) => timeText(quality.toFirstFill.median) },
  { title: '9 of 10', align: 'right', cell: ({ quality }) => timeText(quality.toFirstFill.ninth) },
  { title: 'done', align: 'right', cell: ({ quality }) => timeText(quality.toDone.median) },
  { title: '9 of 10', align: 'right', cell: ({ quality }) => timeText(quality.toDone.ninth) },
  { title: 'shortfall', align: 'right', cell: ({ quality }) => decimal(quality.shortfall.usd) },
  { title: 'weighted', align: 'right', cell: ({ quality }) => signed(quality.shortfall.weighted, 1) },
  { title: 'mean bps', align: 'right', cell: ({ quality }) => meanText(quality.shortfall) },
  { title: 'median', align: 'right', cell: ({ quality }) => signed(quality.shortfall.median, 1) },
  { title: 'not known', align: 'right', cell: ({ quality }) => integer(quality.shortfall.unknown) },
  { title: 'over foretold', align: 'right', cell: ({ accuracy }) => signed(accuracy.meanError) },
];

/** `-` where nothing is known. */
export const timeText = (ms: number): string => (Number.isNaN(ms) ? '-' : duration(ms));

/** `+4.2 ± 1.1` */
export const meanText = ({ mean, standardError }: Group['quality']['shortfall']): string =>
  Number.isNaN(standardError) ? signed(mean, 1) : `${signed(mean, 1)} ± ${decimal(standardError, 1)}`;

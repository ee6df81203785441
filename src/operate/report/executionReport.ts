import { type Grouping, groupings, groupsOf, withoutBlocks } from '../../assess/execution/groups.js';
import { type ShortfallParts, shortfallParts } from '../../assess/execution/shortfall.js';
import { shortId } from '../../model/order.js';
import type { RecordedExecution } from '../../record/queries/tca/recordedExecuted.js';
import type { Column } from '../words/column.js';
import { clock, decimal, duration, integer, percent, signed } from '../words/numbers.js';
import { groupOf } from './groupOf.js';
import { type Hedging, hedgingColumns, hedgingExplained, hedgingTitle } from './hedging.js';
import { howText } from './howText.js';
import { groupColumns, meanText, orderColumns, timeText } from './orderColumns.js';
import { orderPricePlot } from './orderPricePlot.js';
import { type PagePart, type PageTable, page } from './page.js';
import { routeParts } from './routeParts.js';
import { shortfallOverTime } from './shortfallOverTime.js';
import { shortfallWaterfall } from './shortfallWaterfall.js';
import { spreadPlot } from './spreadPlot.js';

export interface ReportOptions {
  now: number;
  /** How far back it looks, ms. */
  since: number;
  /** null: all. */
  strategy: string | null;
  hedging: readonly Hedging[];
}

/** How well orders were done, for people: a page that stands for itself. */
export function executionReport(found: readonly RecordedExecution[], options: ReportOptions): string {
  const { now, since, strategy } = options;
  const subtitle = `${strategy ?? 'all books'}, the ${duration(since)} until ${new Date(now).toISOString().slice(0, 16).replace('T', ' ')} UTC`;
  if (found.length === 0)
    return page(title, subtitle, [{ kind: 'text', text: 'No trade was asked for in this time.' }]);
  const counted = withoutBlocks(found);
  const all = counted.length > 0 ? counted : found;
  return page(title, subtitle, [
    ...summary(all),
    ...pictures(all),
    ...worked(found, now),
    ...groups(counted),
    ...hedgingParts(options.hedging),
    ...routeParts(found, now),
    { kind: 'heading', text: 'Each order' },
    { kind: 'text', text: 'USD, and bps of what was ordered. With a * it counts from when the order was taken on.' },
    { kind: 'table', table: tableOf(found, orderColumns(found, now)) },
  ]);
}

const title = 'Execution quality';

function summary(all: readonly RecordedExecution[]): PagePart[] {
  const { quality, accuracy } = groupOf('all', all);
  const { shortfall } = quality;
  const facts: [string, string][] = [
    ['orders', integer(quality.orders)],
    ['ordered', `${decimal(quality.notional, 0)} usd`],
    ['shortfall', `${decimal(shortfall.usd)} usd, ${signed(shortfall.weighted, 1)} bps of all that was ordered`],
    ['of an order', `mean ${meanText(shortfall)} bps, median ${signed(shortfall.median, 1)} bps`],
    ['filled', percent(quality.filled)],
    ['rejected, canceled', `${percent(quality.rejected)}, ${percent(quality.canceled)}`],
    [
      'first fill',
      `half within ${timeText(quality.toFirstFill.median)}, nine in ten within ${timeText(quality.toFirstFill.ninth)}`,
    ],
    ['done', `half within ${timeText(quality.toDone.median)}, nine in ten within ${timeText(quality.toDone.ninth)}`],
    ['dearer than foretold', `${signed(accuracy.meanError)} usd on average, of ${integer(accuracy.count)} parts`],
    ['shortfall not known', `${integer(shortfall.unknown)} orders`],
  ];
  return [
    { kind: 'text', text: explained },
    { kind: 'facts', facts },
  ];
}

const explained =
  'Shortfall is what orders came to, against doing all of it for nothing at the moment when it was wanted (Perold 1988). Positive is worse. Delay and timing are the market until parts were decided, impact is what parts were traded at against the mark then, and opportunity is what was never done. A part that nobody has told is in no figure.';

function pictures(all: readonly RecordedExecution[]): PagePart[] {
  const points = all.flatMap(({ order, shortfall }) =>
    shortfall ? [{ at: order.askedAt, bps: shortfall.bps, notional: shortfall.notional, venue: order.venue }] : [],
  );
  const spread = (by: Grouping, label: string, of: (one: RecordedExecution) => number) => ({
    label: `${label}, by ${by}`,
    groups: groupsOf(all, by).map(([name, some]) => ({ name, values: some.map(of) })),
  });
  const bps = ({ shortfall }: RecordedExecution) => shortfall?.bps ?? Number.NaN;
  const drawn = [
    shortfallWaterfall({ title: 'What the shortfall is made of', parts: sumOfParts(all) }),
    shortfallOverTime('Shortfall of each order', points),
    spreadPlot({
      title: 'How the shortfall is spread',
      subtitle: 'bps of what was ordered, to the right is worse; the five groups with most orders',
      panels: [spread('venue', 'bps', bps), spread('algorithm', 'bps', bps)],
    }),
    spreadPlot({
      title: 'How long it took',
      subtitle: 'seconds from when it was asked for: to the first fill, and until all was done; by venue',
      panels: [
        { ...spread('venue', 'seconds to the first fill', ({ toFirstFill }) => toFirstFill / 1_000), least: 0 },
        { ...spread('venue', 'seconds until done', ({ toDone }) => toDone / 1_000), least: 0 },
      ],
    }),
  ];
  return [{ kind: 'heading', text: 'All orders' }, ...drawn.map((svg) => ({ kind: 'picture' as const, svg }))];
}

/** Of those whose whole is known; a part that none of them tells is not a number. */
function sumOfParts(all: readonly RecordedExecution[]): ShortfallParts {
  const known = all.flatMap(({ shortfall }) => (shortfall && Number.isFinite(shortfall.total) ? [shortfall] : []));
  const sum = (part: keyof ShortfallParts) => {
    const told = known.filter(({ untold }) => !untold.includes(part));
    return told.length === 0 ? Number.NaN : told.reduce((total, { parts }) => total + parts[part], 0);
  };
  const parts = { delay: 0, timing: 0, impact: 0, fee: 0, gas: 0, keeper: 0, funding: 0, opportunity: 0 };
  for (const part of shortfallParts) parts[part] = sum(part);
  return parts;
}

/** Pictures of single orders make a page long: these are the ones that cost most. */
const mostDrawn = 6;

function worked(found: readonly RecordedExecution[], now: number): PagePart[] {
  const drawable = found
    .filter(({ order }) => order.marks.length > 1 && order.trades.length > 0)
    .sort((a, b) => Math.abs(b.shortfall?.total ?? 0) - Math.abs(a.shortfall?.total ?? 0))
    .slice(0, mostDrawn);
  if (drawable.length === 0) return [];
  return [
    { kind: 'heading', text: 'Orders that were worked' },
    {
      kind: 'text',
      text: `Those whose shortfall is furthest from nothing, ${mostDrawn} at most. The grey line is the mark, as often as it was looked at. A thin line leads from each fill to the mark when that part was decided: that distance is its impact. So a fill that is far from the grey line, with a short thin line, was traded at a market that had moved.`,
    },
    ...drawable.map((one) => ({ kind: 'picture' as const, svg: pictureOf(one, now) })),
  ];
}

function pictureOf({ order, prices, shortfall }: RecordedExecution, now: number): string {
  const { side, ordered } = order.worked;
  const from = order.acceptedAt ?? order.askedAt;
  return orderPricePlot({
    title: `${side} ${decimal(ordered, 4)} ${order.instrument}, ${howText(order)}`,
    subtitle: `order ${shortId(order.id)}, ${order.strategy}, ${clock(order.askedAt, now)} UTC; shortfall ${decimal(shortfall?.total ?? Number.NaN)} usd, ${signed(shortfall?.bps ?? Number.NaN, 1)} bps`,
    ...prices,
    marks: order.marks.filter(({ at }) => at >= from),
    fills: order.trades,
  });
}

function groups(counted: readonly RecordedExecution[]): PagePart[] {
  return groupings.flatMap((by): PagePart[] => {
    const some = groupsOf(counted, by).map(([name, members]) => groupOf(name, members));
    if (some.length === 0) return [];
    return [
      { kind: 'heading', text: `By ${by}` },
      { kind: 'table', table: tableOf(some, groupColumns(by)) },
    ];
  });
}

function hedgingParts(hedging: readonly Hedging[]): PagePart[] {
  if (hedging.length === 0) return [];
  return [
    { kind: 'heading', text: 'Hedge regret' },
    { kind: 'text', text: hedgingExplained },
    ...hedging.flatMap((one): PagePart[] => [
      { kind: 'text', text: hedgingTitle(one) },
      { kind: 'table', table: tableOf(one.outcomes, hedgingColumns(one)) },
    ]),
  ];
}

const tableOf = <Row>(rows: readonly Row[], columns: readonly Column<Row>[]): PageTable => ({
  columns,
  rows: rows.map((row) => columns.map(({ cell }) => cell(row))),
});

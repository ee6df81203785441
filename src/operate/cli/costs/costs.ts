import { shortId } from '../../../model/order.js';
import { unixMillis } from '../../../model/units.js';
import { accuracyOf, type CostComparison } from '../../../plan/cost/compareCosts.js';
import type { Ledger } from '../../../record/ledger.js';
import { type ExecutionCost, executionCosts } from '../../../record/queries/executionCosts.js';
import { clock, decimal, duration, integer, percent, signed } from '../../words/numbers.js';
import { termsText } from '../../words/terms.js';
import { booksAsked } from '../booksAsked.js';
import type { Answer } from '../output.js';
import { dim, table } from '../table.js';

export interface CostsOptions {
  strategy?: string;
  /** How far back, ms. */
  since: number;
}

/** What orders were expected to cost beside what they have cost, each and by venue. */
export async function costs(ledger: Ledger, now: number, { strategy, since }: CostsOptions): Promise<Answer> {
  await booksAsked(ledger, strategy);
  const found = await executionCosts(ledger, { ...(strategy ? { strategy } : {}), since: unixMillis(now - since) });
  const venues = [...new Set(found.map(({ order }) => order.terms.venue))].sort().map((venue) => ({
    venue,
    ...accuracyOf(
      found.flatMap(({ order, comparison }) => (comparison && order.terms.venue === venue ? [comparison] : [])),
    ),
  }));
  const json = { since: now - since, orders: found.map(rowOf), venues };
  if (found.length === 0) {
    return { json, text: dim(`no order that was foretold has ended in the last ${duration(since)}`) };
  }
  return { json, text: [ordersTable(found, now), venuesTable(venues), dim(footnote)].join('\n\n') };
}

const footnote =
  'usd. Impact is against the mark when it was decided. Carry is in neither figure: it is paid while what was traded is held.';

const rowOf = ({ order, ...costs }: ExecutionCost) => ({
  order: order.id,
  decision: order.decision,
  strategy: order.strategy,
  rule: order.rule,
  venue: order.terms.venue,
  terms: order.terms,
  status: order.status,
  at: order.createdAt,
  ...costs,
});

const compared =
  (of: (one: CostComparison) => string) =>
  ({ comparison }: ExecutionCost) =>
    comparison === null ? '-' : of(comparison);

const ordersTable = (found: readonly ExecutionCost[], now: number): string =>
  table(found, [
    { title: 'order', cell: ({ order }) => shortId(order.id) },
    { title: 'at', cell: ({ order }) => clock(order.createdAt, now) },
    { title: 'strategy', cell: ({ order }) => order.strategy },
    { title: 'terms', cell: ({ order }) => termsText(order.terms) },
    { title: 'status', cell: ({ order }) => order.status },
    { title: 'predicted', align: 'right', cell: ({ predicted: p }) => decimal(p.fee + p.impact + p.gas + p.keeper) },
    { title: 'actual', align: 'right', cell: ({ actual }) => decimal(actual.total) },
    { title: 'fee', align: 'right', cell: ({ actual }) => decimal(actual.fee) },
    { title: 'impact', align: 'right', cell: ({ actual }) => decimal(actual.impact) },
    { title: 'gas', align: 'right', cell: ({ actual }) => decimal(actual.gas) },
    { title: 'keeper', align: 'right', cell: ({ actual }) => decimal(actual.keeper) },
    { title: 'error', align: 'right', cell: compared(({ error }) => signed(error)) },
    { title: '', align: 'right', cell: compared(({ share }) => shareText(share)) },
  ]);

/** Where next to nothing was foretold, how many times that it was says nothing. */
const shareText = (share: number): string =>
  Math.abs(share) > 10 ? `over ${share < 0 ? '-' : ''}1 000 %` : percent(share);

const venuesTable = (venues: readonly ({ venue: string } & ReturnType<typeof accuracyOf>)[]): string =>
  table(venues, [
    { title: 'venue', cell: ({ venue }) => venue },
    { title: 'orders', align: 'right', cell: ({ count }) => integer(count) },
    { title: 'mean error', align: 'right', cell: ({ meanError }) => signed(meanError) },
    { title: 'mean absolute error', align: 'right', cell: ({ meanAbsoluteError }) => decimal(meanAbsoluteError) },
    { title: 'bias', align: 'right', cell: ({ bias }) => shareText(bias) },
  ]);

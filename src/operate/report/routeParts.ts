import { shortId } from '../../model/order.js';
import type { RecordedExecution } from '../../record/queries/tca/recordedExecuted.js';
import { clock, decimal, integer, tidied } from '../words/numbers.js';
import type { PagePart } from './page.js';

/** So many decisions are told; the newest. */
const most = 50;

/** What was weighed each time, and what each way was expected to cost. Nothing where there was nothing to choose. */
export function routeParts(found: readonly RecordedExecution[], now: number): PagePart[] {
  const choices = found
    .flatMap(({ order }) => order.choices.map((choice) => ({ order, choice })))
    .sort((a, b) => b.choice.at - a.choice.at);
  if (choices.length === 0) return [];
  const rows = choices
    .slice(0, most)
    .flatMap(({ order, choice: { at, chosen, others } }) =>
      [chosen, ...others].map((route, i) => [
        ...(i === 0 ? [clock(at, now), shortId(order.id)] : ['', '']),
        route.describe,
        route.cost === null ? '-' : decimal(route.cost),
        i === 0 ? 'chosen' : tidied(route.not),
      ]),
    );
  return [
    { kind: 'heading', text: 'Ways that were weighed' },
    {
      kind: 'text',
      text: `${integer(choices.length)} decisions had more than one; the newest ${integer(Math.min(most, choices.length))}. Costs as expected then.`,
    },
    {
      kind: 'table',
      table: {
        columns: [
          { title: 'at' },
          { title: 'order' },
          { title: 'way' },
          { title: 'quoted, usd', align: 'right' },
          { title: '' },
        ],
        rows,
      },
    },
  ];
}

import { shortId } from '../../model/order.js';
import type { Ledger } from '../../record/ledger.js';
import { listDecisions } from '../../record/queries/decisions.js';
import { clock } from '../words/numbers.js';
import { termsText } from '../words/terms.js';
import { booksAsked } from './booksAsked.js';
import type { Answer } from './output.js';
import { dim, green, red, table, yellow } from './table.js';

/** The newest decisions, newest first: what was done, what was not, and why. */
export async function decisions(
  ledger: Ledger,
  now: number,
  options: { strategy?: string; limit: number },
): Promise<Answer> {
  await booksAsked(ledger, options.strategy);
  const found = await listDecisions(ledger, options);
  const text = table(found, [
    { title: 'decision', cell: (d) => shortId(d.id) },
    { title: 'at', cell: (d) => clock(d.at, now) },
    { title: 'rule', cell: (d) => d.rule },
    { title: 'class', cell: (d) => d.orderClass },
    {
      title: 'verdict',
      cell: (d) => ({ act: green, hold: yellow, review: yellow, refused: red })[d.verdict](d.verdict),
    },
    { title: 'what', cell: (d) => (d.action ? termsText(d.action.terms, d.action.step) : '-') },
    { title: 'why', cell: (d) => dim((d.verdict === 'act' ? d.because : d.not)[0] ?? '') },
  ]);
  return { json: found, text: found.length > 0 ? text : dim('no decisions yet') };
}

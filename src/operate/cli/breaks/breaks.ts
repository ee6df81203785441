import { shortId } from '../../../model/order.js';
import type { Ledger } from '../../../record/ledger.js';
import { listBreaks, openBreaks } from '../../../record/queries/breaks.js';
import type { Answer } from '../output.js';
import { documentText } from '../statement/documentText.js';
import { breaksTable } from '../statement/statement.js';
import { dim } from '../table.js';

/** So many are shown where the past ones are asked for too. */
const mostShown = 200;

/** Where what is held is not what it should be; with `all`, what has been resolved or adopted as well. */
export async function breaks(
  ledger: Ledger,
  { all = false, strategy }: { all?: boolean; strategy?: string },
): Promise<Answer> {
  const of = strategy === undefined ? {} : { strategy };
  const found = all ? await listBreaks(ledger, { ...of, limit: mostShown }) : await openBreaks(ledger, of);
  const open = found.filter(({ status }) => status === 'Open');
  const mend = `\`ballast breaks adopt ${open[0] ? shortId(open[0].id) : 'ID'} --because "…"\` takes what is there for what should be`;
  const text = documentText({
    title: '',
    facts: [],
    tables: [{ ...breaksTable(found), title: all ? 'Breaks' : 'Open breaks' }],
    notes: [],
  });
  return { json: { breaks: found }, text: open.length > 0 ? `${text}\n\n${dim(mend)}` : text };
}

import { z } from 'zod';
import { plainText } from '../../plainText.js';
import { ApiError } from '../answers.js';
import { importQuery, mannerOf } from '../bodies.js';
import { handling, type Route } from '../route.js';

/** The most that an import may be long. */
export const mostImported = 32 * 1_024 * 1_024;

/** Many orders at once. */
export const importRoutes: readonly Route[] = [
  {
    ...{ method: 'POST', path: '/v1/imports', right: 'trade', summary: 'Ask for many orders at once, all or none' },
    note: 'CSV as `text/csv`, or a JSON list as `application/json`. Orders that are known already are not written again.',
    takes: 'rows',
    async load() {
      const { importOrders } = await import('../../orders/importOrders.js');
      const { openBookShelf } = await import('../../orders/bookShelf.js');
      const { orderRows } = await import('../../orders/orderRows.js');
      const { createProblemList } = await import('../../orders/problemList.js');
      const imported = z.looseObject({ written: z.int(), known: z.int() });
      return handling({
        query: importQuery,
        body: z.string(),
        answers: { 200: imported, 201: imported },
        async handle({ ledger, knowledge }, { query: { list, legs, dryRun, ...said }, body, by }) {
          const problems = createProblemList();
          const rows = orderRows([body], problems, mostImported);
          const told = await importOrders(ledger, await openBookShelf(ledger, knowledge), rows, problems, {
            ...{ subject: 'the import', ...by, dryRun: dryRun === true },
            ...(list === undefined ? {} : { list }),
            ...(legs ? { kind: 'legs' as const, ...mannerOf(said) } : {}),
          });
          return { status: told.written > 0 && !dryRun ? 201 : 200, body: told };
        },
      });
    },
  },
];

/** What begins with a bracket is read as JSON whatever it is called; but a form, or an archive, is neither. @throws ApiError */
export function refuseOtherTypes(header: string | undefined, taken: 'json' | 'rows'): void {
  const type = header?.split(';')[0]?.trim().toLowerCase();
  if (type === 'application/json' || (taken === 'rows' && (type === undefined || type === 'text/csv'))) return;
  const what = type === undefined ? 'a body of no type' : plainText(type.slice(0, 60), false);
  const mend = taken === 'rows' ? 'send CSV as text/csv, or a JSON list as application/json' : 'send application/json';
  throw new ApiError(
    415,
    'unsupported_type',
    `${taken === 'rows' ? 'orders are' : 'this is'} not read from ${what}`,
    mend,
  );
}

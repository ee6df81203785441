import type { LotMethod } from '../../../assess/lots/reckonLots.js';
import { type UnixMillis, unixMillis } from '../../../model/units.js';
import type { Ledger } from '../../../record/ledger.js';
import { accountOf, lotsOf } from '../../../record/queries/statements.js';
import { latestPositions, latestTick } from '../../../record/queries/ticks.js';
import { booksAsked } from '../booksAsked.js';
import type { Answer } from '../output.js';
import { documentText } from '../statement/documentText.js';
import { exactWad, utc } from '../statement/exact.js';
import { lotsTable } from '../statement/statement.js';

/** What is held by lots, and what was realised since the ledger began. @throws BallastError for a book that is not known */
export async function lots(ledger: Ledger, { book, method }: { book?: string; method: LotMethod }): Promise<Answer> {
  const found = [];
  for (const strategy of await booksAsked(ledger, book)) {
    const account = await accountOf(ledger, strategy);
    const tick = await latestTick(ledger, strategy);
    if (!account || !tick) continue;
    const side = { at: tick.at, block: tick.blockNumber, positions: await latestPositions(ledger, strategy) };
    const span = { since: unixMillis(0), until: Number.MAX_SAFE_INTEGER as UnixMillis };
    const own = await lotsOf(
      ledger,
      { strategy, ...account, ...span, method },
      { ...side, marginAccounts: [], native: null },
    );
    found.push({ strategy, ...account, at: tick.at, instruments: own });
  }
  const text = found.map(({ strategy, at, instruments }) =>
    documentText({
      title: `Lots of ${strategy}, ${utc(at)}`,
      facts: [],
      tables: [
        lotsTable(instruments),
        {
          title: 'Open lots',
          columns: ['instrument', 'opened', 'by fill', 'quantity', 'cost usd'],
          rows: instruments.flatMap(({ instrument, lots: open }) =>
            open.map((lot) => [instrument, utc(lot.at), lot.opened, exactWad(lot.quantity), exactWad(lot.cost)]),
          ),
          none: 'none is open',
        },
      ],
      notes: [],
    }),
  );
  return { json: found, text: text.join('\n\n') || 'nothing has been watched yet' };
}

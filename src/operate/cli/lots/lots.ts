import type { LotMethod } from '../../../assess/lots/reckonLots.js';
import { unixMillis } from '../../../model/units.js';
import type { Ledger } from '../../../record/ledger.js';
import { lotsOf } from '../../../record/queries/statements.js';
import { latestTick, positionsAt } from '../../../record/queries/ticks.js';
import { exactWad, utc } from '../../words/exact.js';
import type { Answer } from '../output.js';
import { chainBooksAsked } from '../statement/chainBooksAsked.js';
import { documentText } from '../statement/documentText.js';
import { lotsTable } from '../statement/statement.js';

/** What is held by lots, and what was realised since the ledger began. @throws BallastError for a book that is not known */
export async function lots(
  ledger: Ledger,
  { book, method, now }: { book?: string; method: LotMethod; now: number },
): Promise<Answer> {
  const found = [];
  for (const strategy of await chainBooksAsked(ledger, book)) {
    const tick = await latestTick(ledger, strategy);
    if (!tick) continue;
    const { account, chainId, at } = tick;
    const side = { block: tick.blockNumber, positions: await positionsAt(ledger, tick.id) };
    const span = { since: unixMillis(0), until: unixMillis(Math.max(now, at) + 1) };
    const { instruments, gaps } = await lotsOf(ledger, { account, chainId, ...span, methods: [method] }, side);
    found.push({ strategy, account, chainId, at, instruments, gaps });
  }
  const text = found.map(({ strategy, at, instruments, gaps }) =>
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
      notes: gaps,
    }),
  );
  return { json: found, text: text.join('\n\n') || 'nothing has been watched yet' };
}

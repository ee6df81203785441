import { toFloat } from '../../model/units.js';
import type { Ledger } from '../../record/ledger.js';
import { latestMarginAccounts, latestPositions, latestTick } from '../../record/queries/ticks.js';
import { booksAsked } from './booksAsked.js';
import { decimal, signed } from './numbers.js';
import type { Answer } from './output.js';
import { bold, dim, table } from './table.js';

/** What each book holds, and the margin accounts behind it, at its newest recorded tick. */
export async function positions(ledger: Ledger, strategy?: string): Promise<Answer> {
  const names = await booksAsked(ledger, strategy);
  const books = await Promise.all(
    names.map(async (name) => ({
      strategy: name,
      block: (await latestTick(ledger, name))?.blockNumber ?? null,
      positions: (await latestPositions(ledger, name)).filter((position) => position.quantity !== 0n),
      marginAccounts: await latestMarginAccounts(ledger, name),
    })),
  );
  const text = books.map(({ strategy: name, positions: held, marginAccounts }) =>
    [
      bold(name),
      table(held, [
        { title: 'position', cell: (p) => p.id },
        { title: 'instrument', cell: (p) => p.instrument.id },
        { title: 'quantity', align: 'right', cell: (p) => signed(toFloat(p.quantity), 4) },
        { title: 'mark usd', align: 'right', cell: (p) => decimal(toFloat(p.mark)) },
        { title: 'value usd', align: 'right', cell: (p) => decimal(toFloat(p.value)) },
        { title: 'margin account', cell: (p) => p.marginAccount ?? '-' },
      ]),
      '',
      table(marginAccounts, [
        { title: 'margin account', cell: (m) => m.id },
        { title: 'collateral', cell: (m) => m.collateral.symbol },
        { title: 'equity usd', align: 'right', cell: (m) => decimal(toFloat(m.equity)) },
        { title: 'maintenance usd', align: 'right', cell: (m) => decimal(toFloat(m.maintenance)) },
        { title: 'health', align: 'right', cell: (m) => decimal(m.health, 3) },
      ]),
    ].join('\n'),
  );
  return { json: books, text: text.join('\n\n') || dim('nothing has been watched yet') };
}

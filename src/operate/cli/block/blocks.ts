import { shortId } from '../../../model/order.js';
import { toFloat } from '../../../model/units.js';
import type { Ledger } from '../../../record/ledger.js';
import { listBlocks } from '../../../record/queries/blocks.js';
import { openBlockStatuses } from '../../../record/statements/blocks.js';
import { ago, decimal } from '../../words/numbers.js';
import type { Answer } from '../output.js';
import { dim, table } from '../table.js';

export interface BlocksOptions {
  /** Those that have ended as well. */
  all?: boolean;
}

/** Newest first. */
export async function blocks(ledger: Ledger, now: number, { all = false }: BlocksOptions): Promise<Answer> {
  const found = await listBlocks(ledger, all ? {} : { status: openBlockStatuses });
  const text = table(found, [
    { title: 'block', cell: ({ id }) => dim(shortId(id)) },
    { title: 'status', cell: ({ status }) => status },
    { title: 'side', cell: ({ side }) => side },
    { title: 'instrument', cell: ({ instrument }) => instrument },
    { title: 'quantity', align: 'right', cell: ({ quantity }) => decimal(toFloat(quantity), 4) },
    { title: 'members', align: 'right', cell: ({ members }) => String(members.length) },
    { title: 'how', cell: ({ method, strategy }) => (method === 'transfer' ? `by ${strategy}` : 'interleaved') },
    { title: 'since', cell: ({ updatedAt }) => ago(now - updatedAt) },
    { title: '', cell: (block) => dim(block.text) },
  ]);
  const none = all ? 'no block was ever made' : 'no block is open; `--all` shows those that have ended';
  return { json: { blocks: found }, text: found.length === 0 ? none : text };
}

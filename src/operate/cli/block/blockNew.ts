import { userInfo } from 'node:os';
import { shortId } from '../../../model/order.js';
import { bps, toFloat, type UnixMillis } from '../../../model/units.js';
import type { Ledger } from '../../../record/ledger.js';
import { makeBlocks } from '../../blocks/makeBlocks.js';
import { decimal } from '../../words/numbers.js';
import { whoAnswers } from '../order/whoAnswers.js';
import type { Answer } from '../output.js';
import { dim, table } from '../table.js';

export interface BlockNewOptions {
  list?: string;
  /** The name of a strategy. */
  account?: string;
  /** Basis points. */
  maxDeviation: number;
  withoutWaiting?: boolean;
  dryRun?: boolean;
}

export async function blockNew(ledger: Ledger, options: BlockNewOptions, at: UnixMillis): Promise<Answer> {
  const { list, account, withoutWaiting = false, dryRun = false } = options;
  const { blocks, leftOut } = await makeBlocks(ledger, {
    ...(list === undefined ? {} : { list }),
    ...(account === undefined ? {} : { book: account }),
    ...{ maxDeviation: bps(options.maxDeviation), withoutWaiting, dryRun, author: userInfo().username, at },
  });
  const members = blocks.reduce((sum, block) => sum + block.members.length, 0);
  const made = dryRun ? 'would be made' : 'made';
  const { daemon, text } = dryRun ? { daemon: null, text: 'nothing was written' } : whoAnswers(ledger.file);
  const left = new Map<string, number>();
  for (const { why } of leftOut) left.set(why, (left.get(why) ?? 0) + 1);
  const lines = [
    `${blocks.length} ${blocks.length === 1 ? 'block' : 'blocks'} of ${members === 1 ? '1 order' : `${members} orders`} ${made}`,
    table(blocks, [
      ...(dryRun ? [] : [{ title: 'block', cell: ({ id }: (typeof blocks)[number]) => dim(shortId(id)) }]),
      { title: 'side', cell: ({ side }) => side },
      { title: 'instrument', cell: ({ instrument }) => instrument },
      { title: 'quantity', align: 'right', cell: ({ quantity }) => decimal(toFloat(quantity), 4) },
      { title: 'members', align: 'right', cell: (block) => String(block.members.length) },
      { title: 'how', cell: ({ method, strategy }) => (method === 'transfer' ? `by ${strategy}` : 'interleaved') },
    ]),
    ...[...left].map(([why, count]) => `${count} left out: ${why}`),
    text,
  ];
  return {
    json: { blocks, leftOut: leftOut.map(({ parent, why }) => ({ parent: parent.id, why })), dryRun, daemon },
    text: lines.join('\n'),
  };
}

import { userInfo } from 'node:os';
import { BallastError } from '../../../model/error.js';
import { shortId } from '../../../model/order.js';
import type { UnixMillis } from '../../../model/units.js';
import type { Ledger } from '../../../record/ledger.js';
import { openBlockStatuses, retryBlock } from '../../../record/statements/blocks.js';
import { whoAnswers } from '../order/whoAnswers.js';
import type { Answer } from '../output.js';
import { blockNamed } from './blockNamed.js';

/** Tries at once what has failed. @throws BallastError where nothing is to be sent any more */
export async function blockRetry(ledger: Ledger, name: string, because: string, at: UnixMillis): Promise<Answer> {
  const block = await blockNamed(ledger, name);
  if (block.method === 'interleave' || !openBlockStatuses.some((status) => status === block.status)) {
    const why = block.method === 'interleave' ? 'each of its members trades for itself' : `it is ${block.status}`;
    throw new BallastError(`nothing is sent for block ${shortId(block.id)}: ${why}`, {
      mend: `\`ballast block show ${shortId(block.id)}\` tells who has what`,
    });
  }
  const author = userInfo().username;
  const text = because === '' ? `tried anew by ${author}` : `tried anew by ${author}: ${because}`;
  await ledger.commit(retryBlock(block.id, { text, at }));
  const { daemon, text: who } = whoAnswers(ledger.file);
  return {
    json: { block: block.id, author, because, daemon },
    text: `what has failed of block ${shortId(block.id)} is tried anew\n${who}`,
  };
}

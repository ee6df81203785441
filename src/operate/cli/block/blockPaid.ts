import { userInfo } from 'node:os';
import { unpaid } from '../../../model/block.js';
import { BallastError } from '../../../model/error.js';
import { shortId } from '../../../model/order.js';
import type { UnixMillis } from '../../../model/units.js';
import type { Ledger } from '../../../record/ledger.js';
import { paidBlock } from '../../../record/statements/blocks.js';
import type { Answer } from '../output.js';
import { blockNamed } from './blockNamed.js';

/** What was owed in money was paid, or needs no paying. @throws BallastError where nothing is owed */
export async function blockPaid(ledger: Ledger, name: string, because: string, at: UnixMillis): Promise<Answer> {
  const block = await blockNamed(ledger, name);
  if (!block.text.startsWith(unpaid)) {
    throw new BallastError(`nothing is to be paid for block ${shortId(block.id)}`, {
      mend: `\`ballast block show ${shortId(block.id)}\` tells who has what`,
    });
  }
  const author = userInfo().username;
  const text = because === '' ? `says ${author}` : `says ${author}: ${because}`;
  await ledger.commit(paidBlock(block.id, { text: `${text} (was ${block.text})`, at }));
  return {
    json: { block: block.id, author, because },
    text: `what was owed for block ${shortId(block.id)} is written down as paid`,
  };
}

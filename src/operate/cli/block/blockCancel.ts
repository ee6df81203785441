import { userInfo } from 'node:os';
import { BallastError } from '../../../model/error.js';
import { shortId } from '../../../model/order.js';
import { isParentOpen } from '../../../model/parentOrder.js';
import type { UnixMillis } from '../../../model/units.js';
import type { Ledger } from '../../../record/ledger.js';
import { wholeBlocks } from '../../../record/queries/blocks.js';
import { cancelCollecting } from '../../../record/statements/blocks.js';
import { recordEvent } from '../../../record/statements/parentOrders.js';
import { whoAnswers } from '../order/whoAnswers.js';
import type { Answer } from '../output.js';
import { blockNamed } from './blockNamed.js';

/** Nothing more of it is traded. @throws BallastError where it is too late, or has to be done another way */
export async function blockCancel(ledger: Ledger, name: string, because: string, at: UnixMillis): Promise<Answer> {
  const block = await blockNamed(ledger, name);
  const author = userInfo().username;
  const text = because === '' ? `canceled by ${author}` : `canceled by ${author}: ${because}`;
  const tell = (what: string): Answer => {
    const { daemon, text: who } = whoAnswers(ledger.file);
    return { json: { block: block.id, author, because, daemon }, text: `${what}\n${who}` };
  };
  if (block.method === 'interleave') {
    throw new BallastError(`each member of block ${shortId(block.id)} trades for itself`, {
      mend: 'cancel their orders with `ballast order cancel`',
    });
  }
  if (block.status === 'Collecting') {
    await ledger.commit(cancelCollecting(block.id, { text, at }));
    return tell(`block ${shortId(block.id)} is canceled: what was sent goes back`);
  }
  const [state] = await wholeBlocks(ledger, [block]);
  const own = state?.parents.find(({ id }) => id === block.parent);
  if (block.status !== 'Working' || !own || !isParentOpen(own.state.status)) {
    throw new BallastError(`block ${shortId(block.id)} is ${block.status}: nothing more of it is traded anyway`, {
      mend: `\`ballast block show ${shortId(block.id)}\` tells who has what`,
    });
  }
  await ledger.commit(recordEvent(own, { kind: 'requestCancel' }, { author, at, text }));
  return tell(
    `a cancel of block ${shortId(block.id)} is asked for: what was traded is given out, and what is left goes back`,
  );
}

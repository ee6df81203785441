import { BallastError } from '../../../model/error.js';
import type { Ledger } from '../../../record/ledger.js';
import { blocksNamed, type RecordedBlock } from '../../../record/queries/blocks.js';

/** @throws BallastError where there is none, or more than one */
export async function blockNamed(ledger: Ledger, name: string): Promise<RecordedBlock> {
  const found = await blocksNamed(ledger, name);
  const [block, another] = found;
  if (block && !another) return block;
  if (!block) throw new BallastError(`there is no block \`${name}\``, { mend: '`ballast blocks --all` lists them' });
  throw new BallastError(`${found.length} blocks begin with \`${name}\``, {
    facts: found.slice(0, 5).map(({ id, instrument, side }) => `${id}: ${side} ${instrument}`),
    mend: 'say more of the id',
  });
}

import { BallastError } from '../../../model/error.js';
import { type Id, shortId } from '../../../model/order.js';
import { type UnixMillis, unixMillis } from '../../../model/units.js';
import type { Ledger } from '../../../record/ledger.js';
import { listBreaks } from '../../../record/queries/breaks.js';
import { closeBreak } from '../../../record/statements/breaks.js';
import type { Answer } from '../output.js';

export interface AdoptOptions {
  because: string;
  author: string;
  at: number;
}

/** So many breaks are looked through for what was typed. */
const mostSeen = 10_000;

/**
 * Takes what is there for what should be, of one break or of several: all of them or none.
 * @throws BallastError with everything that is wrong
 */
export async function adopt(ledger: Ledger, typed: readonly string[], options: AdoptOptions): Promise<Answer> {
  const { author, because } = options;
  const at: UnixMillis = unixMillis(options.at);
  const all = await listBreaks(ledger, { limit: mostSeen });
  const problems: string[] = because.trim() === '' ? ['no reason is given'] : [];
  const found = new Map<Id, string>();
  for (const text of typed) {
    const fitting = text.length < 4 ? [] : all.filter(({ id }) => id.startsWith(text.toLowerCase()));
    const [one, ...more] = fitting;
    if (!one) problems.push(`${text}: no break has an id that begins so`);
    else if (more.length > 0) problems.push(`${text}: ${fitting.length} breaks have ids that begin so`);
    else if (one.status !== 'Open') problems.push(`${text}: it is ${one.status} already`);
    else found.set(one.id, one.what);
  }
  if (problems.length > 0) {
    throw new BallastError('nothing was adopted', {
      facts: problems,
      mend: '`ballast breaks` shows what is open; say why with --because "…"',
    });
  }
  const ids = [...found.keys()];
  await ledger.commit(ids.map((id) => closeBreak(id, { status: 'Adopted', author, reason: because.trim(), at })));
  return {
    json: { adopted: ids, author, because: because.trim(), at },
    text: [...found].map(([id, what]) => `adopted ${shortId(id)}: ${what} is right as it is`).join('\n'),
  };
}

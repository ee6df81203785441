import type { Break } from '../../../model/breaks.js';
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
 * Takes what is there for what should be, of one break or of several. One that is over by now, by itself or by somebody else, is told
 * and keeps none of the others; what no break is called keeps all.
 * @throws BallastError with everything that is wrong, and where none is left
 */
export async function adopt(ledger: Ledger, typed: readonly string[], options: AdoptOptions): Promise<Answer> {
  const { author, because } = options;
  const at: UnixMillis = unixMillis(options.at);
  const all = await listBreaks(ledger, { limit: mostSeen });
  const problems: string[] = because.trim() === '' ? ['no reason is given'] : [];
  const found = new Map<Id, string>();
  const over: string[] = [];
  for (const text of typed) {
    const fitting = text.length < 4 ? [] : all.filter(({ id }) => id.startsWith(text.toLowerCase()));
    const [one, ...more] = fitting;
    if (!one) problems.push(`${text}: no break has an id that begins so`);
    else if (more.length > 0) problems.push(`${text}: ${fitting.length} breaks have ids that begin so`);
    else if (one.status !== 'Open') over.push(overText(one));
    else found.set(one.id, one.what);
  }
  if (problems.length > 0 || found.size === 0) {
    throw new BallastError('nothing was adopted', {
      facts: [...problems, ...over],
      mend: '`ballast breaks` shows what is open; say why with --because "…"',
    });
  }
  const adopted: Id[] = [];
  for (const id of found.keys()) {
    try {
      await ledger.commit(closeBreak(id, { status: 'Adopted', author, reason: because.trim(), at }));
      adopted.push(id);
    } catch (error) {
      // It went away between the look and the answer.
      const now = (await listBreaks(ledger, { limit: mostSeen })).find((one) => one.id === id);
      if (!now || now.status === 'Open') throw error;
      over.push(overText(now));
    }
  }
  return {
    json: { adopted, over, author, because: because.trim(), at },
    text: [
      ...adopted.map((id) => `adopted ${shortId(id)}: ${found.get(id)} is right as it is`),
      ...over.map((one) => `not asked for any more: ${one}`),
    ].join('\n'),
  };
}

const overText = ({ id, what, status, reason, author }: Break): string =>
  `${shortId(id)}, ${what}, is ${status} already${author === '' ? '' : `, by ${author}`}${reason === '' ? '' : `: ${reason}`}`;

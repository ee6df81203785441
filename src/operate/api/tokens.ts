import { createHash, timingSafeEqual } from 'node:crypto';
import { didYouMean } from '../../config/suggestion.js';
import { BallastError } from '../../model/error.js';

/** What the holder of a token may do. Who may trade or review may see. */
export const rights = ['view', 'trade', 'review'] as const;
export type Right = (typeof rights)[number];

/** Who calls, and what they may do. */
export interface Caller {
  /** The author of what they ask for. */
  name: string;
  rights: ReadonlySet<Right>;
}

export interface Tokens {
  readonly count: number;
  /** Whose token it is; undefined when it is nobody's. The time it takes tells nothing of it. */
  callerOf(token: string): Caller | undefined;
}

/** Shorter ones could be guessed. */
const leastCharacters = 32;

/**
 * Bearer tokens of a text: a line each, `name rights token`, rights apart by commas; what follows a # is left out. No message has a token
 * in it.
 * @throws BallastError with everything that is wrong, by line
 */
export function readTokens(file: string, text: string): Tokens {
  const problems: string[] = [];
  const known: { caller: Caller; hash: Buffer }[] = [];
  for (const [index, line] of text.split(/\r?\n/).entries()) {
    const written = line.replace(/(^|\s)#.*$/, '').trim();
    if (written === '') continue;
    const [name = '', list = '', token = '', ...rest] = written.split(/\s+/);
    const wrong = (what: string) => problems.push(`line ${index + 1}: ${what}`);
    if (token === '' || rest.length > 0) {
      wrong('three words are wanted: name rights token');
      continue;
    }
    const said = list.split(',');
    const granted = said.flatMap((one) => rights.find((right) => right === one) ?? []);
    for (const one of said)
      if (!rights.some((right) => right === one))
        wrong(`no right is called \`${one.slice(0, 20)}\`: ${didYouMean(one.slice(0, 20), rights)}`);
    if (!/^[\w.@-]{1,64}$/.test(name)) wrong('a name has letters, digits and . _ @ - only');
    if (token.length < leastCharacters)
      wrong(`the token of ${name.slice(0, 64)} is shorter than ${leastCharacters} characters`);
    const hash = hashOf(token);
    if (known.some((one) => one.hash.equals(hash))) wrong(`the token of ${name.slice(0, 64)} is another's too`);
    known.push({ hash, caller: { name, rights: new Set<Right>(['view', ...granted]) } });
  }
  if (known.length === 0 && problems.length === 0) problems.push('there is no token in it');
  if (problems.length > 0) {
    throw new BallastError(
      `${file} cannot be used: ${problems.length === 1 ? '1 problem' : `${problems.length} problems`}`,
      {
        facts: problems,
        mend: 'a line each: `ann view,trade TOKEN`; `openssl rand -hex 32` makes a token',
      },
    );
  }
  return {
    count: known.length,
    callerOf(token) {
      const hash = hashOf(token);
      let found: Caller | undefined;
      // All are compared, whichever it is.
      for (const one of known) if (timingSafeEqual(one.hash, hash)) found = one.caller;
      return found;
    },
  };
}

/** Of one length, so that comparing takes one time. */
const hashOf = (token: string): Buffer => createHash('sha256').update(token).digest();

/** Without tokens whoever reaches the port may look, and nothing else. */
export const anybody: Caller = { name: '-', rights: new Set<Right>(['view']) };

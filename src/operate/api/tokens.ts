import { createHash, randomBytes } from 'node:crypto';
import { didYouMean } from '../../config/suggestion.js';
import { BallastError } from '../../model/error.js';
import { type Right, rights, rightsOf, roleNames } from '../../model/rights.js';
import { type UnixMillis, unixMillis } from '../../model/units.js';
import { fewestCharacters } from '../http/bearer.js';
import type { Caller } from './caller.js';

/** What a token is kept and compared by: the SHA-256 of it, in hex. Nobody who has it can make the token of it. */
export type TokenKey = string & { readonly __brand: 'TokenKey' };

export interface Tokens {
  readonly count: number;
  /** What should be written otherwise, by line; nothing is refused of it. */
  readonly warnings: readonly string[];
  /** Whose token it is; undefined when it is nobody's, or its time is up. */
  callerOf(token: string, at: UnixMillis): Caller | undefined;
  /** As `callerOf`, for who was let in with the token before. */
  holderOf(key: TokenKey, at: UnixMillis): Caller | undefined;
}

const hashed = /^sha256:([0-9a-f]{64})$/;

/**
 * Of one length whatever the token is, and looked up by: how long that takes tells of the hash at most, of which no token can be
 * made. SHA-256 is enough where a slow hash protects words that people think of: `ballast token new` takes 256 random bits, which
 * nobody gets to the end of guessing however quick a guess is.
 */
export const keyOf = (token: string): TokenKey => createHash('sha256').update(token).digest('hex') as TokenKey;

/**
 * Tokens of a text, a line each: `name role sha256:HASH`, with `until=2027-01-01` after it where they end. In place of a role there
 * may be rights, apart by commas; in place of the hash the token itself, of which a warning tells. What follows a # is left out. No
 * message has a token in it.
 * @throws BallastError with everything that is wrong, by line
 */
export function readTokens(file: string, text: string): Tokens {
  const problems: string[] = [];
  const warnings: string[] = [];
  const known = new Map<TokenKey, { caller: Caller; until: number }>();
  for (const [index, line] of text.split(/\r?\n/).entries()) {
    const written = line.replace(/(^|\s)#.*$/, '').trim();
    if (written === '') continue;
    const wrong = (what: string) => problems.push(`line ${index + 1}: ${what}`);
    const [name = '', list = '', token = '', end, ...rest] = written.split(/\s+/);
    if (token === '' || rest.length > 0) {
      wrong('three words are wanted: name role token, and until=DATE where it ends');
      continue;
    }
    const granted = list.split(',').flatMap((word): readonly Right[] => {
      const given = rightsOf(word);
      if (!given)
        wrong(
          `no role or right is called \`${word.slice(0, 20)}\`: ${didYouMean(word.slice(0, 20), [...roleNames, ...rights])}`,
        );
      return given ?? [];
    });
    if (!/^[\w.@-]{1,64}$/.test(name)) wrong('a name has letters, digits and . _ @ - only');
    const whose = name.slice(0, 64);
    const hash = hashed.exec(token)?.[1];
    if (hash === undefined && token.startsWith('sha256:')) wrong(`the hash of ${whose} is not 64 hexadecimal digits`);
    else if (hash === undefined && token.length < fewestCharacters)
      wrong(`the token of ${whose} is shorter than ${fewestCharacters} characters`);
    else if (hash === undefined)
      warnings.push(
        `line ${index + 1}: the token of ${whose} can be read in the file; \`ballast token new\` makes one that cannot`,
      );
    const until = end === undefined ? Number.POSITIVE_INFINITY : endOf(end);
    if (Number.isNaN(until)) wrong(`when the token of ${whose} ends is not a date: write until=2027-01-01`);
    const key = hash === undefined ? keyOf(token) : (hash as TokenKey);
    if (known.has(key)) wrong(`the token of ${whose} is another's too`);
    known.set(key, { until, caller: { name, rights: new Set<Right>(['view', ...granted]) } });
  }
  if (known.size === 0 && problems.length === 0) problems.push('there is no token in it');
  if (problems.length > 0) {
    throw new BallastError(
      `${file} cannot be used: ${problems.length === 1 ? '1 problem' : `${problems.length} problems`}`,
      { facts: problems, mend: 'a line each, as `ballast token new NAME ROLE` writes it' },
    );
  }
  const holderOf = (key: TokenKey, at: UnixMillis): Caller | undefined => {
    const found = known.get(key);
    return found && at < found.until ? found.caller : undefined;
  };
  return { count: known.size, warnings, holderOf, callerOf: (token, at) => holderOf(keyOf(token), at) };
}

/** The end of the day that is named, in UTC; NaN where it is no day. */
function endOf(word: string): number {
  const day = /^until=(\d{4}-\d{2}-\d{2})$/.exec(word)?.[1];
  const from = day === undefined ? Number.NaN : Date.parse(`${day}T00:00:00Z`);
  return new Date(from).toJSON()?.slice(0, 10) === day ? from + 86_400_000 : Number.NaN;
}

/** Whether it looks like one that `makeToken` has made: 256 random bits. */
export const isMadeHere = (token: string): boolean => /^blst_[\w-]{43}$/.test(token);

/** A new token, which nobody can be shown again, and the line of it for the file of tokens. @throws BallastError */
export function makeToken(name: string, role: string, until?: string): { token: string; line: string } {
  const token = `blst_${randomBytes(32).toString('base64url')}`;
  const line = `${name} ${role} sha256:${keyOf(token)}${until === undefined ? '' : ` until=${until}`}`;
  const written = line.split(/\s/).length === (until === undefined ? 3 : 4) && !line.includes('#');
  if (!written)
    throw new BallastError('a name and a role are one word each', { mend: '`ballast token new ann operator`' });
  readTokens('the token', line).callerOf(token, unixMillis(0));
  return { token, line };
}

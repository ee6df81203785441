import { existsSync } from 'node:fs';
import { appendFile } from 'node:fs/promises';
import { readPrivateFile, writePrivateFile } from '../../execute/transactions/privateFile.js';
import { BallastError } from '../../model/error.js';
import { unixMillis } from '../../model/units.js';
import { makeToken, readTokens } from '../api/tokens.js';

export interface NewTokenOptions {
  until?: string;
  /** The file that the line is added to. */
  to?: string;
}

/** What is said of a new token: it, and where its line is or goes. @throws BallastError where the file cannot take it, or its time is up */
export async function newToken(name: string, role: string, { until, to }: NewTokenOptions): Promise<string> {
  const { token, line } = makeToken(name, role, until);
  if (readTokens('the token', line).callerOf(token, unixMillis(Date.now())) === undefined)
    throw new BallastError(`${until} is over already`, { mend: '--until takes the last day that the token lets in' });
  const once = `${token}\n  the token of ${name}: shown now and never again, kept as its hash only\n`;
  if (to === undefined) return `${once}\nThe line for the file of tokens:\n${line}\n`;
  if (existsSync(to)) {
    const before = await readPrivateFile(to);
    readTokens(to, `${before}\n${line}`);
    await appendFile(to, before === '' || before.endsWith('\n') ? `${line}\n` : `\n${line}\n`);
  } else await writePrivateFile(to, `# name role hash [until=DATE], a line each\n${line}\n`);
  return `${once}  let in by ${to}: ballast looks at it once a second\n`;
}

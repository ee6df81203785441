import { statSync } from 'node:fs';
import { readPrivateFile } from '../../execute/transactions/privateFile.js';
import { BallastError, shortMessageOf } from '../../model/error.js';
import type { Log } from '../../model/log.js';
import { readTokens, type Tokens } from './tokens.js';

/** The file of tokens as it is now. */
export interface TokensFile {
  /** As it stands on the disk, looked at again once a second at most. @throws BallastError while it cannot be used */
  now(): Promise<Tokens>;
}

/** @throws BallastError, PrivateFileError when the file cannot be used to begin with */
export async function openTokensFile(file: string, log: Log, everyMs = 1_000): Promise<TokensFile> {
  let known: { tokens: Tokens } | { error: unknown } = { tokens: await read(file, log) };
  let stamp = stampOf(file);
  let lookedAt = performance.now();
  let looking: Promise<void> | null = null;

  /** Whoever takes a line out of the file wants its holder out at once, also where the file is then wrong: nobody is let in by an old one. */
  async function look(): Promise<void> {
    const newest = stampOf(file);
    if (newest === stamp) return;
    stamp = newest;
    try {
      known = { tokens: await read(file, log) };
      log.info({ at: 'api', file, tokens: known.tokens.count }, 'read the tokens again');
    } catch (error) {
      known = { error };
      log.error({ at: 'api', error: shortMessageOf(error) }, 'nobody is let in until the file of tokens is mended');
    }
  }

  return {
    async now() {
      if (performance.now() - lookedAt >= everyMs) {
        looking ??= look().finally(() => {
          lookedAt = performance.now();
          looking = null;
        });
      }
      await looking;
      if ('tokens' in known) return known.tokens;
      throw new BallastError('the file of tokens cannot be used', {
        mend: 'the log says what is wrong with it',
        retryable: true,
        cause: known.error,
      });
    },
  };
}

async function read(file: string, log: Log): Promise<Tokens> {
  const tokens = readTokens(file, await readPrivateFile(file));
  for (const warning of tokens.warnings) log.warn({ at: 'api', file }, warning);
  return tokens;
}

/** What changes whenever the file is written, put in place of another, or opened to others. */
function stampOf(file: string): string {
  try {
    const { ino, size, mtimeNs, ctimeNs } = statSync(file, { bigint: true });
    return [ino, size, mtimeNs, ctimeNs].join(' ');
  } catch {
    return 'gone';
  }
}

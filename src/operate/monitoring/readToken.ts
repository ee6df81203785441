import { readPrivateFile } from '../../execute/transactions/privateFile.js';
import { BallastError } from '../../model/error.js';
import { fewestCharacters } from '../http/bearer.js';

/** The token that `/metrics` wants. @throws BallastError, PrivateFileError where the file has none that could be used */
export async function readToken(file: string): Promise<string> {
  const token = (await readPrivateFile(file)).trim();
  if (token.length >= fewestCharacters && /^[\x21-\x7e]{1,512}$/.test(token)) return token;
  throw new BallastError(`${file} has no token of at least ${fewestCharacters} characters`, {
    mend: `(umask 077; openssl rand -hex 32 > ${file})`,
  });
}

import { readPrivateFile } from '../../execute/transactions/privateFile.js';
import { BallastError } from '../../model/error.js';
import type { Log } from '../../model/log.js';
import type { UnixMillis } from '../../model/units.js';
import type { Ledger } from '../../record/ledger.js';
import type { KnownBookOptions } from '../orders/readKnownBook.js';
import { createApi } from './api.js';
import { isLoopback, type Listening, listen, readAddress } from './listen.js';
import { readTokens, type Tokens } from './tokens.js';

export interface ServeOptions {
  ledger: Ledger;
  knowledge: KnownBookOptions;
  /** `127.0.0.1:8080`. */
  address: string;
  /** A file of mode 600; without one whoever reaches it may look, and nothing else. */
  tokensFile?: string;
  now: () => UnixMillis;
  log: Log;
}

/** @throws BallastError, PrivateFileError when it cannot be served so */
export async function startServing({
  ledger,
  knowledge,
  address,
  tokensFile,
  now,
  log,
}: ServeOptions): Promise<Listening> {
  const where = readAddress(address);
  const tokens: Tokens | null =
    tokensFile === undefined ? null : readTokens(tokensFile, await readPrivateFile(tokensFile));
  if (!tokens && !isLoopback(where.host)) {
    throw new BallastError(`${where.host} can be reached from other machines, and there are no tokens`, {
      mend: 'name a file of tokens with --tokens, or listen on 127.0.0.1; what goes over a network wants TLS before it as well',
    });
  }
  return listen(createApi({ ledger, knowledge, tokens, now, log }), where);
}

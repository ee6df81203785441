import { isLoopback } from '../../config/settings/isLoopback.js';
import { readListenAddress } from '../../config/settings/listenAddress.js';
import { BallastError } from '../../model/error.js';
import type { Log } from '../../model/log.js';
import type { UnixMillis } from '../../model/units.js';
import type { Ledger } from '../../record/ledger.js';
import type { PageFiles } from '../console/pageFiles.js';
import { type Listening, listen } from '../http/listen.js';
import type { KnownBookOptions } from '../orders/readKnownBook.js';
import { createApi } from './api.js';
import { openTokensFile } from './tokensFile.js';

export interface ServeOptions {
  ledger: Ledger;
  knowledge: KnownBookOptions;
  /** ballast.yaml. */
  settingsFile: string;
  /** `127.0.0.1:8080`. */
  address: string;
  /** What the operator wrote that into: `--listen`. */
  setting: string;
  /** A file of mode 600; without one whoever reaches it may look, and nothing else. */
  tokensFile?: string;
  /** Where people reach it from elsewhere: `https://ballast.example.com`. */
  publicUrls?: readonly string[];
  /** The web page, where it is to be served. */
  page?: PageFiles;
  now: () => UnixMillis;
  log: Log;
}

/** Serves the page and the API. @throws BallastError, PrivateFileError when it cannot be served so */
export async function startServing(options: ServeOptions): Promise<Listening> {
  const { address: text, setting, tokensFile, publicUrls = [], page, log, ...rest } = options;
  const address = readListenAddress(text);
  const tokens = tokensFile === undefined ? null : await openTokensFile(tokensFile, log);
  if (!tokens && (!isLoopback(address.host) || publicUrls.length > 0)) {
    const who = isLoopback(address.host) ? String(publicUrls[0]) : address.host;
    throw new BallastError(`${who} can be reached from other machines, and there are no tokens`, {
      mend: 'name a file of tokens (`--tokens`, or `console: tokens` in ballast.yaml), or listen on 127.0.0.1; what goes over a network wants TLS before it as well',
    });
  }
  const hosts = { publicUrls: publicUrls.map((url) => new URL(url)) };
  return listen(createApi({ ...rest, log, tokens, hosts, ...(page ? { page } : {}) }), { address, setting });
}

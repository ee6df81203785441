import { dirname, resolve } from 'node:path';
import { type Check, readFields } from '../readFields.js';
import { type ConsoleSettings, consoleShape } from './consoleSchema.js';
import { listensHereAlone } from './listenAddress.js';

/** `console:`; undefined where there is none, null where it could not be understood, which is reported. */
export function readConsole(check: Check, given: unknown): ConsoleSettings | null | undefined {
  if (given === undefined) return undefined;
  // `console:` alone is all by default.
  const { listen, tokens, publicUrl } = readFields(check, ['console'], given ?? {}, consoleShape);
  if (listen === undefined) return null;
  const publicUrls = publicUrl === undefined ? [] : [publicUrl].flat();
  if (tokens === undefined && (!listensHereAlone(listen) || publicUrls.length > 0)) {
    const mend = 'name a file of tokens: `tokens: ./console.tokens`';
    const key = listensHereAlone(listen) ? 'publicUrl' : 'listen';
    check.report(['console', key], 'the console could be reached by anybody, and there are no tokens', mend);
    return null;
  }
  return { listen, publicUrls, tokens: tokens === undefined ? null : resolve(dirname(check.yaml.file), tokens) };
}

import { ConfigError } from '../../config/configError.js';
import { shortMessageOf } from '../../model/error.js';

/** Why something was refused, in one sentence; of several problems of a file the first, with its place. */
export function saidShortly(error: unknown): string {
  if (!(error instanceof ConfigError)) return shortMessageOf(error);
  const [first, ...others] = error.problems;
  const more = others.length > 0 ? `; and ${others.length} more` : '';
  return first ? `${first.file}:${first.line} ${first.message}${more}` : error.shortMessage;
}

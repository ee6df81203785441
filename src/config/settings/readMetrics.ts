import { dirname, resolve } from 'node:path';
import { type Check, readFields } from '../readFields.js';
import { listensHereAlone } from './listenAddress.js';
import { type MetricsSettings, metricsShape } from './metricsSchema.js';

/** `metrics:`; undefined where there is none, null where it could not be understood, which is reported. */
export function readMetrics(check: Check, given: unknown): MetricsSettings | null | undefined {
  if (given === undefined) return undefined;
  // `metrics:` alone is all by default.
  const { listen, tokenFile } = readFields(check, ['metrics'], given ?? {}, metricsShape);
  if (listen === undefined) return null;
  if (tokenFile === undefined && !listensHereAlone(listen)) {
    const mend = 'name a file with a token: `tokenFile: ./metrics.token`, or listen on 127.0.0.1';
    check.report(['metrics', 'listen'], 'what a book holds could be read by anybody', mend);
    return null;
  }
  return { listen, tokenFile: tokenFile === undefined ? null : resolve(dirname(check.yaml.file), tokenFile) };
}

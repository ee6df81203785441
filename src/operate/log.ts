import pino, { type Logger } from 'pino';
import pretty from 'pino-pretty';
import { redactUrls } from '../observe/endpoints/redactUrls.js';

export interface LogOptions {
  /** `debug`, `info`, `warn`, `error` or `silent`; BALLAST_LOG when unset, else `info`. */
  level?: string;
  /** Where lines go instead of standard error, as JSON. */
  destination?: pino.DestinationStream;
}

/**
 * The process's log, on standard error: JSON, or readable lines on a terminal. A field named like a secret is cut out,
 * and every URL loses all but its host, wherever in a line it stands.
 */
export function createLog({ level = process.env['BALLAST_LOG'] || 'info', destination }: LogOptions = {}): Logger {
  const options: pino.LoggerOptions = {
    level,
    base: null,
    redact: { paths: secretPaths, censor: '[secret]' },
    formatters: { level: (label) => ({ level: label }), log: plain },
    hooks: { streamWrite: redactUrls },
    timestamp: pino.stdTimeFunctions.isoTime,
  };
  if (destination) return pino(options, destination);
  if (!process.stderr.isTTY) return pino(options, pino.destination({ fd: 2, sync: true }));
  return pino(
    options,
    pretty({ colorize: true, destination: 2, sync: true, messageFormat: '{at}: {msg}', ignore: 'at' }),
  );
}

const secrets = ['privateKey', 'password', 'secret', 'mnemonic', 'apiKey'];
const secretPaths = secrets.flatMap((name) => [name, `*.${name}`, `*.*.${name}`]);

/** JSON has no bigint and nothing of an error; amounts are written as decimal strings, errors as their stack. */
const plain = (facts: Record<string, unknown>): Record<string, unknown> =>
  Object.fromEntries(Object.entries(facts).map(([key, value]) => [key, plainly(value)]));

function plainly(value: unknown): unknown {
  if (typeof value === 'bigint') return value.toString();
  if (value instanceof Error) return value.stack ?? value.message;
  if (Array.isArray(value)) return value.map(plainly);
  const isRecord = typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype;
  return isRecord ? plain(value as Record<string, unknown>) : value;
}

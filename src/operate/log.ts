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
  if (!process.stderr.isTTY) return pino(options, linesTo(2));
  return pino(options, pretty({ colorize: true, destination: linesTo(2), messageFormat: sentence, hideObject: true }));
}

/** Characters. */
const mostUnwritten = 1024 * 1024;

/**
 * Nothing ends because a line of it cannot be written: the disk that a log goes to may be full, its terminal gone. What waits then is
 * written with the next line that can be; beyond so much, the newest lines are lost.
 */
export function linesTo(fd: number): ReturnType<typeof pino.destination> {
  const stream = pino.destination({ fd, sync: true, maxLength: mostUnwritten });
  stream.on('error', () => {});
  return stream;
}

/** One event a line for people: where, what, then the facts; what has lines of its own, such as a stack, below. */
export function sentence(
  { at, msg, ...facts }: Record<string, unknown>,
  _messageKey: string,
  _level: string,
  { colors }: { colors: { gray(text: string): string } },
): string {
  const said = Object.entries(facts)
    .filter(([name]) => !['level', 'time'].includes(name))
    .map(([name, value]) => [name, factText(value)] as const)
    .filter(([, text]) => text !== '');
  const inLine = said.filter(([, text]) => !text.includes('\n')).map(([name, text]) => `${name} ${text}`);
  const below = said.flatMap(([, text]) => (text.includes('\n') ? [text] : []));
  const line = `${at}: ${msg}${inLine.length > 0 ? `  ${colors.gray(inLine.join(' · '))}` : ''}`;
  return [line, ...below].join('\n');
}

function factText(value: unknown): string {
  if (Array.isArray(value)) return value.map(factText).join('; ');
  return typeof value === 'object' && value !== null ? JSON.stringify(value) : String(value);
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

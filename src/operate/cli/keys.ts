import { existsSync } from 'node:fs';
import { createInterface, type Interface } from 'node:readline';
import { Writable } from 'node:stream';
import type { Hex } from 'viem';
import { createKeystore, importKey, keystoreAddress } from '../../execute/transactions/keystore.js';
import { BallastError, shortMessageOf } from '../../model/error.js';
import { readPassword } from '../keys.js';
import type { Answer } from './output.js';
import { dim, table } from './table.js';

export interface KeyOptions {
  passwordFile?: string;
}

/** A fresh key in a new encrypted keystore. @throws KeystoreError, PrivateFileError */
export async function newKey(file: string, options: KeyOptions): Promise<Answer> {
  refuseExisting(file);
  return made(await createKeystore({ file, password: await asking((ask) => password(options, ask)) }), file);
}

/** An existing key, asked for or read from standard input; never from the command line, which others can see. */
export async function importExistingKey(file: string, options: KeyOptions): Promise<Answer> {
  refuseExisting(file);
  const given = await asking(async (ask) => ({
    password: await password(options, ask),
    privateKey: privateKeyOf(await ask('Private key (0x…): ')),
  }));
  return made(await importKey({ file, ...given }), file);
}

/** Before anything is asked. */
function refuseExisting(file: string): void {
  if (existsSync(file))
    throw new BallastError(`${file} exists already`, { mend: 'a key is never overwritten: give another file' });
}

/** As wallets export it, with 0x or without. It is never quoted, not even when it is wrong. */
function privateKeyOf(text: string): Hex {
  const digits = text.trim().replace(/^0x/i, '');
  if (/^[0-9a-f]{64}$/i.test(digits)) return `0x${digits}`;
  throw new BallastError('this is not a private key', { mend: 'a private key is 64 hexadecimal digits' });
}

/** The keys that ballast.yaml names, and whether each is there; nothing is unlocked. */
export async function listKeys(settingsFile: string): Promise<Answer> {
  const { loadConfig } = await import('../../config/loadConfig.js');
  const { settings } = loadConfig({ settingsFile, strategyFiles: [], env: process.env });
  const keys = await Promise.all(
    settings.keys.map(async ({ account, keystore }) => {
      const found = await keystoreAddress(keystore).catch(shortMessageOf);
      return { account, keystore, state: found === account ? 'ok' : found.startsWith('0x') ? `holds ${found}` : found };
    }),
  );
  const text = table(keys, [
    { title: 'account', cell: (k) => k.account },
    { title: 'keystore', cell: (k) => k.keystore },
    { title: 'state', cell: (k) => k.state },
  ]);
  return { json: keys, text: keys.length > 0 ? text : dim(`${settingsFile} names no keys`) };
}

const made = (account: string, file: string): Answer => ({
  json: { account, keystore: file },
  text: `${account}\nencrypted in ${file}; keep a copy of it and of its password apart`,
});

async function password({ passwordFile }: KeyOptions, ask: Ask): Promise<string> {
  if (passwordFile) return readPassword(passwordFile);
  const first = await ask('Password: ');
  if (process.stdin.isTTY && (await ask('Again: ')) !== first) throw new BallastError('the two passwords differ');
  return first;
}

type Ask = (question: string) => Promise<string>;

/** Answers from standard input, a line each, not shown while they are typed. Without a question nothing is read. */
async function asking<Value>(work: (ask: Ask) => Promise<Value>): Promise<Value> {
  const isTerminal = process.stdin.isTTY;
  // One reader for all questions: a second would not see what the first has read ahead.
  let lines: Interface | undefined;
  let answers: AsyncIterator<string> | undefined;
  const open = () => {
    const silent = new Writable({ write: (_chunk, _encoding, written) => written() });
    lines = createInterface({ input: process.stdin, output: silent, terminal: isTerminal });
    // A terminal that shows nothing hands Ctrl-C to the reader.
    lines.once('SIGINT', () => {
      lines?.close();
      process.exit(130);
    });
    return lines[Symbol.asyncIterator]();
  };
  try {
    return await work(async (question) => {
      answers ??= open();
      if (isTerminal) process.stderr.write(question);
      const { value, done } = await answers.next();
      if (isTerminal) process.stderr.write('\n');
      if (done) throw new BallastError('standard input ended before an answer', { mend: 'give one line an answer' });
      return value;
    });
  } finally {
    lines?.close();
  }
}

import { createInterface } from 'node:readline';
import { Writable } from 'node:stream';
import type { Hex } from 'viem';
import { loadConfig } from '../../config/loadConfig.js';
import { createKeystore, importKey, keystoreAddress } from '../../execute/transactions/keystore.js';
import { readPrivateFile } from '../../execute/transactions/privateFile.js';
import { BallastError, shortMessageOf } from '../../model/error.js';
import type { Answer } from './output.js';
import { dim, table } from './table.js';

export interface KeyOptions {
  passwordFile?: string;
}

/** A fresh key in a new encrypted keystore. @throws KeystoreError, PrivateFileError */
export async function newKey(file: string, options: KeyOptions): Promise<Answer> {
  const account = await createKeystore({ file, password: await password(options) });
  return made(account, file);
}

/** An existing key, asked for or read from standard input; never from the command line, which others can see. */
export async function importExistingKey(file: string, options: KeyOptions): Promise<Answer> {
  const secret = await password(options);
  const privateKey = (await ask('Private key (0x…): ')).trim();
  const account = await importKey({ file, password: secret, privateKey: privateKey as Hex });
  return made(account, file);
}

/** The keys that ballast.yaml names, and whether each is there; nothing is unlocked. */
export async function listKeys(settingsFile: string): Promise<Answer> {
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

async function password({ passwordFile }: KeyOptions): Promise<string> {
  if (passwordFile) return (await readPrivateFile(passwordFile)).replace(/\r?\n$/, '');
  const first = await ask('Password: ');
  if (process.stdin.isTTY && (await ask('Again: ')) !== first) throw new BallastError('the two passwords differ');
  return first;
}

/** One line of standard input, not shown while it is typed. */
function ask(question: string): Promise<string> {
  const silent = new Writable({ write: (_chunk, _encoding, written) => written() });
  const lines = createInterface({ input: process.stdin, output: silent, terminal: process.stdin.isTTY });
  if (process.stdin.isTTY) process.stderr.write(question);
  return new Promise((resolve, reject) => {
    lines.once('line', (line) => {
      lines.close();
      if (process.stdin.isTTY) process.stderr.write('\n');
      resolve(line);
    });
    lines.once('close', () => reject(new BallastError('standard input ended before an answer')));
  });
}

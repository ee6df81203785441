import { join } from 'node:path';
import type { PasswordSource, Settings } from '../config/settings.js';
import { readPrivateFile } from '../execute/transactions/privateFile.js';
import { BallastError } from '../model/error.js';
import { askSilently } from './askSilently.js';

/** The password of a keystore, from wherever the operator said. @throws PrivateFileError, BallastError */
export async function passwordOf(settings: Settings, keystore: string, source: PasswordSource): Promise<string> {
  switch (source.from) {
    case 'file':
      return readPassword(source.file);
    case 'credential':
      return readCredential(source.name);
    case 'prompt':
      return askOnce(settings, keystore);
  }
}

/** What the file says, without the line's end that editors put there. @throws PrivateFileError */
export const readPassword = async (file: string): Promise<string> => withoutLineEnd(await readPrivateFile(file));

/** What systemd handed over (`LoadCredential=`, systemd.exec(5)): a file in a folder that only the service sees. */
async function readCredential(name: string): Promise<string> {
  const folder = process.env['CREDENTIALS_DIRECTORY'];
  if (!folder) {
    throw new BallastError(`systemd hands over no credentials, so none is called ${name}`, {
      mend: `start ballast as a systemd service that has \`LoadCredential=${name}:FILE\``,
    });
  }
  return withoutLineEnd(await readPrivateFile(join(folder, name), { from: 'systemd' }));
}

/** What was typed at the start serves the check before it and the start itself; it is forgotten with its settings. */
const asked = new WeakMap<Settings, Map<string, Promise<string>>>();

function askOnce(settings: Settings, keystore: string): Promise<string> {
  const answers = asked.get(settings) ?? new Map<string, Promise<string>>();
  asked.set(settings, answers);
  const answer = answers.get(keystore) ?? ask(keystore);
  answers.set(keystore, answer);
  return answer;
}

async function ask(keystore: string): Promise<string> {
  if (!process.stdin.isTTY) {
    throw new BallastError(`there is no terminal to ask for the password of ${keystore}`, {
      mend: 'start it from a terminal, or use `passwordFile` or `credential` instead of `prompt`',
    });
  }
  return askSilently((question) => question(`Password of ${keystore}: `));
}

const withoutLineEnd = (text: string): string => text.replace(/\r?\n$/, '');

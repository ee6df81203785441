import { readFile } from 'node:fs/promises';
import type { SinkSettings } from '../../config/settings/alertSettings.js';
import type { Settings } from '../../config/settings.js';
import { readPrivateFile } from '../../execute/transactions/privateFile.js';
import { BallastError } from '../../model/error.js';
import { readBotToken } from '../botToken.js';

/** What a receiver needs that stands in files of its own. */
export interface SinkSecrets {
  /** What signs, the token of a bot, the password of a mail server; null where none is needed. */
  secret: string | null;
  /** Certificates, PEM. */
  ca: string | null;
}

const none: SinkSecrets = { secret: null, ca: null };

/** Reads the files that receivers need, before anything is sent. @throws PrivateFileError, BallastError */
export async function readSinkSecrets(
  sinks: readonly SinkSettings[],
  settings: Settings,
): Promise<ReadonlyMap<string, SinkSecrets>> {
  const read = async (sink: SinkSettings): Promise<SinkSecrets> => {
    switch (sink.kind) {
      case 'discord':
      case 'slack':
        return none;
      case 'webhook':
        return { ...none, secret: await secretIn(sink.secretFile, 16) };
      case 'telegram': {
        const file = sink.tokenFile ?? settings.telegram?.tokenFile ?? null;
        if (file === null) {
          throw new BallastError(`no file has the token of the bot that writes to \`${sink.name}\``, {
            mend: 'give it a `tokenFile`, or ballast.yaml a `telegram:` section',
          });
        }
        return { ...none, secret: await readBotToken(file) };
      }
      case 'smtp':
        return {
          secret: sink.login === null ? null : await secretIn(sink.login.passwordFile, 1),
          ca: sink.caFile === null ? null : await certificatesIn(sink.caFile),
        };
    }
  };
  return new Map(await Promise.all(sinks.map(async (sink) => [sink.name, await read(sink)] as const)));
}

async function secretIn(file: string, least: number): Promise<string> {
  const secret = (await readPrivateFile(file)).trim();
  if (secret.length >= least) return secret;
  const what = secret === '' ? 'is empty' : `holds fewer than ${least} characters`;
  throw new BallastError(`${file} ${what}`, {
    mend: 'write the secret into it: for one that signs, `openssl rand -hex 32`',
  });
}

async function certificatesIn(file: string): Promise<string> {
  const text = await readFile(file, 'utf8').catch((cause: NodeJS.ErrnoException) => {
    throw new BallastError(`${file} cannot be read`, { facts: [cause.code ?? ''], cause });
  });
  if (text.includes('-----BEGIN CERTIFICATE-----')) return text;
  throw new BallastError(`${file} holds no certificate`, { mend: 'PEM is wanted: -----BEGIN CERTIFICATE-----' });
}

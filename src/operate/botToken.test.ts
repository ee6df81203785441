import { chmodSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import type { SinkSettings } from '../config/settings/alertSettings.js';
import { temporaryFolder } from '../record/testing/sample.js';
import { readSinkSecrets } from './alerts/sinkSecrets.js';
import { readBotToken } from './botToken.js';

const token = `7000000001:${'A'.repeat(35)}`;

function fileWith(text: string, mode = 0o600): string {
  const file = join(temporaryFolder(onTestFinished), 'bot.token');
  writeFileSync(file, text);
  chmodSync(file, mode);
  return file;
}

/** The same file, by a receiver of alerts. */
const bySink = async (tokenFile: string) => {
  const sink = { name: 'phone', kind: 'telegram', chat: '-1', tokenFile, apiRoot: null } as unknown as SinkSettings;
  return (await readSinkSecrets([sink], {} as never)).get('phone')?.secret;
};

test('default: the token in a file, as BotFather gave it, whoever writes with it', async () => {
  const file = fileWith(`${token}\n`);
  expect(await readBotToken(file)).toBe(token);
  expect(await bySink(file)).toBe(token);
});

test.each(['', 'a-word-of-more-than-twenty-letters', `bot${token}`])('args: %j is no token', async (text) => {
  const file = fileWith(text);
  for (const read of [readBotToken, bySink]) {
    await expect(read(file)).rejects.toThrow(`${file} has no token of a bot in it`);
  }
});

test('args: a file that others may read is refused', async () => {
  const file = fileWith(token, 0o644);
  for (const read of [readBotToken, bySink]) await expect(read(file)).rejects.toThrow(file);
});

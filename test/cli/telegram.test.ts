import { appendFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFailed, onTestFinished, test } from 'vitest';
import { codeIn } from '../../src/operate/telegram/testing/codeIn.js';
import { readText } from '../../src/operate/telegram/testing/readText.js';
import { type TelegramStandIn, telegramStandIn } from '../../src/operate/telegram/testing/standIn.js';
import { openLedger } from '../../src/record/ledger.js';
import { latestTick } from '../../src/record/queries/ticks.js';
import { type BookFiles, writeSecret } from '../book.js';
import { keepWallTime } from '../keepWallTime.js';
import { useLab } from '../lab.js';
import { ballast } from './ballast.js';
import { createLongAccount, run, shadowBook } from './longBook.js';

const lab = useLab();
keepWallTime(lab);

const [ann, bob, eve] = [11, 12, 666];

/** A book in shadow, with a bot whose list has an admin and an operator. */
async function bookWithBot(): Promise<{ files: BookFiles; telegram: TelegramStandIn }> {
  const telegram = await telegramStandIn();
  onTestFinished(() => telegram.close());
  const files = shadowBook(lab(), await createLongAccount(lab()));
  writeSecret(join(files.folder, 'bot.token'), `${telegram.token}\n`);
  appendFileSync(
    files.settings,
    `\ntelegram:
  tokenFile: ./bot.token
  apiRoot: ${telegram.apiRoot}
  users:
    - { id: ${ann}, name: ann, role: admin }
    - { id: ${bob}, name: bob, role: operator }\n`,
  );
  return { files, telegram };
}

/** Of the tick that was written last; 0 before any. */
async function newestBlock({ ledger: file }: BookFiles): Promise<number> {
  const ledger = openLedger({ file, readonly: true });
  try {
    return Number((await latestTick(ledger, 'book'))?.blockNumber ?? 0);
  } finally {
    ledger.close();
  }
}

test('default: a daemon is looked at, paused and resumed from a phone, and nobody else may', async () => {
  const { files, telegram } = await bookWithBot();
  onTestFailed(
    () => void process.stderr.write(telegram.asked.map((asked) => `${asked.method} ${readText(asked)}\n`).join('')),
  );
  const daemon = run(files);
  await daemon.line('would have traded');
  const say = async (user: number, text: string) => {
    telegram.hear(user, text);
    return readText(await telegram.next('sendMessage'));
  };
  telegram.hear(eve, '/halt');
  expect(await say(bob, '/status')).toMatch(/trading is active.*delta 3 ETH/s);
  telegram.hear(bob, '/risk');
  const { file } = await telegram.next('sendPhoto');
  expect(file?.subarray(1, 4).toString()).toBe('PNG');

  expect(await say(bob, '/pause looking into it')).toMatch(/^trading is reducing/);
  expect((await ballast(['status', '--db', files.ledger])).stdout).toMatch(/reducing.*telegram:bob.*looking into it/s);
  expect(await say(bob, '/resume')).toContain('you may not');
  const asked = await say(ann, '/resume');
  expect(asked).toContain('looking into it');
  expect(await say(ann, codeIn(asked))).toMatch(/^trading is active/);

  const found = await ballast(['telegram', 'whoami', '--db', files.ledger]);
  expect(found.stdout).toMatch(new RegExp(`^ *number .*\\n *${eve} `));
  const verbs = await ballast(['audit', 'verify', '--db', files.ledger]);
  expect(verbs.code).toBe(0);

  daemon.signal('SIGTERM');
  expect((await daemon.ended).code).toBe(0);
  expect(daemon.said.stderr).not.toContain(telegram.token.slice(11));
}, 180_000);

test('behavior: where Telegram is gone, or the bot is nobody’s, the keeper keeps, and ends when it is told to', async () => {
  const { files, telegram } = await bookWithBot();
  telegram.fail('getMe', { status: 401, description: 'Unauthorized' });
  telegram.fail('setMyCommands', { status: 401, description: 'Unauthorized' });
  const daemon = run(files);
  await daemon.line('Telegram does not know the token of the bot');
  await daemon.line('would have traded');
  await telegram.close();
  const before = await newestBlock(files);
  await lab().testClient.mine({ blocks: 1 });
  await expect.poll(() => newestBlock(files), { timeout: 60_000 }).toBeGreaterThan(before);
  const { stdout } = await ballast(['alerts', '--db', files.ledger]);
  expect(stdout).toContain('OPERATOR_SIDE_FAILED');
  daemon.signal('SIGTERM');
  expect((await daemon.ended).code).toBe(0);
}, 180_000);

test('args: a file without a token is bad input: it is said before anything starts, and what is in it is not', async () => {
  const { files, telegram } = await bookWithBot();
  writeSecret(join(files.folder, 'bot.token'), 'no-token-of-a-bot\n');
  const { code, stdout, stderr } = await run(files).ended;
  expect(code).toBe(2);
  expect(stderr).toContain('bot.token');
  expect(stdout + stderr).not.toContain('no-token-of-a-bot');
  expect([telegram.asked, await newestBlock(files)]).toEqual([[], 0]);
});

import { appendFileSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFailed, onTestFinished, test } from 'vitest';
import { codeIn } from '../../src/operate/telegram/testing/codeIn.js';
import { readText } from '../../src/operate/telegram/testing/readText.js';
import { type TelegramStandIn, telegramStandIn } from '../../src/operate/telegram/testing/standIn.js';
import { type BookFiles, writeBook, writeSecret } from '../book.js';
import { keepWallTime } from '../keepWallTime.js';
import { useLab } from '../lab.js';
import { ballast, type Running, start } from './ballast.js';

const lab = useLab();
keepWallTime(lab);

const [ann, bob, eve] = [11, 12, 666];

/** A book in shadow, with a bot whose list has an admin and an operator. */
async function bookWithBot(): Promise<{ files: BookFiles; telegram: TelegramStandIn }> {
  const telegram = await telegramStandIn();
  onTestFinished(() => telegram.close());
  const account = await lab().createAccount({ USDC: 5_000, sETH: 3 });
  await lab().openBook(account, { options: [], perp: { size: 0, margin: 3_000 } });
  const hedge = { hedge: 'ETH', when: 'abs(delta) > 0.5', to: 0, on: 'perp-v2 ETH', maxSlippage: '1%' };
  const files = writeBook(lab(), { account: account.address, mode: 'shadow', rules: [hedge] }, onTestFinished);
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

const run = ({ settings, strategy }: BookFiles): Running =>
  start(['--settings', settings, 'run', strategy], onTestFinished);

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
  await lab().testClient.mine({ blocks: 1 });
  const { stdout } = await ballast(['alerts', '--db', files.ledger]);
  expect(stdout).toContain('OPERATOR_SIDE_FAILED');
  daemon.signal('SIGTERM');
  expect((await daemon.ended).code).toBe(0);
});

test('args: a file without a token is bad input: it is said before anything starts', async () => {
  const { files, telegram } = await bookWithBot();
  writeSecret(join(files.folder, 'bot.token'), 'my token\n');
  const { code, said } = { ...(await run(files).ended), said: readFileSync(files.settings, 'utf8') };
  expect([code, said.includes(telegram.token)]).toEqual([2, false]);
});

import { BallastError } from '../../../model/error.js';
import { rightsOf } from '../../../model/rights.js';
import { readBotToken } from '../../botToken.js';
import { createTelegramClient, failureOf, type TelegramFailure } from '../../telegram/client.js';
import type { DoctorCheck } from '../check.js';
import { keeps } from '../keeps.js';
import { sayCount } from '../say.js';

const mends: Readonly<Record<TelegramFailure['kind'], string>> = {
  token: 'copy the token of @BotFather into the file again: 123456789:AA…',
  conflict: 'end the other program that reads with this token, or make a bot of its own',
  slow: 'try again in a minute',
  refused: 'make a new token with @BotFather: /revoke',
  unreachable: 'see to the network: Telegram must be reached from this machine; or set `apiRoot`',
};

/** The bot of the remote control: whose token it is, whether another program takes what people write, and who may steer. */
export const telegram: DoctorCheck = {
  name: 'telegram',
  async run({ config: { settings }, ledgerFile, now, signal }) {
    if (settings.telegram === undefined) return [];
    const { tokenFile, apiRoot, users } = settings.telegram;
    const about = 'bot';
    try {
      const token = await readBotToken(tokenFile);
      const client = createTelegramClient({ token, apiRoot, pollSeconds: 0, timeoutMs: 10_000, againMs: 0, now });
      const { username = 'a bot' } = await client.me(signal);
      // Confirms nothing. While our own daemon listens it would be told that another does.
      if (!keeps(ledgerFile)) await client.updates(0, signal);
      if (await client.hasWebhook(signal))
        return [
          {
            verdict: 'fail',
            about,
            says: `@${username}: a webhook takes what people write to it`,
            mend: mends.conflict,
          },
        ];
      const may = (right: string) => users.filter(({ role }) => rightsOf(role)?.some((one) => one === right)).length;
      const says = `@${username}; ${sayCount(users.length, 'person')} may talk to it, ${may('operate')} may pause, ${may('resume')} may resume`;
      return [{ verdict: 'ok', about, says: says.replace('persons', 'people') }];
    } catch (error) {
      if (error instanceof BallastError)
        return [{ verdict: 'fail', about, says: error.shortMessage, mend: error.mend ?? mends.token }];
      const { kind, text } = failureOf(error);
      return [{ verdict: 'fail', about, says: text, mend: mends[kind] }];
    }
  },
};

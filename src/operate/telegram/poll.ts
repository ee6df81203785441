import type { Update } from 'grammy/types';
import { BallastError } from '../../model/error.js';
import type { Log } from '../../model/log.js';
import type { UnixMillis } from '../../model/units.js';
import { pause } from '../../observe/endpoints/pause.js';
import type { Ledger } from '../../record/ledger.js';
import { telegramNext } from '../../record/queries/telegram.js';
import { readUpTo } from '../../record/statements/telegram.js';
import type { Bot } from './bot.js';
import { failureOf, type TelegramClient } from './client.js';

export interface PollOptions {
  client: TelegramClient;
  bot: Bot;
  ledger: Ledger;
  now: () => UnixMillis;
  log: Log;
  stop: AbortSignal;
  /** After the first failure in a row; twice as long after each further one, up to a minute. */
  pauseMs?: number;
  /** So many answers in a row that another reads with the token, and it is given up. */
  mostConflicts?: number;
}

/** What was pressed while nobody listened for so long may be old. */
const deafMs = 60_000;
const longestPauseMs = 60_000;

/**
 * Reads what people say, one after another, until `stop`. How far it has read is written down before anything is done: what was done is
 * never done again, whatever happens meanwhile.
 * @throws BallastError when the token is nobody's, or another program reads with it
 */
export async function poll(options: PollOptions): Promise<void> {
  const { client, bot, ledger, now, log, stop, pauseMs = 1_000, mostConflicts = 5 } = options;
  let failures = 0;
  let conflicts = 0;
  let number: number | null = null;
  let next = 0;
  let heardAt = now();
  while (!stop.aborted) {
    try {
      if (number === null) {
        number = (await client.me(stop)).id;
        next = (await telegramNext(ledger, number)) ?? 0;
      }
      const updates = await client.updates(next, stop);
      if (failures > 0) log.info({ at: 'telegram', failures }, 'is heard again');
      const isLate = now() - heardAt > deafMs;
      [failures, conflicts, heardAt] = [0, 0, now()];
      for (const update of updates) {
        if (stop.aborted) return;
        next = update.update_id + 1;
        await ledger.commit(readUpTo(number, next, now()));
        await bot.take(update satisfies Update, isLate);
      }
      // What took long to do is not what nobody listened to.
      heardAt = now();
    } catch (error) {
      if (stop.aborted) return;
      const { kind, text, retryAfterMs } = failureOf(error);
      failures += 1;
      conflicts = kind === 'conflict' ? conflicts + 1 : 0;
      if (kind === 'token') {
        throw new BallastError('Telegram does not know the token of the bot', {
          ...{ facts: [text], mend: 'put the token that BotFather gave into `tokenFile`' },
        });
      }
      if (conflicts >= mostConflicts) {
        throw new BallastError('another program reads with the token of this bot', {
          facts: [text],
          mend: 'one bot is one ballast: stop the other, or make another bot; a webhook is taken away with deleteWebhook',
        });
      }
      if (failures === 1)
        log.warn({ at: 'telegram', why: text }, 'is not heard: the keeper goes on, and it is tried again');
      await pause(
        Math.max(retryAfterMs ?? 0, Math.min(longestPauseMs, pauseMs * 2 ** Math.min(failures - 1, 10))),
        stop,
      );
    }
  }
}

import { BallastError } from '../../model/error.js';
import type { Log } from '../../model/log.js';
import type { UnixMillis } from '../../model/units.js';
import { pause } from '../../observe/endpoints/pause.js';
import { LedgerError } from '../../record/errors.js';
import type { Ledger } from '../../record/ledger.js';
import { telegramRead } from '../../record/queries/telegram.js';
import { readUpTo } from '../../record/statements/telegram.js';
import { doublingPause } from '../doublingPause.js';
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
/** Telegram keeps no update for longer, and begins its numbers anew after a week without one. */
const keptMs = 24 * 3_600_000;

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
  let read = { next: 0, at: now() };
  let heardAt = now();
  while (!stop.aborted) {
    try {
      if (number === null) {
        number = (await client.me(stop)).id;
        read = (await telegramRead(ledger, number)) ?? read;
      }
      const updates = await client.updates(now() - read.at < keptMs ? read.next : 0, stop);
      if (failures > 0) log.info({ at: 'telegram', failures }, 'is heard again');
      const isLate = now() - heardAt > deafMs;
      [failures, conflicts, heardAt] = [0, 0, now()];
      for (const update of updates) {
        if (stop.aborted) return;
        const done = { next: update.update_id + 1, at: now() };
        // Where this cannot be written, Telegram tells it again: what nobody has done is not lost.
        await ledger.commit(readUpTo(number, done.next, done.at));
        read = done;
        await bot.take(update, isLate);
      }
      // What took long to do is not what nobody listened to.
      heardAt = now();
    } catch (error) {
      if (stop.aborted) return;
      failures += 1;
      const pauseNow = doublingPause(failures, pauseMs);
      if (error instanceof LedgerError) {
        log.warn({ at: 'telegram', why: error.shortMessage }, 'what was said waits until it can be written down');
        await pause(pauseNow, stop);
        continue;
      }
      const { kind, text, retryAfterMs } = failureOf(error);
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
      await pause(Math.max(retryAfterMs ?? 0, pauseNow), stop);
    }
  }
}

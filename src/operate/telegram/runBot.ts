import { type BotOptions, createBot } from './bot.js';
import { createTelegramClient, failureOf } from './client.js';
import { type PollOptions, poll } from './poll.js';
import { verbs } from './verbs/verbs.js';

export interface RunBotOptions extends Omit<BotOptions, 'client'>, Pick<PollOptions, 'pauseMs' | 'mostConflicts'> {
  /** Secret. */
  token: string;
  apiRoot: string;
  /** How long Telegram keeps a question for news open. */
  pollSeconds?: number;
  /** How long anything else may take. */
  timeoutMs?: number;
  /** How long until an answer that did not get through is tried once more. */
  againMs?: number;
}

/** Listens until `stop`. @throws BallastError when it cannot listen at all */
export async function runBot(options: RunBotOptions): Promise<void> {
  const {
    token,
    apiRoot,
    now,
    log,
    stop,
    users,
    pollSeconds = 25,
    timeoutMs = 15_000,
    againMs = 1_000,
    ...rest
  } = options;
  const client = createTelegramClient({ token, apiRoot, pollSeconds, timeoutMs, againMs, now });
  const bot = createBot({ ...rest, users, client, now, log, stop });
  log.info({ at: 'telegram', people: users.length }, 'listens');
  await client
    .teach(
      verbs.map(({ name, says }) => ({ command: name, description: says })),
      stop,
    )
    .catch((error: unknown) =>
      log.warn({ at: 'telegram', why: failureOf(error).text }, 'the list of verbs was not taken'),
    );
  const { ledger, pauseMs, mostConflicts } = rest;
  await poll({
    ...{ client, bot, ledger, now, log, stop },
    ...(pauseMs === undefined ? {} : { pauseMs }),
    ...(mostConflicts === undefined ? {} : { mostConflicts }),
  });
}

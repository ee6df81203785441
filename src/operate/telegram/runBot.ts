import type { TelegramSettings } from '../../config/settings/telegramSchema.js';
import type { Log } from '../../model/log.js';
import type { UnixMillis } from '../../model/units.js';
import type { Ledger } from '../../record/ledger.js';
import type { KnownBookOptions } from '../orders/readKnownBook.js';
import { type BotOptions, createBot } from './bot.js';
import { createButtons } from './buttons.js';
import { createTelegramClient, failureOf } from './client.js';
import { peopleOf } from './people.js';
import { type PollOptions, poll } from './poll.js';
import { keepAsking } from './questions/keepAsking.js';
import type { Refused } from './questions/questionTeller.js';
import { createShown } from './questions/shown.js';
import { createSpeaker } from './speaker.js';
import type { Deed } from './verbs/verb.js';
import { verbs } from './verbs/verbs.js';

export interface RunBotOptions
  extends Pick<TelegramSettings, 'users' | 'codeAbove' | 'apiRoot'>,
    Pick<BotOptions, 'elapsed' | 'drawCode'>,
    Pick<PollOptions, 'pauseMs' | 'mostConflicts'> {
  /** Secret. */
  token: string;
  ledger: Ledger;
  knowledge: KnownBookOptions;
  now: () => UnixMillis;
  log: Log;
  stop: AbortSignal;
  /** How long Telegram keeps a question for news open. */
  pollSeconds?: number;
  /** How long anything else may take. */
  timeoutMs?: number;
  /** How long until an answer that did not get through is tried once more. */
  againMs?: number;
  /** How often it is looked for questions that nobody was asked yet. */
  askEveryMs?: number;
}

/** Listens, and asks what waits for an answer, until `stop`. @throws BallastError when it cannot listen at all */
export async function runBot(options: RunBotOptions): Promise<void> {
  const { token, apiRoot, users, codeAbove, ledger, knowledge, now, log, askEveryMs } = options;
  const { pollSeconds = 25, timeoutMs = 15_000, againMs = 1_000, pauseMs, mostConflicts, elapsed, drawCode } = options;
  const failed = new AbortController();
  const stop = AbortSignal.any([options.stop, failed.signal]);
  const client = createTelegramClient({ token, apiRoot, pollSeconds, timeoutMs, againMs, now });
  const buttons = createButtons<Deed>(now);
  const speaker = createSpeaker({ client, buttons, now, stop });
  const people = peopleOf(users);
  const shown = createShown();
  const refused: Refused = new Map();
  const context = { ledger, knowledge, now, codeAbove };
  const bot = createBot({
    ...{ client, buttons, people, shown, refused, speaker, context, log, stop },
    ...(elapsed === undefined ? {} : { elapsed }),
    ...(drawCode === undefined ? {} : { drawCode }),
  });
  log.info({ at: 'telegram', people: users.length }, 'listens');
  await client
    .teach(
      verbs.map(({ name, says }) => ({ command: name, description: says })),
      stop,
    )
    .catch((error: unknown) =>
      log.warn({ at: 'telegram', why: failureOf(error).text }, 'the list of verbs was not taken'),
    );
  const asking = keepAsking({
    ...{ client, speaker, people, shown, refused, context, log, stop },
    ...(askEveryMs === undefined ? {} : { everyMs: askEveryMs }),
  });
  try {
    await poll({
      ...{ client, bot, ledger, now, log, stop },
      ...(pauseMs === undefined ? {} : { pauseMs }),
      ...(mostConflicts === undefined ? {} : { mostConflicts }),
    });
  } finally {
    failed.abort();
    await asking;
  }
}

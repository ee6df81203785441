import { BallastError } from '../../../model/error.js';
import { pause } from '../../../observe/endpoints/pause.js';
import { doublingPause } from '../../doublingPause.js';
import { failureOf, type TelegramClient } from '../client.js';
import { createQuestionTeller, type QuestionTeller, type QuestionTellerOptions } from './questionTeller.js';

export interface KeepAskingOptions extends Omit<QuestionTellerOptions, 'bot'> {
  client: TelegramClient;
  /** How often it is looked for what is new, ms; less often while it fails, but once a minute. */
  everyMs?: number;
  stop: AbortSignal;
}

/** Asks those who may answer, until `stop`. What fails is tried again: whoever listens tells that Telegram is away. Never rejects. */
export async function keepAsking(options: KeepAskingOptions): Promise<void> {
  const { client, everyMs = 2_000, log, stop } = options;
  let teller: QuestionTeller | null = null;
  let failures = 0;
  let wait = everyMs;
  for (;;) {
    await pause(wait, stop);
    if (stop.aborted) return;
    try {
      teller ??= createQuestionTeller({ ...options, bot: (await client.me(stop)).id });
      await teller.turn();
      [failures, wait] = [0, everyMs];
    } catch (error) {
      if (stop.aborted) return;
      failures += 1;
      const { text, retryAfterMs } = failureOf(error);
      wait = Math.max(retryAfterMs ?? 0, doublingPause(failures, everyMs));
      const why = error instanceof BallastError ? error.shortMessage : text;
      if (failures === 1) log.warn({ at: 'telegram', why }, 'a question waits until it can be asked');
    }
  }
}

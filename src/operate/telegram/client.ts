import { Api, GrammyError, HttpError, InputFile } from 'grammy';
import type { CallbackQuery, InlineKeyboardMarkup, Message, Update, UserFromGetMe } from 'grammy/types';
import { pause } from '../../observe/endpoints/pause.js';

export interface TelegramClientOptions {
  /** Secret. */
  token: string;
  apiRoot: string;
  /** How long Telegram keeps a question for news open, seconds. */
  pollSeconds: number;
  /** How long anything else may take, ms. */
  timeoutMs: number;
  /** How long until what did not get through is tried once more, ms. */
  againMs?: number;
  now: () => number;
}

/** What ballast uses of the Bot API. Every method rejects with what `failureOf` understands. */
export interface TelegramClient {
  /** Who the token is of. */
  me(stop: AbortSignal): Promise<UserFromGetMe>;
  /** Whether what people write goes elsewhere: then nothing of it is told here. */
  hasWebhook(stop: AbortSignal): Promise<boolean>;
  /** What is new from `next` on; waits for it. */
  updates(next: number, stop: AbortSignal): Promise<Update[]>;
  say(chat: number, markup: string, options: SayOptions, stop: AbortSignal): Promise<Message>;
  show(chat: number, png: Uint8Array, caption: string, stop: AbortSignal): Promise<Message>;
  /** Another text for a message of before; buttons that it had are gone, but for those that are given. */
  change(
    chat: number,
    message: number,
    markup: string,
    options: Pick<SayOptions, 'buttons'>,
    stop: AbortSignal,
  ): Promise<void>;
  /** Ends the waiting of a button that was pressed. */
  answer(query: CallbackQuery['id'], text: string, isUrgent: boolean, stop: AbortSignal): Promise<void>;
  teach(commands: readonly { command: string; description: string }[], stop: AbortSignal): Promise<void>;
  /** Telegram's clock, as its newest answer told it: Unix ms. The machine's own before the first. */
  telegramNow(): number;
}

export interface SayOptions {
  buttons?: InlineKeyboardMarkup;
  /** Which message it answers. */
  to?: number;
}

/** Why something could not be done, as far as it matters what to do next. */
export interface TelegramFailure {
  /** `conflict`: another program reads with this token. `token`: it is nobody's. `slow`: asked too often. `refused`: this very request is wrong. */
  kind: 'conflict' | 'token' | 'slow' | 'refused' | 'unreachable';
  /** In Telegram's words, without the token. */
  text: string;
  retryAfterMs: number | null;
}

export function failureOf(error: unknown): TelegramFailure {
  if (error instanceof GrammyError) {
    const { error_code: code, description, parameters } = error;
    const retryAfterMs = parameters.retry_after === undefined ? null : parameters.retry_after * 1_000;
    const kind =
      code === 409
        ? 'conflict'
        : code === 401 || code === 404
          ? 'token'
          : code === 429
            ? 'slow'
            : code >= 500
              ? 'unreachable'
              : 'refused';
    return { kind, text: `${code} ${description}`.slice(0, 300), retryAfterMs };
  }
  const cause = error instanceof HttpError ? error.error : error;
  const text = cause instanceof Error ? cause.message : String(cause);
  // No message of a failed request has the address in it, but one of somebody else's proxy may.
  return { kind: 'unreachable', text: text.replace(/bot\d+:[\w-]+/g, 'bot…').slice(0, 300), retryAfterMs: null };
}

type GrammySignal = NonNullable<Parameters<Api['getMe']>[0]>;
/** Its own type is of a library of before Node had signals; the two are one. */
const asGrammy = (signal: AbortSignal): GrammySignal => signal as unknown as GrammySignal;

/** A longer pause than that holds up what others say. */
const mostWaitMs = 20_000;

/** Talks to Telegram, or to a server that speaks as it does. */
export function createTelegramClient(options: TelegramClientOptions): TelegramClient {
  const { token, apiRoot, pollSeconds, timeoutMs, againMs = 1_000, now } = options;
  let ahead = 0;
  // The machine's own fetch keeps connections; it wants the machine's own signals.
  const ask: typeof fetch = async (url, init) => {
    const { signal, ...rest } = init ?? {};
    const own = new AbortController();
    const end = () => own.abort();
    signal?.addEventListener('abort', end, { once: true });
    try {
      const response = await fetch(url, { ...rest, signal: own.signal });
      const date = Date.parse(response.headers.get('date') ?? '');
      if (Number.isFinite(date)) ahead = date - now();
      return response;
    } finally {
      signal?.removeEventListener('abort', end);
    }
  };
  const api = new Api(token, { apiRoot, fetch: ask, timeoutSeconds: pollSeconds + 15, baseFetchConfig: {} });
  const within = (stop: AbortSignal): GrammySignal => asGrammy(AbortSignal.any([stop, AbortSignal.timeout(timeoutMs)]));
  const style = { parse_mode: 'HTML', link_preview_options: { is_disabled: true } } as const;

  /** Where Telegram wants a pause, it is made; where it cannot be reached, it is tried once more: the word that something was done must come. */
  async function surely<Done>(stop: AbortSignal, send: () => Promise<Done>): Promise<Done> {
    for (let tries = 1; ; tries += 1) {
      try {
        return await send();
      } catch (error) {
        const { kind, retryAfterMs } = failureOf(error);
        const waits = kind === 'slow' ? (retryAfterMs ?? 1_000) : kind === 'unreachable' ? againMs : null;
        if (stop.aborted || tries > 1 || waits === null || waits > mostWaitMs) throw error;
        await pause(waits, stop);
      }
    }
  }

  return {
    me: (stop) => api.getMe(within(stop)),
    hasWebhook: async (stop) => ((await api.getWebhookInfo(within(stop))).url ?? '') !== '',
    updates: (next, stop) =>
      api.getUpdates(
        { offset: next, limit: 50, timeout: pollSeconds, allowed_updates: ['message', 'callback_query'] },
        asGrammy(stop),
      ),
    say(chat, markup, { buttons, to }, stop) {
      const more = {
        ...style,
        ...(buttons === undefined ? {} : { reply_markup: buttons }),
        ...(to === undefined ? {} : { reply_parameters: { message_id: to, allow_sending_without_reply: true } }),
      };
      return surely(stop, () => api.sendMessage(chat, markup, more, within(stop)));
    },
    show: (chat, png, caption, stop) =>
      surely(stop, () =>
        api.sendPhoto(chat, new InputFile(png, 'risk.png'), { caption, parse_mode: 'HTML' }, within(stop)),
      ),
    async change(chat, message, markup, { buttons }, stop) {
      const more = { ...style, ...(buttons === undefined ? {} : { reply_markup: buttons }) };
      await surely(stop, () => api.editMessageText(chat, message, markup, more, within(stop)));
    },
    async answer(query, text, isUrgent, stop) {
      await api.answerCallbackQuery(query, { text: text.slice(0, 200), show_alert: isUrgent }, within(stop));
    },
    async teach(commands, stop) {
      await api.setMyCommands([...commands], { scope: { type: 'all_private_chats' } }, within(stop));
    },
    telegramNow: () => now() + ahead,
  };
}

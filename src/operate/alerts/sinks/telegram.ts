import { shortId } from '../../../model/order.js';
import { botUrl } from '../../botUrl.js';
import type { Outcome } from '../plan/pauseAfter.js';
import { telegramHtml } from '../say/telegramHtml.js';
import { judge, post, shown } from './post.js';
import type { Message, Sink } from './sink.js';

export interface TelegramSinkOptions {
  /** Secret. */
  token: string;
  /** Of a person, a group or a channel. */
  chat: string;
  /** A Bot API server of one's own; null: Telegram's. */
  apiRoot: string | null;
  /** The bot is that of the remote control: it hears `/ack`. */
  hears: boolean;
  timeoutMs: number;
}

/** A chat of Telegram, written to by a bot. */
export function createTelegramSink(name: string, options: TelegramSinkOptions): Sink {
  const { token, chat, apiRoot, hears, timeoutMs } = options;
  /** A group that became a supergroup has another id from then on. */
  let moved: string | null = null;

  async function sendTo(to: string, message: Message, stop: AbortSignal): Promise<Outcome> {
    const { said } = message;
    const body = {
      chat_id: to,
      text: [telegramHtml(said), ...(hears ? touchToTake(message) : [])].join('\n'),
      parse_mode: 'HTML',
      link_preview_options: { is_disabled: true },
      disable_notification: said.tone === 'good',
    };
    const response = await post(botUrl(token, apiRoot, 'sendMessage'), JSON.stringify(body), { timeoutMs, stop });
    if ('kind' in response) return response;
    const answer = answerIn(response.body);
    if (answer.movedTo !== null && moved === null) moved = answer.movedTo;
    const outcome = judge(response);
    const text = answer.description === '' ? outcome.answer : `${response.status} ${shown(answer.description)}`;
    if (answer.retryAfterMs !== null) return { kind: 'later', answer: text, retryAfterMs: answer.retryAfterMs };
    const isOfChat = /chat not found|chat_id is empty|not enough rights|peer_id_invalid|chat was deleted|upgraded/i;
    if (outcome.kind === 'refused' && isOfChat.test(answer.description)) return { kind: 'barred', answer: text };
    return { ...outcome, answer: outcome.kind === 'sent' ? String(response.status) : text };
  }

  return {
    name,
    async send(message, stop) {
      const before = moved;
      const outcome = await sendTo(moved ?? chat, message, stop);
      return moved !== null && before === null ? sendTo(moved, message, stop) : outcome;
    },
  };
}

/** What a finger takes the alert on with. */
function touchToTake({ kind, alerts: [first] }: Message): string[] {
  if (kind !== 'alert' || !first || first.resolvedAt !== null) return [];
  return [`/ack_${shortId(first.id).replace('-', '')}`];
}

function answerIn(body: string): { description: string; retryAfterMs: number | null; movedTo: string | null } {
  try {
    const { description, parameters } = JSON.parse(body) as {
      description?: unknown;
      parameters?: { retry_after?: unknown; migrate_to_chat_id?: unknown };
    };
    const seconds = parameters?.retry_after;
    const moved = parameters?.migrate_to_chat_id;
    return {
      description: typeof description === 'string' ? description : '',
      retryAfterMs: typeof seconds === 'number' ? seconds * 1000 : null,
      movedTo: typeof moved === 'number' || typeof moved === 'string' ? String(moved) : null,
    };
  } catch {
    return { description: '', retryAfterMs: null, movedTo: null };
  }
}

import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What the bot has asked the server for. */
export interface Asked {
  method: string;
  /** Of JSON, or the fields of a form; files are told by their bytes. */
  body: Record<string, unknown>;
  file: Buffer | null;
  /** The number that it gave the message; null where it took none. */
  message: number | null;
}

export interface Failure {
  status: number;
  description: string;
  retryAfter?: number;
}

export interface TelegramStandIn {
  apiRoot: string;
  token: string;
  /** All that was asked for but `getUpdates`, oldest first. */
  readonly asked: readonly Asked[];
  /** Resolves when the bot waits for news, and has taken all there was. */
  idle(): Promise<void>;
  /** Resolves with the first that is asked for from now on, or was and was not waited for yet. */
  next(method: string): Promise<Asked>;
  /** Gives somebody's words to the bot. @param at Unix ms. */
  hear(user: number, text: string, more?: Record<string, unknown>, at?: number): void;
  /** Somebody presses a button under a message. */
  press(user: number, message: number, data: string): void;
  /** Any update. */
  push(update: Record<string, unknown>): void;
  /** The next times that a method is asked for, it fails so. */
  fail(method: string, failure: Failure, times?: number): void;
  /** The next time that a method is asked for, nothing is answered until the end. */
  hang(method: string): void;
  /** The next time that a method is asked for, it is answered once what this returns is called. */
  hold(method: string): () => void;
  /** Another program has told Telegram to send everything to it. */
  setWebhook(url: string): void;
  close(): Promise<void>;
}

const bot = { id: 7_000_000_001, is_bot: true, first_name: 'ballast', username: 'ballast_bot' };

/** A server that speaks the Bot API as Telegram does: long polling, confirmed by the offset, forms, buttons, limits and errors. */
export async function telegramStandIn(): Promise<TelegramStandIn> {
  const token = `7000000001:${'A'.repeat(35)}`;
  const updates: { update_id: number }[] = [];
  const asked: Asked[] = [];
  const seen = new Map<string, number>();
  const failures = new Map<string, Failure[]>();
  const hung = new Set<string>();
  const held = new Map<string, Promise<void>>();
  const wakers = new Set<() => void>();
  let webhook = '';
  let [updateId, messageId, waiting] = [1_000, 1, 0];
  const wake = () => {
    for (const one of [...wakers]) one();
  };

  const server = createServer((request, response) => {
    void answer(request, response).catch((error: unknown) => {
      response.statusCode = 500;
      response.end(JSON.stringify({ ok: false, error_code: 500, description: String(error) }));
    });
  });

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const parts: Buffer[] = [];
    for await (const part of request) parts.push(part as Buffer);
    const [, given, method = ''] = /^\/bot([^/]+)\/(\w+)$/.exec(request.url ?? '') ?? [];
    const say = (status: number, body: unknown): void => {
      response.writeHead(status, { 'content-type': 'application/json' });
      response.end(JSON.stringify(body));
    };
    const refuse = ({ status, description, retryAfter }: Failure): void =>
      say(status, {
        ...{ ok: false, error_code: status, description },
        ...(retryAfter === undefined ? {} : { parameters: { retry_after: retryAfter } }),
      });
    if (given !== token) return refuse({ status: 401, description: 'Unauthorized' });
    const { body, file } = readBody(request, Buffer.concat(parts));
    const taken: Asked = { method, body, file, message: null };
    if (method !== 'getUpdates') asked.push(taken);
    wake();
    if (hung.delete(method)) return;
    const letGo = held.get(method);
    held.delete(method);
    await letGo;
    const failure = failures.get(method)?.shift();
    if (failure) return refuse(failure);
    const wrong = problemOf(method, body, file);
    if (wrong !== null) return refuse({ status: 400, description: `Bad Request: ${wrong}` });
    if (method === 'getMe') return say(200, { ok: true, result: bot });
    if (method === 'getWebhookInfo') return say(200, { ok: true, result: { url: webhook, pending_update_count: 0 } });
    if (method === 'getUpdates') return say(200, { ok: true, result: await news(body, request) });
    if (method === 'answerCallbackQuery' || method === 'setMyCommands') return say(200, { ok: true, result: true });
    messageId += 1;
    taken.message = messageId;
    const chat = { id: Number(body['chat_id']), type: 'private' };
    say(200, {
      ok: true,
      result: { message_id: messageId, date: Math.floor(Date.now() / 1_000), chat, text: body['text'] },
    });
  }

  /** What was confirmed is gone; with nothing new it waits. */
  async function news(body: Record<string, unknown>, request: IncomingMessage): Promise<unknown[]> {
    const offset = Number(body['offset'] ?? 0);
    while (updates[0] && updates[0].update_id < offset) updates.shift();
    if (updates.length > 0) return updates.slice(0, Number(body['limit'] ?? 100));
    waiting += 1;
    wake();
    await new Promise<void>((resolve) => {
      const timer = setTimeout(finish, Number(body['timeout'] ?? 0) * 1_000);
      function finish(): void {
        if (updates.length === 0 && !request.socket.destroyed && timer.hasRef() && left() > 0) return;
        clearTimeout(timer);
        wakers.delete(finish);
        resolve();
      }
      const until = Date.now() + Number(body['timeout'] ?? 0) * 1_000 - 5;
      const left = (): number => until - Date.now();
      wakers.add(finish);
      request.socket.once('close', finish);
    });
    waiting -= 1;
    return updates.slice(0, 100);
  }

  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;

  function push(update: Record<string, unknown>): void {
    updateId += 1;
    updates.push({ update_id: updateId, ...update });
    wake();
  }
  const person = (id: number) => ({ id, is_bot: false, first_name: `person ${id}` });
  const privately = (id: number) => ({ id, type: 'private', first_name: `person ${id}` });

  return {
    apiRoot: `http://127.0.0.1:${port}`,
    token,
    asked,
    async idle() {
      while (waiting === 0 || updates.length > 0) {
        await new Promise<void>((resolve) => {
          const waker = () => {
            wakers.delete(waker);
            resolve();
          };
          wakers.add(waker);
        });
      }
    },
    async next(method) {
      for (;;) {
        const from = seen.get(method) ?? 0;
        const index = asked.findIndex((one, i) => i >= from && one.method === method);
        const found = asked[index];
        if (found) {
          seen.set(method, index + 1);
          return found;
        }
        await new Promise<void>((resolve) => {
          const waker = () => {
            wakers.delete(waker);
            resolve();
          };
          wakers.add(waker);
        });
      }
    },
    hear(user, text, more = {}, at = Date.now()) {
      messageId += 1;
      const date = Math.floor(at / 1_000);
      push({ message: { message_id: messageId, from: person(user), chat: privately(user), date, text, ...more } });
    },
    press(user, message, data) {
      const under = { message_id: message, chat: privately(user), date: Math.floor(Date.now() / 1_000), text: '' };
      push({ callback_query: { id: `q${updateId}`, from: person(user), message: under, chat_instance: '1', data } });
    },
    push,
    fail(method, failure, times = 1) {
      failures.set(method, [...(failures.get(method) ?? []), ...Array.from({ length: times }, () => failure)]);
    },
    setWebhook(url) {
      webhook = url;
    },
    hang: (method) => void hung.add(method),
    hold(method) {
      let letGo = () => {};
      held.set(method, new Promise((resolve) => (letGo = resolve)));
      return letGo;
    },
    async close() {
      server.closeAllConnections();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}

/** As the real one refuses it. */
function problemOf(method: string, body: Record<string, unknown>, file: Buffer | null): string | null {
  const text = String(body['text'] ?? body['caption'] ?? '');
  if (method === 'sendMessage' || method === 'editMessageText') {
    if (text.trim() === '') return 'message text is empty';
    if ([...text.replace(/<[^>]*>/g, '')].length > 4_096) return 'message is too long';
  }
  if (body['parse_mode'] === 'HTML') {
    const open: string[] = [];
    for (const [, slash, tag = ''] of text.matchAll(/<(\/?)([^>\s]*)[^>]*>/g)) {
      if (!['b', 'i', 'code', 'pre', 'u', 's', 'a'].includes(tag))
        return `can't parse entities: unsupported start tag "${tag}"`;
      if (slash === '') open.push(tag);
      else if (open.pop() !== tag) return "can't parse entities: unexpected end tag";
    }
    if (open.length > 0) return "can't parse entities: can't find end tag";
  }
  const keyboard = body['reply_markup'] as { inline_keyboard?: { callback_data?: string }[][] } | undefined;
  for (const { callback_data: data = '' } of keyboard?.inline_keyboard?.flat() ?? []) {
    if (Buffer.byteLength(data) < 1 || Buffer.byteLength(data) > 64) return 'BUTTON_DATA_INVALID';
  }
  if (method === 'sendPhoto' && file?.subarray(1, 4).toString() !== 'PNG') return 'PHOTO_INVALID_DIMENSIONS';
  return null;
}

function readBody(request: IncomingMessage, bytes: Buffer): { body: Record<string, unknown>; file: Buffer | null } {
  const type = request.headers['content-type'] ?? '';
  if (bytes.length === 0) return { body: {}, file: null };
  if (!type.startsWith('multipart/form-data'))
    return { body: JSON.parse(bytes.toString()) as Record<string, unknown>, file: null };
  const boundary = /boundary="?([^";]+)"?/.exec(type)?.[1] ?? '';
  const body: Record<string, unknown> = {};
  let file: Buffer | null = null;
  for (const part of bytes.toString('latin1').split(`--${boundary}`).slice(1, -1)) {
    const at = part.indexOf('\r\n\r\n');
    const [head, value] = [part.slice(0, at), part.slice(at + 4, -2)];
    const name = /name="([^"]+)"/.exec(head)?.[1] ?? '';
    if (/filename=/.test(head)) file = Buffer.from(value, 'latin1');
    else body[name] = Buffer.from(value, 'latin1').toString('utf8');
  }
  return { body, file };
}

import { createHmac } from 'node:crypto';
import { describe, expect, onTestFinished, test } from 'vitest';
import { sampleMessage } from '../testing/sampleMessage.js';
import { startWebStandIn, type WebAnswer } from '../testing/webStandIn.js';
import { createDiscordSink } from './discord.js';
import type { Sink } from './sink.js';
import { createSlackSink } from './slack.js';
import { createTelegramSink } from './telegram.js';
import { createWebhookSink } from './webhook.js';

const timeoutMs = 5_000;
const token = '123456789:AAF-secret_token_of_the_bot_0123456';
const stop = new AbortController().signal;

const kinds: Record<string, (url: string, patience?: number) => Sink> = {
  discord: (url, ms = timeoutMs) =>
    createDiscordSink('d', { url: `${url}/api/webhooks/1/verysecrettoken0123456789abcdef`, timeoutMs: ms }),
  slack: (url, ms = timeoutMs) =>
    createSlackSink('s', { url: `${url}/services/T0/B0/verysecrettoken0123456789abcdef`, timeoutMs: ms }),
  webhook: (url, ms = timeoutMs) =>
    createWebhookSink('w', { url: `${url}/hook`, secret: 'shared', timeoutMs: ms, now: () => 1_700_000_000_500 }),
  telegram: (url, ms = timeoutMs) =>
    createTelegramSink('t', { apiRoot: url, token, chat: '-100', hears: false, timeoutMs: ms }),
};

async function standIn(answer?: WebAnswer, options?: { tls?: boolean }) {
  const server = await startWebStandIn(options);
  onTestFinished(() => server.close());
  if (answer !== undefined) server.answer(answer);
  return server;
}

describe.each(Object.entries(kinds))('%s', (_, make) => {
  test('default: one message is one request', async () => {
    const server = await standIn();
    expect(await make(server.url).send(sampleMessage(), stop)).toMatchObject({ kind: 'sent' });
    expect(server.requests).toMatchObject([{ method: 'POST', headers: { 'content-type': 'application/json' } }]);
    expect(server.requests[0]?.body).toContain('POSITION_BREAK');
    expect(server.requests[0]?.body).toContain('ballast breaks');
  });

  test.each<[string, WebAnswer, string]>([
    ['a server in trouble', { status: 502, body: 'bad gateway' }, 'later'],
    ['a wrong address', { status: 404, body: '{"message": "Unknown Webhook", "code": 10015}' }, 'barred'],
    ['a token that was withdrawn', { status: 401, body: '{"ok":false,"description":"Unauthorized"}' }, 'barred'],
    ['a message that is not taken', { status: 400, body: 'invalid_payload' }, 'refused'],
    ['another place', { status: 302, headers: { location: 'http://127.0.0.1:1/' } }, 'barred'],
    ['a line that is cut', 'cut', 'later'],
  ])('behavior: %s', async (_name, answer, kind) => {
    const server = await standIn(answer);
    const outcome = await make(server.url).send(sampleMessage(), stop);
    expect(outcome).toMatchObject({ kind });
    expect(outcome.answer).not.toMatch(/secret/);
    expect(server.requests).toHaveLength(1);
  });

  test('behavior: one that accepts and never answers is given up', async () => {
    const server = await standIn('hang');
    expect(await make(server.url, 100).send(sampleMessage(), stop)).toEqual({
      kind: 'later',
      answer: 'no answer within 0.1 s',
    });
  });

  test('behavior: nobody there, a name that nobody has, a certificate of nobody', async () => {
    const gone = await startWebStandIn();
    await gone.close();
    const secure = await standIn(undefined, { tls: true });
    const answers = await Promise.all(
      [gone.url, 'http://nobody.invalid', secure.url].map((url) => make(url).send(sampleMessage(), stop)),
    );
    expect(answers.map(({ kind }) => kind)).toEqual(['later', 'later', 'later']);
    expect(answers.map(({ answer }) => answer)).toEqual([
      expect.stringContaining('ECONNREFUSED'),
      expect.stringMatching(/ENOTFOUND|EAI_AGAIN/),
      expect.stringMatching(/self.signed/i),
    ]);
    for (const { answer } of answers) expect(answer).not.toMatch(/secret/);
    expect(secure.requests).toEqual([]);
  });

  test('behavior: told to wait, it says for how long', async () => {
    const server = await standIn({ status: 429, headers: { 'retry-after': '7' }, body: 'slow down' });
    expect(await make(server.url).send(sampleMessage(), stop)).toMatchObject({ kind: 'later', retryAfterMs: 7_000 });
  });

  test('behavior: an answer that echoes the secret is kept without it', async () => {
    const server = await standIn();
    server.answer(({ path }) => ({ status: 500, body: `at http://127.0.0.1${path} ${'x'.repeat(100_000)}` }));
    const { answer } = await make(server.url).send(sampleMessage(), stop);
    expect(answer).not.toMatch(/secret|0123456/);
    expect(answer.length).toBeLessThan(200);
  });
});

test('discord: the pause is told in the body, to the millisecond; nobody is mentioned', async () => {
  const server = await standIn({
    status: 429,
    headers: { 'retry-after': '1' },
    body: '{"message":"You are being rate limited.","retry_after":0.563,"global":false}',
  });
  const sink = createDiscordSink('d', { url: server.url, timeoutMs });
  expect(await sink.send(sampleMessage(), stop)).toMatchObject({ kind: 'later', retryAfterMs: 563 });
  expect(JSON.parse(server.requests[0]?.body ?? '')).toMatchObject({ allowed_mentions: { parse: [] } });
});

test('slack: what it means by words', async () => {
  const server = await standIn({ status: 400, body: 'no_active_hooks' });
  const sink = createSlackSink('s', { url: server.url, timeoutMs });
  expect(await sink.send(sampleMessage(), stop)).toMatchObject({ kind: 'barred' });
});

test('telegram: what it means by words, and a group that has moved', async () => {
  const server = await standIn({
    status: 429,
    body: '{"ok":false,"error_code":429,"description":"Too Many Requests: retry after 14","parameters":{"retry_after":14}}',
  });
  const sink = createTelegramSink('t', { apiRoot: server.url, token, chat: '-100', hears: false, timeoutMs });
  expect(await sink.send(sampleMessage(), stop)).toEqual({
    kind: 'later',
    answer: '429 Too Many Requests: retry after 14',
    retryAfterMs: 14_000,
  });
  server.answer({
    status: 403,
    body: '{"ok":false,"error_code":403,"description":"Forbidden: bot was blocked by the user"}',
  });
  expect(await sink.send(sampleMessage(), stop)).toMatchObject({ kind: 'barred' });
  server.answer({ status: 400, body: '{"ok":false,"error_code":400,"description":"Bad Request: chat not found"}' });
  expect(await sink.send(sampleMessage(), stop)).toMatchObject({ kind: 'barred' });
  server.answer(({ body }) =>
    body.includes('"-100777"')
      ? { status: 200, body: '{"ok":true,"result":{"message_id":7}}' }
      : {
          status: 400,
          body: '{"ok":false,"error_code":400,"description":"Bad Request: group chat was upgraded to a supergroup chat","parameters":{"migrate_to_chat_id":-100777}}',
        },
  );
  expect(await sink.send(sampleMessage(), stop)).toEqual({ kind: 'sent', answer: '200' });
  const { path, body } = server.requests.at(-1) ?? { path: '', body: '{}' };
  expect(path).toBe(`/bot${token}/sendMessage`);
  expect(JSON.parse(body)).toMatchObject({ chat_id: '-100777', parse_mode: 'HTML' });
});

test('webhook: signed, so that its receiver can tell who sent it and when', async () => {
  const server = await standIn();
  const sink = createWebhookSink('w', { url: server.url, secret: 'shared', timeoutMs, now: () => 1_700_000_000_500 });
  const message = sampleMessage();
  await sink.send(message, stop);
  const { headers, body } = await server.received(1);
  expect(headers).toMatchObject({ 'x-ballast-timestamp': '1700000000', 'x-ballast-id': message.id });
  const right = createHmac('sha256', 'shared').update(`1700000000.${body}`).digest('hex');
  expect(headers['x-ballast-signature']).toBe(`v1=${right}`);
  expect(JSON.parse(body)).toMatchObject({
    id: message.id,
    kind: 'alert',
    alerts: [{ code: 'POSITION_BREAK', severity: 'critical', news: ['opened'], howToStop: expect.any(String) }],
  });
});

test('telegram: the bot of the remote control is told by a touch that somebody takes it on; another bot would not hear it', async () => {
  const server = await standIn({ status: 200, body: '{"ok":true,"result":{"message_id":7}}' });
  const id = '019ba7c7-1200-7000-8000-000000000001';
  const textOf = async (hears: boolean, changes = {}): Promise<string> => {
    const sink = createTelegramSink('t', { apiRoot: server.url, token, chat: '5', hears, timeoutMs });
    await sink.send(sampleMessage({ id, ...changes }), stop);
    return (JSON.parse(server.requests.at(-1)?.body ?? '{}') as { text: string }).text;
  };
  expect((await textOf(true)).split('\n').at(-1)).toBe('/ack_019ba7c71200');
  expect(await textOf(false)).not.toContain('/ack_');
  expect(await textOf(true, { resolvedAt: 1_768_046_400_000 })).not.toContain('/ack_');
});

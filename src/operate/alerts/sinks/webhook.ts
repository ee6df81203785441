import { createHmac } from 'node:crypto';
import { kindOf, runbookOf } from '../../../model/alertKind.js';
import { plain } from '../say/plain.js';
import { judge, post } from './post.js';
import type { Message, Sink } from './sink.js';

export interface WebhookSinkOptions {
  url: string;
  /** Secret. Signs what is sent. */
  secret: string;
  timeoutMs: number;
  now: () => number;
}

/** Your own server: JSON, signed so that it can tell who sent it and when. */
export const createWebhookSink = (name: string, { url, secret, timeoutMs, now }: WebhookSinkOptions): Sink => ({
  name,
  async send(message, stop) {
    const body = JSON.stringify(bodyOf(message));
    const headers = signatureOf(secret, body, Math.floor(now() / 1000));
    const response = await post(url, body, { headers: { ...headers, 'x-ballast-id': message.id }, timeoutMs, stop });
    return 'kind' in response ? response : judge(response);
  },
});

/**
 * What the receiver verifies: HMAC-SHA256 with the shared secret, hexadecimal, over the timestamp, a full stop and the body as it
 * was sent. Who takes nothing older than five minutes is safe from what somebody sends again.
 * @param timestamp Unix seconds
 */
export const signatureOf = (secret: string, body: string, timestamp: number): Record<string, string> => ({
  'x-ballast-timestamp': String(timestamp),
  'x-ballast-signature': `v1=${createHmac('sha256', secret).update(`${timestamp}.${body}`).digest('hex')}`,
});

/** A digest of a flood still is a body that every server takes. */
const mostAlerts = 200;

function bodyOf({ id, at, kind, place, said, alerts }: Message): object {
  return {
    ...{ id, at, kind, tone: said.tone, place, text: plain(said).text, count: alerts.length },
    alerts: alerts.slice(0, mostAlerts).map(({ news, ...alert }) => {
      const { says, does, next, mend, stop } = kindOf(alert.code);
      const chapter = runbookOf(alert.code);
      return { ...alert, news: news.map((one) => one.kind), says, does, next, mend, howToStop: stop, runbook: chapter };
    }),
  };
}

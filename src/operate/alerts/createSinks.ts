import type { SinkSettings } from '../../config/settings/alertSettings.js';
import { isLoopback } from '../../config/settings/isLoopback.js';
import type { SinkSecrets } from './sinkSecrets.js';
import { createDiscordSink } from './sinks/discord.js';
import { createMailSink } from './sinks/mail.js';
import type { Sink } from './sinks/sink.js';
import { createSlackSink } from './sinks/slack.js';
import type { MailServer } from './sinks/smtpOptions.js';
import { createTelegramSink } from './sinks/telegram.js';
import { createWebhookSink } from './sinks/webhook.js';

/** A receiver that accepts and never answers is given up after so long. */
const patience = 10_000;

/** A receiver for each that ballast.yaml names. */
export const createSinks = (
  settings: readonly SinkSettings[],
  secrets: ReadonlyMap<string, SinkSecrets>,
  now: () => number,
  timeoutMs = patience,
): Sink[] => settings.map((one) => createSink(one, secrets.get(one.name), now, timeoutMs));

function createSink(one: SinkSettings, secrets: SinkSecrets | undefined, now: () => number, timeoutMs: number): Sink {
  const { name } = one;
  const secret = secrets?.secret ?? '';
  switch (one.kind) {
    case 'discord':
      return createDiscordSink(name, { url: one.url, timeoutMs });
    case 'slack':
      return createSlackSink(name, { url: one.url, timeoutMs });
    case 'webhook':
      return createWebhookSink(name, { url: one.url, secret, timeoutMs, now });
    case 'telegram': {
      return createTelegramSink(name, {
        token: secret,
        chat: one.chat,
        apiRoot: one.apiRoot,
        hears: one.tokenFile === null,
        timeoutMs,
      });
    }
    case 'smtp': {
      const { from, to } = one;
      return createMailSink(name, { ...mailServerOf(one, secrets, timeoutMs), from, to });
    }
  }
}

/** The mail server of a receiver, with what its files hold. */
export const mailServerOf = (
  { server, login }: Extract<SinkSettings, { kind: 'smtp' }>,
  secrets: SinkSecrets | undefined,
  timeoutMs: number,
): MailServer => ({
  ...{ ...server, timeoutMs, mustEncrypt: !isLoopback(server.host) },
  auth: login === null ? null : { user: login.user, pass: secrets?.secret ?? '' },
  ca: secrets?.ca ?? null,
});

import { z } from 'zod';
import { countField, durationField, scalar, wordField } from '../fields.js';
import type { Parsed, Written } from '../quantities.js';
import { isLoopback } from './isLoopback.js';

/** A web address; what is wrong is said without repeating it, for it may carry a token. */
function parseAddress(written: Written): Parsed<string> {
  const text = String(written).trim();
  const mend = 'write the whole address, beginning with https://';
  if (!URL.canParse(text)) return { message: 'this is not a web address', mend };
  const { protocol, hostname } = new URL(text);
  if (protocol === 'https:' || (protocol === 'http:' && isLoopback(hostname))) return { value: text };
  if (protocol === 'http:') return { message: 'what is sent there could be read on the way', mend };
  return { message: `alerts cannot be sent by ${protocol}`, mend };
}

const address = (describe: string, example: string) => scalar(parseAddress, { describe, examples: [example] });

const file = (describe: string, example: string) => wordField({ describe, examples: [example] }, /^.+$/);

function parseServer(written: Written): Parsed<{ host: string; port: number }> {
  const text = String(written).trim();
  const mend = 'write it as host:port, for example smtp.example.com:587';
  const [, host, port] = /^(\[[0-9a-f:]+\]|[^\s:/]+):(\d{1,5})$/i.exec(text) ?? [];
  if (host === undefined || Number(port) < 1 || Number(port) > 65_535) {
    return { message: `\`${text}\` is not a mail server with its port`, mend };
  }
  return { value: { host, port: Number(port) } };
}

const mailAddress = (describe: string) =>
  wordField(
    { describe, examples: ['ballast@example.com'] },
    /^(?:[^<>\r\n"]+<)?[^\s<>@,;"]+@[^\s<>@,;"]+>?$/,
    'is not an e-mail address',
  );

function parseTime(written: Written): Parsed<number> {
  const [, hours, minutes] = /^(\d{1,2}):(\d{2})$/.exec(String(written).trim()) ?? [];
  if (hours === undefined || Number(hours) > 23 || Number(minutes) > 59) {
    return { message: `\`${written}\` is not a time of day`, mend: 'write it in quotes, as "22:00"' };
  }
  return { value: Number(hours) * 60 + Number(minutes) };
}

function parseZone(written: Written): Parsed<string> {
  const text = String(written).trim();
  try {
    return { value: new Intl.DateTimeFormat('en', { timeZone: text }).resolvedOptions().timeZone };
  } catch {
    return {
      message: `\`${text}\` is not a time zone`,
      mend: 'as IANA names it: Europe/Berlin, America/New_York, UTC',
    };
  }
}

const timeOfDay = (describe: string, example: string) => scalar(parseTime, { describe, examples: [example] });

const chat = scalar(
  (written): Parsed<string> => {
    const text = String(written).trim();
    if (/^-?\d{1,20}$/.test(text) || /^@\w{4,64}$/.test(text)) return { value: text };
    return { message: `\`${text}\` is not a chat`, mend: 'the number of a chat, such as -1001234567890, or @channel' };
  },
  { describe: 'Telegram: the chat that the bot of `telegram:` writes to', examples: ['-1001234567890', '@my_channel'] },
);

export const sinkShape = {
  discord: address("Discord: a webhook's address", 'https://discord.com/api/webhooks/…').optional(),
  slack: address("Slack: an incoming webhook's address", 'https://hooks.slack.com/services/…').optional(),
  webhook: address('Your own server, which is sent signed JSON', 'https://ops.example.com/ballast').optional(),
  telegram: chat.optional(),
  smtp: scalar(parseServer, {
    describe: 'E-mail: the mail server with its port',
    examples: ['smtp.example.com:587'],
  }).optional(),
  secretFile: file('For `webhook`: the file with the secret that signs; chmod 600', './keys/webhook.secret').optional(),
  tokenFile: file(
    "For `telegram`: the file with the bot's token, where it is another than that of `telegram:`; chmod 600",
    './keys/alerts-bot.token',
  ).optional(),
  apiRoot: address('For `telegram`: a Bot API server of your own', 'https://api.telegram.org').optional(),
  from: mailAddress('For `smtp`: who it is from').optional(),
  to: z
    .array(mailAddress('Who gets it'))
    .min(1)
    .optional()
    .meta({ description: 'For `smtp`: who gets it', written: [['ann@example.com']] }),
  user: wordField({ describe: 'For `smtp`: the name to log in with', examples: ['ballast'] }, /^.+$/).optional(),
  passwordFile: file('For `smtp`: the file with the password; chmod 600', './keys/smtp.password').optional(),
  caFile: file('For `smtp`: certificates of your own authority, PEM', './keys/ca.pem').optional(),
};

const names = (description: string, written: string[]) =>
  z
    .array(wordField({ describe: 'The name of a receiver', examples: written }))
    .meta({ description, written: [written] });

export const alertsShape = {
  name: wordField({
    describe: 'What this ballast is called in messages; the name of the machine where left out',
    examples: ['vps-1'],
  }).optional(),
  sinks: z
    .record(z.string(), z.strictObject(sinkShape))
    .prefault({})
    .meta({
      description:
        'Who is told, by names of your own; each is one of `discord`, `slack`, `webhook`, `telegram`, `smtp`',
      written: [{ team: { discord: '${' + 'DISCORD_WEBHOOK}' } }],
    }),
  tell: z
    .strictObject({
      warning: names('Of warnings', ['team']).optional(),
      critical: names('Of critical ones', ['team']).optional(),
    })
    .optional()
    .meta({
      description: 'Who is told of what at once; all of everything where left out',
      written: [{ critical: ['team'] }],
    }),
  escalateTo: names('Who is told as well when nobody acknowledges in time', ['phone']).optional(),
  escalateAfter: durationField('How long that is', '10m').prefault('10m'),
  repeatEvery: durationField('How often a critical alert that nobody acknowledged is told again', '30m').prefault(
    '30m',
  ),
  quiet: z
    .strictObject({
      from: timeOfDay('From when', '22:00'),
      to: timeOfDay('Until when', '07:00'),
      zone: scalar(parseZone, { describe: 'By the clock of', examples: ['Europe/Berlin', 'UTC'] }),
    })
    .optional()
    .meta({
      description: 'When only critical alerts are told; warnings wait for its end',
      written: [{ from: '22:00', to: '07:00', zone: 'Europe/Berlin' }],
    }),
  perMinute: countField('Most messages a minute to one receiver; what is more comes as one digest', 1, 6).prefault(6),
  heartbeat: z
    .strictObject({
      url: address('What is called as long as all is well, as healthchecks.io has it', 'https://hc-ping.com/…'),
      every: durationField('How often', '60s').prefault('60s'),
    })
    .optional()
    .meta({
      description: 'A watch outside of this machine: it tells you when ballast has not called',
      written: [{ url: '${' + 'HEARTBEAT_URL}', every: '60s' }],
    }),
};

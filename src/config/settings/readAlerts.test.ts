import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { folder, goodSettings, load, saidOfSettings, withSection } from '../../../test/configFiles.js';

const settings = (text: string) => withSection('alerts', text);
const read = (alerts: string) => load({ settings: settings(alerts) }).settings.alerts;
const wrong = (alerts: string) => saidOfSettings(settings(alerts));

const team = 'team: { discord: "https://discord.com/api/webhooks/1/x" }';

test('default: every way to people, who is told of what, and when', () => {
  const file = (name: string) => join(folder, name);
  expect(
    read(`
name: vps-1
sinks:
  ${team}
  desk: { slack: "https://hooks.slack.com/services/a/b/c" }
  own: { webhook: "http://127.0.0.1:9000/hook", secretFile: own.secret }
  night: { telegram: -1001234567890, tokenFile: bot.token }
  mail:
    smtp: smtp.example.com:587
    from: Ballast <ballast@example.com>
    to: [ann@example.com]
    user: ballast
    passwordFile: smtp.password
tell: { warning: [team], critical: [team, night, desk] }
escalateTo: [own, mail]
escalateAfter: 5m
quiet: { from: "22:00", to: "7:30", zone: Europe/Berlin }
heartbeat: { url: "https://hc-ping.com/0000" }`),
  ).toEqual({
    name: 'vps-1',
    sinks: [
      { name: 'team', kind: 'discord', url: 'https://discord.com/api/webhooks/1/x' },
      { name: 'desk', kind: 'slack', url: 'https://hooks.slack.com/services/a/b/c' },
      { name: 'own', kind: 'webhook', url: 'http://127.0.0.1:9000/hook', secretFile: file('own.secret') },
      { name: 'night', kind: 'telegram', chat: '-1001234567890', tokenFile: file('bot.token'), apiRoot: null },
      {
        ...{ name: 'mail', kind: 'smtp', server: { host: 'smtp.example.com', port: 587 }, caFile: null },
        ...{ from: 'Ballast <ballast@example.com>', to: ['ann@example.com'] },
        login: { user: 'ballast', passwordFile: file('smtp.password') },
      },
    ],
    tell: { warning: ['team'], critical: ['team', 'night', 'desk'] },
    ...{ escalateTo: ['own', 'mail'], escalateAfter: 300_000, repeatEvery: 1_800_000, perMinute: 6 },
    quiet: { from: 1_320, to: 450, zone: 'Europe/Berlin' },
    heartbeat: { url: 'https://hc-ping.com/0000', every: 60_000 },
  });
});

test('behavior: all are told of everything unless it is said, but those that only wait for the others', () => {
  const desk = 'desk: { slack: "https://hooks.slack.com/x" }';
  expect(read(`sinks:\n  ${team}\n  ${desk}`)?.tell).toEqual({ warning: ['team', 'desk'], critical: ['team', 'desk'] });
  expect(read(`sinks:\n  ${team}\n  ${desk}\nescalateTo: [desk]`)?.tell).toEqual({
    ...{ warning: ['team'], critical: ['team'] },
  });
  expect(read(`sinks:\n  ${team}\ntell: { warning: [] }`)?.tell).toEqual({ warning: [], critical: ['team'] });
  expect(load({ settings: goodSettings }).settings.alerts).toBeUndefined();
});

describe('behavior: what is wrong is said, with its place and without what is secret', () => {
  const isSaid = (text: string, expected: readonly string[]) => {
    const found = wrong(text);
    expect(found).toEqual(expected);
    expect(found.join()).not.toContain('secret"');
  };

  test.each<[string, string[]]>([
    ['', ['alerts `alerts` is empty']],
    ['{}', ['alerts `alerts` names nobody who is told']],
    ['sink: {}', ['alerts.sink unknown key `sink`', 'alerts `alerts` names nobody who is told']],
    ['sinks: { "a b": { slack: "https://x.example" } }', ['alerts.sinks.a b `a b` cannot be the name of a receiver']],
    ['heartbeat: { url: "https://hc-ping.com/x", every: 1s }', ['alerts.heartbeat.every that is too often']],
  ])('%s', isSaid);

  test.each<[string, string]>([
    ['', ' what kind of receiver `a` is, is not said'],
    ['slack: "http://hooks.slack.com/secret"', '.slack what is sent there could be read on the way'],
    ['slack: "hooks/secret"', '.slack this is not a web address'],
    ['slack: "https://x.example", discord: "https://y.example"', '.slack `a` is `discord` already'],
    ['slack: "https://x.example", to: [b@example.com]', '.to `to` belongs to `smtp`, and this is `slack`'],
    ['webhook: "https://x.example"', ' `secretFile` is missing'],
    ['telegram: 5', ' `tokenFile` is missing'],
    ['telegram: me, tokenFile: t', '.telegram `me` is not a chat'],
    [
      'smtp: mail.example.com, from: a@example.com, to: [b@example.com]',
      '.smtp `mail.example.com` is not a mail server with its port',
    ],
    ['smtp: "m.example.com:25", to: [b@example.com]', ' `from` is missing'],
    ['smtp: "m.example.com:25", from: a@example.com, to: [b], user: x', '.to[0] `b` is not an e-mail address'],
    ['smtp: "m.example.com:25", from: a@example.com, to: [b@example.com], user: x', ' `passwordFile` is missing'],
  ])('of a receiver: %s', (receiver, expected) =>
    isSaid(`sinks: { a: { ${receiver} } }`, [`alerts.sinks.a${expected}`]),
  );

  test.each<[string, string[]]>([
    [
      'tell: { critical: [tean] }',
      ['alerts.sinks.team `team` would never be told anything', 'alerts.tell.critical[0] `tean` is not a receiver'],
    ],
    ['tell: { warning: [team], critical: [] }', ['alerts.tell.critical nobody is told of a critical alert']],
    [
      'quiet: { from: "22:00", to: "22:00", zone: Mars/Olympus }',
      ['alerts.quiet.zone `Mars/Olympus` is not a time zone'],
    ],
    [
      'quiet: { from: 1320, to: "7", zone: UTC }',
      ['alerts.quiet.from `1320` is not a time of day', 'alerts.quiet.to `7` is not a time of day'],
    ],
    [
      'escalateAfter: 1s\nrepeatEvery: 5s\nperMinute: 0',
      [
        'alerts.escalateAfter that is too often',
        'alerts.repeatEvery that is too often',
        'alerts.perMinute `0` is not a whole number of 1 or more',
      ],
    ],
  ])('of the rules: %s', (rules, expected) => isSaid(`sinks: { ${team} }\n${rules}`, expected));
});

test('behavior: a chat without a token of its own is written to by the bot of `telegram:`, wherever that is', () => {
  const bot = (root: string) =>
    `telegram:\n  tokenFile: bot.token\n${root}  users: [{ id: 7, name: ann, role: operator }]\n`;
  const sinkOf = (root: string, more = '') =>
    load({ settings: `${settings(`sinks: { a: { telegram: 7${more} } }`)}${bot(root)}` }).settings.alerts?.sinks[0];
  expect(sinkOf('')).toMatchObject({ tokenFile: null });
  expect(sinkOf('  apiRoot: "http://127.0.0.1:8081"\n')).toMatchObject({ apiRoot: 'http://127.0.0.1:8081' });
  expect(sinkOf('  apiRoot: "http://127.0.0.1:8081"\n', ', tokenFile: own.token')).toMatchObject({ apiRoot: null });
});

describe('behavior: what people are shown to copy is taken', () => {
  const root = join(import.meta.dirname, '../../..');
  const env = {
    DISCORD_WEBHOOK: 'https://discord.com/api/webhooks/1/x',
    SLACK_WEBHOOK: 'https://hooks.slack.com/services/a/b/c',
    HEARTBEAT_URL: 'https://hc-ping.com/0000',
  };
  const shown = readFileSync(join(root, 'docs/alerting.md'), 'utf8');
  const blocks = [...shown.matchAll(/```yaml\n([\s\S]*?)```/g)].map(([, text = '']) =>
    text.startsWith('alerts:') ? text : `alerts:\n  sinks:\n${text}`,
  );
  const example = readFileSync(join(root, 'ballast.example.yaml'), 'utf8');
  const [commented = ''] = /^# alerts:\n(?:# .*\n)+/m.exec(example) ?? [];

  test.each([commented.replace(/^# /gm, ''), ...blocks])('%s', (text) => {
    const { alerts } = load({ settings: `${goodSettings}${text}`, env }).settings;
    expect(alerts?.sinks.length).toBeGreaterThan(0);
  });

  test('all of them were found', () => {
    expect(blocks).toHaveLength(3);
    expect(commented).toContain('heartbeat');
  });
});

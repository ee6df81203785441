import { dirname, resolve } from 'node:path';
import type { Path } from '../problem.js';
import { type Check, type Fields, readFields, readMap } from '../readFields.js';
import { didYouMean } from '../suggestion.js';
import type { AlertSettings, SinkSettings } from './alertSettings.js';
import { alertsShape, sinkShape } from './alertsSchema.js';

/** The bot of `telegram:`, which may write alerts as well. */
interface Bot {
  /** null: where all bots are. */
  apiRoot: string | null;
}

/** `alerts:`; undefined where there is none, null where it could not be understood, which is reported. */
export function readAlerts(check: Check, given: unknown, bot: Bot | null): AlertSettings | null | undefined {
  if (given === undefined) return undefined;
  const map = readMap(check, ['alerts'], given);
  if (!map) return null;
  const { sinks: givenSinks, ...rest } = map;
  const { sinks: _, ...shape } = alertsShape;
  const fields = readFields(check, ['alerts'], rest, shape);
  const sinks = readSinks(check, givenSinks, bot);
  reportTimes(check, fields);
  if (sinks === null) return null;
  const names = sinks.map(({ name }) => name);
  const known = (list: readonly string[], ...path: Path): readonly string[] => {
    list.forEach((name, at) => {
      if (names.includes(name)) return;
      check.report(['alerts', ...path, at], `\`${name}\` is not a receiver`, didYouMean(name, names));
    });
    return list;
  };
  const escalateTo = known(fields.escalateTo ?? [], 'escalateTo');
  const first = names.filter((name) => !escalateTo.includes(name));
  const everybody = first.length === 0 ? names : first;
  const tell = {
    warning: known(fields.tell?.warning ?? (fields.tell ? [] : everybody), 'tell', 'warning'),
    critical: known(fields.tell?.critical ?? everybody, 'tell', 'critical'),
  };
  if (names.length > 0 && tell.critical.length === 0) {
    check.report(['alerts', 'tell', 'critical'], 'nobody is told of a critical alert', 'name at least one receiver');
  }
  for (const name of names) {
    if (fields.tell === undefined || [tell.warning, tell.critical, escalateTo].some((list) => list.includes(name)))
      continue;
    check.report(
      ['alerts', 'sinks', name],
      `\`${name}\` would never be told anything`,
      'name it under `tell` or `escalateTo`',
      { atKey: true },
    );
  }
  if (names.length === 0 && fields.heartbeat === undefined) {
    check.report(['alerts'], '`alerts` names nobody who is told', 'give it `sinks:`, or take it out');
  }
  const { escalateAfter, repeatEvery, perMinute, quiet, heartbeat, name } = fields;
  if (escalateAfter === undefined || repeatEvery === undefined || perMinute === undefined) return null;
  return {
    ...{ name: name ?? null, sinks, tell, escalateTo, escalateAfter, repeatEvery, perMinute },
    quiet: quiet ?? null,
    heartbeat: heartbeat ?? null,
  };
}

function reportTimes(
  check: Check,
  { escalateAfter, repeatEvery, quiet, heartbeat }: Fields<Omit<typeof alertsShape, 'sinks'>>,
): void {
  const least = (value: number | undefined, ms: number, path: Path, mend: string) => {
    if (value === undefined || value >= ms) return;
    check.report(['alerts', ...path], 'that is too often', mend);
  };
  least(escalateAfter, 30_000, ['escalateAfter'], 'give somebody the time to answer: 10m');
  least(repeatEvery, 60_000, ['repeatEvery'], 'what comes too often is not read: 30m');
  least(heartbeat?.every, 10_000, ['heartbeat', 'every'], 'most watches take one call a minute: 60s');
  if (quiet && quiet.from === quiet.to) {
    check.report(
      ['alerts', 'quiet', 'to'],
      'quiet hours that end when they begin',
      'set another time, or take `quiet` out',
    );
  }
}

function readSinks(check: Check, given: unknown, bot: Bot | null): SinkSettings[] | null {
  if (given === undefined || given === null) return [];
  const map = readMap(check, ['alerts', 'sinks'], given);
  if (!map) return null;
  const read = Object.entries(map).map(([name, entry]) => readSink(check, name, entry, bot));
  const whole = read.filter((sink) => sink !== null);
  return whole.length < read.length ? null : whole;
}

const kinds = ['discord', 'slack', 'webhook', 'telegram', 'smtp'] as const;
type Kind = (typeof kinds)[number];

/** What belongs to a kind beside its own key. */
const belongs: Readonly<Record<Exclude<keyof typeof sinkShape, Kind>, Kind>> = {
  ...{ secretFile: 'webhook', tokenFile: 'telegram', apiRoot: 'telegram' },
  ...{ from: 'smtp', to: 'smtp', user: 'smtp', passwordFile: 'smtp', caFile: 'smtp' },
};

function readSink(check: Check, name: string, given: unknown, bot: Bot | null): SinkSettings | null {
  const path = ['alerts', 'sinks', name];
  if (!/^[\w-]{1,40}$/.test(name)) {
    check.report(path, `\`${name}\` cannot be the name of a receiver`, 'letters, digits, - and _', { atKey: true });
    return null;
  }
  const fields = readFields(check, path, given, sinkShape);
  const entry = readMap(check, path, given) ?? {};
  const stated = kinds.filter((one) => entry[one] !== undefined && entry[one] !== null);
  const [kind, another] = stated;
  if (kind === undefined) {
    check.report(
      path,
      `what kind of receiver \`${name}\` is, is not said`,
      `write one of ${kinds.map((one) => `\`${one}\``).join(', ')}`,
      { atKey: true },
    );
    return null;
  }
  if (another !== undefined) {
    check.report([...path, another], `\`${name}\` is \`${kind}\` already`, 'give each receiver a name of its own');
    return null;
  }
  let whole = true;
  for (const [key, owner] of Object.entries(belongs)) {
    if (owner === kind || entry[key] === undefined) continue;
    check.report([...path, key], `\`${key}\` belongs to \`${owner}\`, and this is \`${kind}\``, 'take it out');
    whole = false;
  }
  const missing = (key: string, mend: string): null => {
    if (entry[key] === undefined) check.report(path, `\`${key}\` is missing`, mend, { atKey: true });
    return null;
  };
  const besides = (file: string): string => resolve(dirname(check.yaml.file), file);
  const {
    discord,
    slack,
    webhook,
    telegram,
    smtp,
    secretFile,
    tokenFile,
    apiRoot,
    from,
    to,
    user,
    passwordFile,
    caFile,
  } = fields;
  if (!whole) return null;
  if (discord !== undefined) return { name, kind: 'discord', url: discord };
  if (slack !== undefined) return { name, kind: 'slack', url: slack };
  if (webhook !== undefined) {
    if (secretFile === undefined)
      return missing('secretFile', 'a file with a long random secret: `openssl rand -hex 32`');
    return { name, kind: 'webhook', url: webhook, secretFile: besides(secretFile) };
  }
  if (telegram !== undefined) {
    if (tokenFile === undefined && bot === null)
      return missing('tokenFile', 'a file with the token of the bot, or a `telegram:` section');
    return {
      name,
      kind: 'telegram',
      chat: telegram,
      tokenFile: tokenFile === undefined ? null : besides(tokenFile),
      // The bot of `telegram:` is where that says.
      apiRoot: apiRoot ?? (tokenFile === undefined ? (bot?.apiRoot ?? null) : null),
    };
  }
  if (smtp === undefined) return null;
  if (from === undefined) return missing('from', 'the address that mail comes from');
  if (to === undefined) return missing('to', 'a list of addresses');
  if ((user === undefined) !== (passwordFile === undefined)) {
    return missing(user === undefined ? 'user' : 'passwordFile', '`user` and `passwordFile` go together');
  }
  const login = user === undefined || passwordFile === undefined ? null : { user, passwordFile: besides(passwordFile) };
  return { name, kind: 'smtp', server: smtp, from, to, login, caFile: caFile === undefined ? null : besides(caFile) };
}

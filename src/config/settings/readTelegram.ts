import { dirname, resolve } from 'node:path';
import { personOf } from '../../model/person.js';
import { type Check, readFields, readMap } from '../readFields.js';
import { type TelegramSettings, type TelegramUser, telegramShape, telegramUserShape } from './telegramSchema.js';

/** `telegram:`; undefined where there is none, null where it could not be understood, which is reported. */
export function readTelegram(check: Check, given: unknown): TelegramSettings | null | undefined {
  if (given === undefined || given === null) return undefined;
  const map = readMap(check, ['telegram'], given);
  if (!map) return null;
  const { users: givenUsers, ...rest } = map;
  const { users: _, ...shape } = telegramShape;
  const { tokenFile, codeAbove, apiRoot } = readFields(check, ['telegram'], rest, shape);
  const users = readUsers(check, givenUsers);
  if (users === null || tokenFile === undefined || codeAbove === undefined || apiRoot === undefined) return null;
  return { tokenFile: resolve(dirname(check.yaml.file), tokenFile), users, codeAbove, apiRoot };
}

/** Nobody yet is a list as well: the bot then tells who has written to it, and answers nobody. */
function readUsers(check: Check, given: unknown): TelegramUser[] | null {
  if (given === undefined || given === null) return [];
  if (!Array.isArray(given)) {
    check.report(
      ['telegram', 'users'],
      'a list of people is wanted',
      'write each as `- { id: 1, name: ann, role: viewer }`',
    );
    return null;
  }
  const users = given.map((one, at) => {
    const path = ['telegram', 'users', at];
    const { id, name, role } = readFields(check, path, one, telegramUserShape);
    return id === undefined || name === undefined || role === undefined ? null : { id: Number(id), name, role };
  });
  const whole = users.filter((one) => one !== null);
  if (whole.length < users.length) return null;
  let isPlain = true;
  whole.forEach((one, at) => {
    for (const field of ['id', 'name'] as const) {
      const known = personOf(String(one[field]));
      if (whole.findIndex((other) => personOf(String(other[field])) === known) === at) continue;
      isPlain = false;
      check.report(['telegram', 'users', at, field], `\`${one[field]}\` is another’s already`, 'each person once');
    }
  });
  return isPlain ? whole : null;
}

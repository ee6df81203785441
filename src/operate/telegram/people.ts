import type { TelegramUser } from '../../config/settings/telegramSchema.js';
import { type Right, roles } from '../../model/rights.js';
import type { Person } from './verbs/verb.js';

/** Those who are on the list, by Telegram's number of each. */
export const peopleOf = (users: readonly TelegramUser[]): ReadonlyMap<number, Person> =>
  new Map(users.map((user) => [user.id, personOf(user)]));

const personOf = (user: TelegramUser): Person => ({
  ...{ user, author: `telegram:${user.name}` },
  rights: new Set<Right>(roles[user.role]),
});

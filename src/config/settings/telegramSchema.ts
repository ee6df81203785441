import { z } from 'zod';
import { type Role, roleNames } from '../../model/rights.js';
import { countField, scalar, usdField, wordField } from '../fields.js';
import type { Parsed, Written } from '../quantities.js';
import { didYouMean } from '../suggestion.js';
import { isLoopback } from './isLoopback.js';

/** Where Telegram itself answers bots. */
export const telegramApi = 'https://api.telegram.org';

/** `telegram:` of ballast.yaml. Plain data: it is copied to another thread. */
export interface TelegramSettings {
  /** The file with the bot's token; absolute. */
  tokenFile: string;
  users: readonly TelegramUser[];
  /** USD: approving more than that wants a code as well. */
  codeAbove: number;
  /** `https://api.telegram.org`, or a Bot API server of one's own. */
  apiRoot: string;
}

/** Somebody who may talk to the bot. */
export interface TelegramUser {
  /** Telegram's number of the person: names there can be changed, and taken by others. */
  id: number;
  name: string;
  role: Role;
}

function parseRoot(written: Written): Parsed<string> {
  const text = String(written).trim();
  const mend = 'leave it out, or write the address of your own Bot API server: https://bot.example.com';
  if (!URL.canParse(text)) return { message: 'this is not a web address', mend };
  const { protocol, hostname, search, hash, username } = new URL(text);
  if (search !== '' || hash !== '' || username !== '') return { message: 'a plain address is wanted', mend };
  if (protocol === 'https:' || (protocol === 'http:' && isLoopback(hostname)))
    return { value: text.replace(/\/+$/, '') };
  return { message: 'the token could be read on the way', mend };
}

function parseRole(written: Written): Parsed<Role> {
  const text = String(written).trim();
  const role = roleNames.find((one) => one === text);
  return role
    ? { value: role }
    : { message: `\`${text.slice(0, 20)}\` is not a role`, mend: didYouMean(text.slice(0, 20), roleNames) };
}

export const telegramUserShape = {
  id: countField('Telegram’s number of the person: `ballast telegram whoami` tells it', 1, 123456789),
  name: wordField(
    { describe: 'What the person is called in the ledger, after `telegram:`', examples: ['ann'] },
    /^[\w.@-]{1,64}$/,
    'is not a name: letters, digits and . _ @ - only',
  ),
  role: scalar(parseRole, { describe: `What the person may do: ${roleNames.join(', ')}`, examples: ['operator'] }),
};

export const telegramShape = {
  tokenFile: wordField(
    { describe: 'The file with the bot’s token, as BotFather gave it; chmod 600', examples: ['./keys/telegram.token'] },
    /^.+$/,
  ),
  users: z.array(z.strictObject(telegramUserShape), { error: 'a list of people is wanted' }).meta({
    description: 'Who may talk to the bot, each in a private chat; everybody else gets silence',
    written: [[{ id: 123456789, name: 'ann', role: 'operator' }]],
  }),
  codeAbove: usdField('Approving more than that wants a one-time code as well', '10_000 usd').prefault('10_000 usd'),
  apiRoot: scalar(parseRoot, {
    describe: 'A Bot API server of your own; Telegram’s where left out',
    examples: [telegramApi],
  }).prefault(telegramApi),
};

import { telegramApi } from '../config/settings/telegramSchema.js';

/**
 * The address of a method of the Bot API. The token is in it: it is as secret.
 * @param apiRoot - A Bot API server of one's own; null: Telegram's.
 */
export const botUrl = (token: string, apiRoot: string | null, method: string): string =>
  `${(apiRoot ?? telegramApi).replace(/\/+$/, '')}/bot${token}/${method}`;

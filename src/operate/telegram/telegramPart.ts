import type { SidePartKind } from '../side/part.js';

/** Remote control by a Telegram bot, where ballast.yaml has `telegram:`. */
export const telegramPart: SidePartKind = ({ telegram: said }) => {
  if (said === undefined) return null;
  const { tokenFile, users, codeAbove, apiRoot } = said;
  let token = '';
  return {
    name: 'telegram',
    async open() {
      const { readBotToken } = await import('../botToken.js');
      token = await readBotToken(tokenFile);
    },
    async run({ ledger, knowledge, now, log, stop }) {
      const { runBot } = await import('./runBot.js');
      await runBot({ token, apiRoot, users, codeAbove, ledger, knowledge, now, log, stop });
    },
  };
};

import { BallastError } from '../../model/error.js';
import type { SidePartKind } from '../side/part.js';

/** Remote control by a Telegram bot, where ballast.yaml has `telegram:`. */
export const telegramPart: SidePartKind = ({ telegram: said }) => {
  if (said === undefined) return null;
  const { tokenFile, users, codeAbove, apiRoot } = said;
  let token = '';
  return {
    name: 'telegram',
    async open() {
      const { readPrivateFile } = await import('../../execute/transactions/privateFile.js');
      token = (await readPrivateFile(tokenFile)).trim();
      if (/^\d{1,20}:[\w-]{30,}$/.test(token)) return;
      throw new BallastError(`${tokenFile} has no token of a bot in it`, {
        mend: 'put into it what BotFather says after /newbot, in one line: 123456789:AA…',
      });
    },
    async run({ ledger, knowledge, now, log, stop }) {
      const { runBot } = await import('./runBot.js');
      await runBot({ token, apiRoot, users, codeAbove, ledger, knowledge, now, log, stop });
    },
  };
};

import { readPrivateFile } from '../execute/transactions/privateFile.js';
import { BallastError } from '../model/error.js';

/** The secret that BotFather gave, of the bot that is written to and of one that tells alerts. @throws BallastError when the file cannot be read, others may read it, or it has no token in it */
export async function readBotToken(file: string): Promise<string> {
  const token = (await readPrivateFile(file)).trim();
  if (/^\d{1,20}:[\w-]{30,}$/.test(token)) return token;
  throw new BallastError(`${file} has no token of a bot in it`, {
    mend: 'put into it what BotFather says after /newbot, in one line: 123456789:AA…',
  });
}

import type { Log } from '../../model/log.js';
import type { UnixMillis } from '../../model/units.js';
import type { Ledger } from '../../record/ledger.js';
import { countStrangers, isKnownStranger } from '../../record/queries/telegram.js';
import { strangerWrote } from '../../record/statements/telegram.js';

export interface StrangersOptions {
  ledger: Ledger;
  now: () => UnixMillis;
  log: Log;
}

/** So many are kept; more than that is somebody who plays. */
const mostKept = 50;
/** One who writes much is counted so often at most. */
const everyMs = 10_000;

/** Keeps who has written and is not on the list: silence is the only answer they get. */
export function createStrangers({ ledger, now, log }: StrangersOptions) {
  const told = new Map<number, number>();
  return {
    /** The log tells of each once. */
    async wrote(user: number): Promise<void> {
      const at = now();
      const before = told.get(user);
      if (before !== undefined && at - before < everyMs) return;
      if (before === undefined && told.size >= mostKept) return;
      told.set(user, at);
      try {
        if ((await countStrangers(ledger)) < mostKept || (await isKnownStranger(ledger, user))) {
          await ledger.commit(strangerWrote(user, at));
        }
        if (before !== undefined) return;
        log.warn(
          { at: 'telegram', user },
          'somebody who is not on the list has written to the bot: silence is the answer',
        );
      } catch (error) {
        log.warn({ at: 'telegram', user, error }, 'who wrote to the bot could not be kept');
      }
    },
  };
}

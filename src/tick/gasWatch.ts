import type { Address } from 'viem';
import type { Alarms } from '../model/alert.js';
import { gasTokenOf } from '../model/gasToken.js';
import type { Milliseconds, UnixMillis } from '../model/units.js';
import { type GasOfRescue, gasOfRescue, rescuesFor, sayEther, sayRescues } from '../plan/gasOfRescue.js';
import { isDue } from '../record/isDue.js';
import type { Book } from './book.js';
import type { Seen } from './observeBlock.js';

export interface GasWatchOptions {
  chainId: number;
  books: readonly Book[];
  alarms: Alarms;
  /** Between two looks. */
  sampleEvery: Milliseconds;
  now: () => UnixMillis;
}

/** Rescues: with fewer it is low, and with twice as many it is well again, so that gas which gets dearer and cheaper rings once. */
const few = 5n;
const enough = 2n * few;

/** Alerts of accounts that send and have gas token for few rescues, each once however many books trade from it. */
export function createGasWatch({ chainId, books, alarms, sampleEvery, now }: GasWatchOptions) {
  let lookedAt: UnixMillis | undefined;

  return async ({ taken }: Pick<Seen, 'taken'>): Promise<void> => {
    if (!isDue(lookedAt, sampleEvery, now())) return;
    lookedAt = now();
    for (const [subject, { balance, rescue, isWhole }] of dearestOf(books, taken)) {
      const alert = { code: 'GAS_LOW', subject } as const;
      const count = rescuesFor(balance, rescue);
      if (count >= enough && isWhole) await alarms.resolve(alert);
      if (count >= few) continue;
      const token = gasTokenOf(chainId);
      const lacks = `${sayEther(rescue.each * enough - balance)} ${token}`;
      await alarms.raise({ ...alert, text: `${sayRescues(balance, rescue, token)}; send ${lacks} for ${enough}` });
    }
  };
}

/** Subject of the alert. */
export const gasSubject = (account: Address, chain: string): string => `${account} on ${chain}`;

interface Reckoned {
  balance: bigint;
  rescue: GasOfRescue;
  /** Whether all was read: what was not may be dearer. */
  isWhole: boolean;
}

/** What each live account has, and the dearest rescue that one of its books may want. */
function dearestOf(books: readonly Book[], taken: Seen['taken']): ReadonlyMap<string, Reckoned> {
  const found = new Map<string, Reckoned>();
  for (const [i, { strategy, venues }] of books.entries()) {
    const snapshot = taken[i]?.snapshot;
    if (!snapshot || strategy.mode !== 'live') continue;
    const subject = gasSubject(strategy.account, strategy.chain);
    const before = found.get(subject);
    const own = gasOfRescue(venues, snapshot);
    const rescue = before && before.rescue.each >= own.each ? before.rescue : own;
    const isWhole = snapshot.unread.length === 0 && before?.isWhole !== false;
    found.set(subject, { balance: snapshot.nativeBalance, rescue, isWhole });
  }
  return found;
}

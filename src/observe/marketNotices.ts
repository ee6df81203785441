import type { Log } from '../model/log.js';
import type { Snapshot } from '../model/snapshot.js';

/**
 * Tells when a market begins to take only what reduces, or nothing at all, and when it is as before: a release that was
 * rotated, prices that disagree, a market that was disabled. Once a change, not once a block.
 */
export function createMarketNotices(log: Log): (snapshot: Snapshot) => void {
  const told = new Map<string, string | null>();
  return ({ account, block, readings }) => {
    for (const { instrument, closed, reduceOnly = null } of readings.flatMap(({ markets }) => markets)) {
      const key = `${account} ${instrument.id}`;
      const state = closed === null ? reduceOnly : `closed: ${closed}`;
      const before = told.get(key) ?? null;
      told.set(key, state);
      // Figures in a sentence move with each block; what matters is that there is one.
      if ((before === null) === (state === null)) continue;
      const facts = { at: 'market', account, instrument: instrument.id, block: block.number };
      if (state === null) log.info({ ...facts, was: before }, 'the market takes new risk again');
      else log.warn({ ...facts, why: state }, 'no new risk in this market');
    }
  };
}

import type { Log } from '../model/log.js';
import type { Snapshot } from '../model/snapshot.js';

/**
 * Tells when a market begins to take only what reduces, or nothing at all, and when it is as before: a release that was
 * rotated, prices that disagree, a market that was disabled. Once a change, not once a block.
 */
export function createMarketNotices(log: Log): (snapshot: Snapshot) => void {
  const told = new Map<string, State>();
  return ({ account, block, readings }) => {
    for (const { instrument, closed, reduceOnly = null } of readings.flatMap(({ markets }) => markets)) {
      const key = `${account} ${instrument.id}`;
      const state = stateOf(closed, reduceOnly);
      const before = told.get(key) ?? open;
      told.set(key, state);
      // Figures in a sentence move with each block; what matters is what the market takes.
      if (before.takes === state.takes) continue;
      const facts = { at: 'market', account, instrument: instrument.id, block: block.number };
      if (state.takes === 'all') log.info({ ...facts, was: before.why }, 'the market takes new risk again');
      else if (state.takes === 'nothing')
        log.warn({ ...facts, why: state.why }, 'nothing can be traded in this market');
      else log.warn({ ...facts, why: state.why }, 'no new risk in this market');
    }
  };
}

interface State {
  takes: 'all' | 'reductions' | 'nothing';
  why: string;
}

const open: State = { takes: 'all', why: '' };

function stateOf(closed: string | null, reduceOnly: string | null): State {
  if (closed !== null) return { takes: 'nothing', why: closed };
  return reduceOnly === null ? open : { takes: 'reductions', why: reduceOnly };
}

import type { Pulse } from '../model/pulse.js';

/**
 * A daemon tells in two ways that it goes on: it beats, which dates its run in the ledger whatever it waits for, and the loop of each
 * chain writes a pulse every few seconds. What their silence means is for whoever asks to know; all of it is ms.
 */

/** So often a daemon beats. */
export const beatEveryMs = 10_000;

/** One that has neither beaten nor written a pulse for so long hangs, or is gone: people are told, and a restart may help. */
export const hangsAfterMs = 30_000;

/** One that has not beaten for so long may be taken over from another machine. */
export const takenOverAfterMs = 60_000;

/** One that cannot beat for so long ends by itself: well before it may be taken over. */
export const givesUpAfterMs = takenOverAfterMs - 20_000;

/** Without a pulse for so long what was written down is not how things are. */
export const pulseLivesMs = 20_000;

/** Whether a pulse tells no more how things are; also one whose clock was ahead: nobody knows how old it is. */
export const isPulseOld = (writtenAt: number, now: number): boolean => Math.abs(now - writtenAt) > pulseLivesMs;

/** Whether a chain's keeper has started and decided nothing yet: what an earlier run has left open is settled first. */
export const isRecovering = ({ ticks }: Pick<Pulse, 'ticks'>): boolean => ticks.lastAt === null;

/** Without a tick for so long a book is not kept any more, whatever its sample says. */
const bookLivesMs = 150_000;

/** Whether nobody keeps a book any more, by its newest tick. */
export const isBookOld = (tickAt: number, now: number): boolean =>
  now - tickAt > bookLivesMs || isBeforeSetBack(tickAt, now);

/** Two machines may differ by so much. */
const aheadMs = 60_000;

/** Whether something was written before the clock was set back, which is not there again: it may be of any age. */
export const isBeforeSetBack = (at: number, now: number): boolean => at > now + aheadMs;

import type { Pulse, PulseFigures } from '../../../model/pulse.js';
import { type UnixMillis, unixMillis, unixSeconds } from '../../../model/units.js';
import type { Ledger } from '../../../record/ledger.js';
import { latestPulses } from '../../../record/queries/pulses.js';
import { replacePulse } from '../../../record/statements/pulses.js';
import { beat } from '../../../record/statements/runs.js';

/**
 * Hours of the market pass in no time here. What the keeper last said is moved with them, or a page would show a daemon that was
 * silent for hours, until the next block.
 * @param set - Moves the clock, right before that is written.
 */
export async function skipTime(ledger: Ledger, seconds: number, set: () => UnixMillis): Promise<void> {
  const pulses = await latestPulses(ledger);
  await ledger.commit([beat({ at: set() }), ...pulses.map((pulse) => replacePulse(later(pulse, seconds)))]);
}

function later(pulse: Pulse, seconds: number): Pulse {
  const { writtenAt, head, figures } = pulse;
  const moved = (at: UnixMillis) => unixMillis(at + seconds * 1_000);
  const figuresMoved = (one: PulseFigures): PulseFigures => ({ ...one, at: moved(one.at) });
  return {
    ...{ ...pulse, writtenAt: moved(writtenAt) },
    head: head && { ...head, timestamp: unixSeconds(head.timestamp + seconds), seenAt: moved(head.seenAt) },
    figures: Object.fromEntries(Object.entries(figures).map(([book, one]) => [book, figuresMoved(one)])),
  };
}

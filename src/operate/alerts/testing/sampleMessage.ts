import { unixMillis } from '../../../model/units.js';
import { newId } from '../../../record/id.js';
import { sayAlert } from '../say/sayAlert.js';
import type { ToldAlert } from '../say/told.js';
import type { Message } from '../sinks/sink.js';

export const sampleAt = unixMillis(Date.parse('2026-01-10T12:00:00Z'));

/** One that is open for twelve minutes. */
export const sampleTold = (changes: Partial<ToldAlert> = {}): ToldAlert => ({
  id: newId(sampleAt),
  code: 'POSITION_BREAK',
  severity: 'critical',
  subject: 'arbitrum 0x7099…79C8',
  text: 'ETH-PERP is 2.41, and orders would have left 0',
  times: 3,
  openedAt: unixMillis(sampleAt - 720_000),
  resolvedAt: null,
  takenOn: null,
  news: [{ kind: 'opened', round: 0 }],
  ...changes,
});

export const samplePlace = { name: 'vps-1', console: 'https://ballast.example.com' };

export function sampleMessage(changes: Partial<ToldAlert> = {}): Message {
  const told = sampleTold(changes);
  return {
    id: newId(sampleAt),
    at: sampleAt,
    kind: 'alert',
    place: samplePlace.name,
    said: sayAlert(told, samplePlace, sampleAt),
    alerts: [told],
  };
}

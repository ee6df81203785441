import type { PulseEndpoint } from '../model/pulse.js';
import type { EndpointPool, EndpointState } from '../observe/endpoints/endpointPool.js';

/** What a pool knows of its endpoints, as plain values; labels and texts carry no secrets. */
export function endpointsOf(pool: Pick<EndpointPool, 'state' | 'clock'>): PulseEndpoint[] {
  const now = pool.clock.now();
  return pool.state().map((state) => endpointOf(state, now));
}

/** Whether its word counts when several must agree. */
export const isAvailable = ({ state }: PulseEndpoint): boolean => state === 'well' || state === 'shaky';

function endpointOf({ label, isCurrent, health, ailment }: EndpointState, now: number): PulseEndpoint {
  const { latencyMs, errorRate, head, failing } = health;
  const failed = [failing.reads, failing.heads].flatMap((one) => one ?? []).sort((a, b) => b.lastAt - a.lastAt);
  return {
    ...{ label, isCurrent, state: ailment?.kind ?? 'well', says: ailment?.text ?? null },
    ...{ latencyMs, errorRate, head: head === null ? null : Number(head.number) },
    headAgeMs: head === null ? null : Math.max(0, Math.round(now - head.timestamp * 1_000)),
    lastError: failed[0]?.text ?? null,
  };
}

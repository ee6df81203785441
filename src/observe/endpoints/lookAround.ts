import { shortMessageOf } from '../../model/error.js';
import type { Block } from '../../model/snapshot.js';
import { latestBlock } from '../latestBlock.js';
import type { Clock } from './clock.js';
import type { Endpoint } from './endpoint.js';
import { failedAt, workedAt } from './health.js';
import type { Member } from './member.js';
import { wasLimited } from './patientEndpoint.js';
import { redactUrls } from './redactUrls.js';

export interface LookAroundOptions {
  members: readonly Member[];
  /** One that has told nothing of its heads for this long is asked for its newest block. */
  everyMs: number;
  clock: Clock;
  /** It has told of its newest block. */
  saw(endpoint: Endpoint, block: Block): void;
  /** Called when something new is known, and as time goes by. */
  review(): void;
  signal: AbortSignal;
}

/** Looks at endpoints that nobody follows, each at its own pace: one that is silent holds up no other. Ends with the signal. */
export async function lookAround(options: LookAroundOptions): Promise<void> {
  const { members, everyMs, clock, review, signal } = options;
  const looking = new Set<Member>();
  const lookedAt = new Map<Member, number>();
  const isDue = (member: Member): boolean => {
    const { restsUntil, heardAt } = member.health;
    const last = Math.max(heardAt ?? Number.NEGATIVE_INFINITY, lookedAt.get(member) ?? Number.NEGATIVE_INFINITY);
    return !looking.has(member) && clock.now() >= restsUntil && clock.now() - last >= everyMs;
  };
  while (!signal.aborted) {
    for (const member of members) {
      if (!isDue(member)) continue;
      looking.add(member);
      lookedAt.set(member, clock.now());
      void look(member, options)
        .then(() => signal.aborted || review())
        .finally(() => looking.delete(member));
    }
    review();
    await clock.pause(everyMs / 3, signal);
  }
}

async function look(member: Member, { clock, saw }: LookAroundOptions): Promise<void> {
  try {
    const block = await latestBlock(member.endpoint);
    member.health = workedAt(member.health, 'heads');
    saw(member.endpoint, block);
  } catch (error) {
    if (wasLimited(error)) return;
    member.health = failedAt(member.health, 'heads', clock.now(), redactUrls(shortMessageOf(error)));
  }
}

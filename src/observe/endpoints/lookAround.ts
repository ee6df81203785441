import { shortMessageOf } from '../../model/error.js';
import { latestBlock } from '../latestBlock.js';
import type { Clock } from './clock.js';
import { failedAt, sawHead, workedAt } from './health.js';
import type { Member } from './member.js';
import { wasLimited } from './patientEndpoint.js';
import { redactUrls } from './redactUrls.js';

export interface LookAroundOptions {
  members: readonly Member[];
  /** One that has told nothing of its heads for this long is asked for its newest block. */
  everyMs: number;
  clock: Clock;
  /** Called when something new is known, and as time goes by. */
  review(): void;
  signal: AbortSignal;
}

/** Looks at endpoints that nobody follows, each at its own pace: one that is silent holds up no other. Ends with the signal. */
export async function lookAround({ members, everyMs, clock, review, signal }: LookAroundOptions): Promise<void> {
  const looking = new Set<Member>();
  const isDue = ({ health }: Member): boolean => {
    const now = clock.now();
    return now >= health.restsUntil && (health.heardAt === null || now - health.heardAt >= everyMs);
  };
  while (!signal.aborted) {
    for (const member of members) {
      if (looking.has(member) || !isDue(member)) continue;
      looking.add(member);
      void look(member, clock)
        .then(() => signal.aborted || review())
        .finally(() => looking.delete(member));
    }
    review();
    await clock.pause(everyMs / 3, signal);
  }
}

async function look(member: Member, clock: Clock): Promise<void> {
  try {
    const block = await latestBlock(member.endpoint);
    member.health = sawHead(workedAt(member.health, 'heads'), block, clock.now());
  } catch (error) {
    if (wasLimited(error, clock.now())) return;
    member.health = failedAt(member.health, 'heads', clock.now(), redactUrls(shortMessageOf(error)));
  }
}

import type { Clock } from './clock.js';
import { createEndpoint } from './createEndpoint.js';
import { answered, type Health, limited, newHealth, unanswered } from './health.js';
import { patient } from './patientEndpoint.js';
import { type VerifiedEndpoint, verified } from './verifiedEndpoint.js';

/** An endpoint of a pool, and what is known of it. */
export interface Member {
  readonly endpoint: VerifiedEndpoint;
  health: Health;
}

export interface MemberOptions {
  url: string;
  /** Those before it: one host may serve several endpoints, and each needs a name. */
  before: readonly Member[];
  chainId: number;
  timeoutMs: number;
  clock: Clock;
  log: { warn(facts: object, message: string): void; info(facts: object, message: string): void };
  /** Whether no other endpoint can be asked instead of this one. */
  isAlone(member: Member): boolean;
  /** Told when something about it has changed that may matter for which one is used. */
  changed(): void;
  /** Ends every wait. */
  signal: AbortSignal;
}

/** Binds an endpoint that keeps account of how each of its requests went. */
export function createMember({ url, before, chainId, timeoutMs, clock, log, ...options }: MemberOptions): Member {
  const bound = createEndpoint(url, { timeoutMs });
  const twins = before.filter(({ endpoint }) => endpoint.label.replace(/ #\d+$/, '') === bound.label).length;
  const label = twins === 0 ? bound.label : `${bound.label} #${twins + 1}`;

  const asked = patient(
    { ...bound, label },
    {
      clock,
      signal: options.signal,
      restMs: () => Math.max(0, member.health.restsUntil - clock.now()),
      isAlone: () => options.isAlone(member),
      answered(tookMs) {
        const { rests } = member.health;
        member.health = answered(member.health, tookMs);
        if (rests === 0) return;
        log.info({ at: 'endpoints', endpoint: label, rests }, 'endpoint answers again');
        options.changed();
      },
      unanswered() {
        member.health = unanswered(member.health);
      },
      limited(restMs) {
        const { rests } = member.health;
        member.health = limited(member.health, clock.now(), restMs);
        if (member.health.rests === rests) return;
        const forMs = Math.ceil(member.health.restsUntil - clock.now());
        log.warn({ at: 'endpoints', endpoint: label, restMs: forMs }, 'endpoint limits the rate');
        options.changed();
      },
    },
  );
  const endpoint = verified(asked, chainId, (served) => {
    const servesOther = served === chainId ? null : served;
    if (member.health.servesOther === servesOther) return;
    member.health = { ...member.health, servesOther };
    if (servesOther !== null) {
      const error = `serves chain ${served}, not ${chainId}`;
      log.warn({ at: 'endpoints', endpoint: label, error }, 'endpoint serves another chain');
    }
    options.changed();
  });
  const member: Member = { endpoint, health: newHealth(clock.now()) };
  return member;
}

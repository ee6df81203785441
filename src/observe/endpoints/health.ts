/** What an endpoint is used for. One can work while the other does not: a head is no proof that reads work. */
export type EndpointUse = 'reads' | 'heads';

/** The newest block that an endpoint tells of. */
export interface SeenHead {
  number: bigint;
  hash: string;
  /** Seconds since 1970, as the block says. */
  timestamp: number;
}

interface Failing {
  /** Since it last worked. */
  times: number;
  firstAt: number;
  lastAt: number;
  text: string;
}

/** All that is known of how one endpoint does. Times are ms of the pool's clock. */
export interface Health {
  /** Moving average; null before the first answer. */
  latencyMs: number | null;
  /** Moving share of requests without an answer, 0 to 1. */
  errorRate: number;
  failing: Readonly<Record<EndpointUse, Failing | null>>;
  head: SeenHead | null;
  /** When it last told of a newer block than ever before; when it was first looked at, before any. */
  progressAt: number;
  /** How far its newest block ever was, by time and then by number. */
  reached: { timestamp: number; number: bigint } | null;
  /** It jumped to its head from so far below that no chain can have made the blocks between. */
  jumped: boolean;
  /** It says that it serves this chain, which is another one. */
  servesOther: number | null;
  /** Said something else than the others about one block; how often it has agreed since. */
  accused: { text: string; agreed: number } | null;
  /** It asked not to be asked before then. */
  restsUntil: number;
  /** How often it asked for that since it last answered. */
  rests: number;
  /** When it last told of its newest block, a new one or not. */
  heardAt: number | null;
  /** Since when it has told of blocks behind another endpoint's whenever it told; null where it was not behind the last time. */
  behindSince: number | null;
  /** When something was last wrong with it; null where nothing ever was. */
  troubledAt: number | null;
}

export const newHealth = (now: number): Health => ({
  ...{ latencyMs: null, errorRate: 0, failing: { reads: null, heads: null } },
  ...{ head: null, progressAt: now, reached: null, jumped: false },
  ...{ servesOther: null, accused: null, restsUntil: 0, rests: 0, heardAt: null, behindSince: null, troubledAt: null },
});

const latencyWeight = 0.2;
const errorWeight = 0.1;

/** A request was answered, if only with a refusal. */
export const answered = (health: Health, tookMs: number): Health => ({
  ...health,
  latencyMs: health.latencyMs === null ? tookMs : health.latencyMs + latencyWeight * (tookMs - health.latencyMs),
  errorRate: health.errorRate * (1 - errorWeight),
  rests: 0,
});

/** A request was not answered, or with something that is no answer. */
export const unanswered = (health: Health): Health => ({
  ...health,
  errorRate: health.errorRate * (1 - errorWeight) + errorWeight,
});

export function failedAt(health: Health, of: EndpointUse, now: number, text: string): Health {
  const before = health.failing[of];
  const failing = { times: (before?.times ?? 0) + 1, firstAt: before?.firstAt ?? now, lastAt: now, text };
  return { ...health, failing: { ...health.failing, [of]: failing }, troubledAt: now };
}

export const workedAt = (health: Health, of: EndpointUse): Health =>
  health.failing[of] === null ? health : { ...health, failing: { ...health.failing, [of]: null } };

const shortestRestMs = 250;
const firstRestMs = 500;
/** Where it names no time, the rest doubles up to this. */
const longestOwnRestMs = 60_000;
/** What it names is kept to up to this: somebody who says "tomorrow" is asked again all the same, rarely. */
const longestRestMs = 600_000;

/** It asked to be left alone, for `restMs` or, where that is null, for a time that doubles. What comes during a rest is not counted. */
export function limited(health: Health, now: number, restMs: number | null): Health {
  const resting = health.restsUntil > now;
  if (resting && restMs === null) return health;
  const own = Math.min(firstRestMs * 2 ** Math.min(health.rests, 10), longestOwnRestMs);
  const rest = Math.min(Math.max(restMs ?? own, shortestRestMs), longestRestMs);
  const restsUntil = Math.max(health.restsUntil, now + rest);
  return { ...health, restsUntil, rests: resting ? health.rests : health.rests + 1, troubledAt: now };
}

/** More blocks a second than any chain makes, and some to begin with. */
const plausibleBlocks = (ms: number): bigint => 10_000n + BigInt(Math.ceil(ms));

/**
 * It told of its newest block. Only one that is later than all before is progress: an endpoint behind which several nodes
 * stand goes back and forth between two blocks without getting anywhere. A time in the future counts as now, else one
 * false block would make all true ones look old.
 */
export function sawHead(before: Health, head: SeenHead, now: number): Health {
  const health = { ...before, heardAt: now };
  if (health.head?.hash === head.hash) return health;
  const { reached } = health;
  const timestamp = Math.min(head.timestamp, Math.ceil(now / 1000));
  const further =
    reached === null ||
    timestamp > reached.timestamp ||
    (timestamp === reached.timestamp && head.number > reached.number);
  const leap = health.head === null ? 0n : head.number - health.head.number;
  const jumped = leap > plausibleBlocks(now - health.progressAt) || (health.jumped && leap >= 0n);
  if (!further) return { ...health, head, jumped };
  return { ...health, head, jumped, progressAt: now, reached: { timestamp, number: head.number } };
}

/** It agrees with the others again so often before it is believed. */
const agreementsToForget = 50;

export const accusedOf = (health: Health, text: string): Health => ({ ...health, accused: { text, agreed: 0 } });

export function agreedOnce(health: Health): Health {
  if (health.accused === null) return health;
  const agreed = health.accused.agreed + 1;
  return { ...health, accused: agreed >= agreementsToForget ? null : { ...health.accused, agreed } };
}

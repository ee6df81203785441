import type { Health } from './health.js';

/** From what is easiest borne to what must not be used while there is anything else. */
export const ailmentKinds = ['shaky', 'limited', 'stale', 'silent', 'wrongChain', 'lying'] as const;

export interface Ailment {
  kind: (typeof ailmentKinds)[number];
  text: string;
}

export interface Judging {
  now: number;
  /** A block older than this is old. */
  maxHeadAgeMs: number;
  /** What all endpoints say, this one included. */
  all: readonly Health[];
  /** A slower one is shaky. */
  slowMs: number;
}

/** So many failures in a row, or failures over so long a time, are more than a hiccup. */
const failuresToBeSilent = 3;
const failingToBeSilentMs = 30_000;
const restsToBeSilent = 6;
/** A chain that goes on after a standstill does so at one endpoint first. */
const behindToBeStaleMs = 5_000;
const errorsToBeShaky = 0.5;
/** More blocks than any endpoint that tells of recent ones can be behind. */
const farAhead = 10_000n;

/** What is wrong with an endpoint; null where nothing is. */
export function ailmentOf(health: Health, judging: Judging): Ailment | null {
  return (
    accusation(health, judging) ??
    otherChain(health) ??
    silence(health) ??
    staleness(health, judging) ??
    rest(health, judging) ??
    shakiness(health, judging)
  );
}

function accusation(health: Health, judging: Judging): Ailment | null {
  if (health.accused !== null) return { kind: 'lying', text: health.accused.text };
  if (!isImplausible(health, judging)) return null;
  return { kind: 'lying', text: `tells of block ${health.head?.number}, which is far beyond what the others tell of` };
}

const otherChain = ({ servesOther }: Health): Ailment | null =>
  servesOther === null ? null : { kind: 'wrongChain', text: `serves chain ${servesOther}` };

function silence({ failing, rests }: Health): Ailment | null {
  for (const of of ['heads', 'reads'] as const) {
    const failures = failing[of];
    if (failures === null) continue;
    const { times, firstAt, lastAt, text } = failures;
    if (times >= failuresToBeSilent || lastAt - firstAt >= failingToBeSilentMs) {
      return { kind: 'silent', text: `failed ${times} times at ${of}: ${text}` };
    }
  }
  if (rests < restsToBeSilent) return null;
  return { kind: 'silent', text: `asked to be left alone ${rests} times in a row, and answered nothing between` };
}

/** Whoever has just told of its newest block is seen beside the others. */
export function compared(health: Health, others: Omit<Judging, 'slowMs'>): Health {
  const best = bestHead(others);
  const isBehind = health.head !== null && best !== null && best.number > health.head.number;
  return { ...health, behindSince: isBehind ? (health.behindSince ?? others.now) : null };
}

/**
 * Its newest block is old, by the clock or since it got no other, and another endpoint is ahead by more than a moment, and was
 * when this one last told. Where nobody is ahead it is the chain that stands still, or none that can be told from one.
 */
function staleness(health: Health, judging: Judging): Ailment | null {
  const { now, maxHeadAgeMs } = judging;
  const { head, heardAt, behindSince } = health;
  const best = bestHead(judging);
  if (heardAt === null || behindSince === null || heardAt - behindSince < behindToBeStaleMs) return null;
  if (head === null || best === null || best.number <= head.number) return null;
  const ageMs = now - head.timestamp * 1000;
  const standsMs = now - health.progressAt;
  const behindMs = (best.timestamp - head.timestamp) * 1000;
  const isOld = Math.max(ageMs, standsMs) > maxHeadAgeMs;
  const isLeft = Math.max(behindMs, standsMs) > maxHeadAgeMs / 2;
  if (!isOld || !isLeft) return null;
  const oldSeconds = Math.round(Math.max(ageMs, standsMs) / 1000);
  return { kind: 'stale', text: `its newest block ${head.number} is ${oldSeconds} s old; others have ${best.number}` };
}

const rest = ({ restsUntil }: Health, { now }: Judging): Ailment | null =>
  restsUntil > now ? { kind: 'limited', text: `asked to be left alone for ${Math.ceil(restsUntil - now)} ms` } : null;

function shakiness({ failing, errorRate, latencyMs }: Health, { slowMs }: Judging): Ailment | null {
  const last = failing.heads ?? failing.reads;
  if (last !== null) return { kind: 'shaky', text: last.text };
  if (errorRate > errorsToBeShaky) return { kind: 'shaky', text: 'most requests are not answered' };
  if (latencyMs !== null && latencyMs > slowMs) return { kind: 'shaky', text: `takes ${Math.round(latencyMs)} ms` };
  return null;
}

/** The highest that can be believed. */
function bestHead(judging: Omit<Judging, 'slowMs'>) {
  let best: Health['head'] = null;
  for (const one of judging.all) {
    if (one.head === null || one.accused !== null || one.servesOther !== null || isImplausible(one, judging)) continue;
    if (best === null || one.head.number > best.number) best = one.head;
  }
  return best;
}

/**
 * Far ahead of all others that still tell of new blocks. One against one it could as well be the other that lies; then it
 * counts against it only if it came there in one leap.
 */
function isImplausible(health: Health, { all, now, maxHeadAgeMs }: Omit<Judging, 'slowMs'>): boolean {
  const { head } = health;
  if (head === null) return false;
  const lively = all.flatMap((other) =>
    other !== health && other.head !== null && other.accused === null && now - other.progressAt <= maxHeadAgeMs
      ? [other.head]
      : [],
  );
  if (lively.length === 0 || (lively.length === 1 && !health.jumped)) return false;
  return lively.every((other) => head.number - other.number > farAhead);
}

/** Whether no endpoint tells anything new: all fail, or none has got further for as long as a block may be old. */
export function silenceOfChain(judging: Judging, ailments: readonly (Ailment | null)[]): string | null {
  if (ailments.every((ailment) => ailment?.kind === 'silent' || ailment?.kind === 'wrongChain')) {
    return 'no endpoint answers';
  }
  const standsMs = judging.now - Math.max(...judging.all.map(({ progressAt }) => progressAt));
  if (standsMs <= judging.maxHeadAgeMs) return null;
  return `no endpoint has told of a new block for ${Math.round(standsMs / 1000)} s`;
}

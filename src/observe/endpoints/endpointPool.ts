import { setMaxListeners } from 'node:events';
import type { Alarms } from '../../model/alert.js';
import { BallastError, shortMessageOf } from '../../model/error.js';
import { type Ailment, ailmentOf, compared, type Judging, silenceOfChain } from './ailment.js';
import { askEverywhere, type EndpointAnswer, type EverywhereOptions } from './askEverywhere.js';
import { createBackOff } from './backOff.js';
import { afterFailure, candidateOf, reconsidered, severityOf } from './chooseEndpoint.js';
import { type Clock, steadyClock } from './clock.js';
import { askWorded, type ChainRequester, type Endpoint } from './endpoint.js';
import { createEndpointAlerts } from './endpointAlerts.js';
import {
  accusedOf,
  agreedOnce,
  type EndpointUse,
  failedAt,
  type Health,
  type SeenHead,
  sawHead,
  workedAt,
} from './health.js';
import { lookAround } from './lookAround.js';
import { createMember, type Member } from './member.js';
import { wasLimited } from './patientEndpoint.js';
import { redactUrls } from './redactUrls.js';

export type { EndpointUse } from './health.js';

export interface EndpointPool {
  /** The chain that every endpoint must serve; one that says another gets no request but the question. */
  readonly chainId: number;
  /** The endpoint in use. One logical operation uses one endpoint: take it once. */
  current(): Endpoint;
  /** Reports a failure: the next endpoint becomes current. @returns how long to pause that use before trying, ms. */
  failed(endpoint: Endpoint, error: unknown, of?: EndpointUse): number;
  succeeded(endpoint: Endpoint, of?: EndpointUse): void;
  /** It told of its newest block. Whoever follows heads says so: by this the pool knows who lags. */
  saw(endpoint: Endpoint, head: SeenHead): void;
  /** Resolves when the pause after the last failure of reads is over, at once where there is none; or when the signal fires. */
  ready(signal: AbortSignal): Promise<void>;
  /** All but the one in use, those that are well first: for second opinions. */
  others(): readonly Endpoint[];
  /**
   * Asks all endpoints at once, for signed bytes above all; never rejects. Answers are in the order of preference.
   * @param options.enough ends the waiting early, so that a silent endpoint does not hold up bytes that others have taken
   */
  everywhere(
    args: { method: string; params?: unknown },
    options?: EverywhereOptions,
  ): Promise<readonly EndpointAnswer[]>;
  /** It answered something else than the others about one block: it is not used while there is another. */
  accuse(endpoint: Endpoint, text: string): void;
  /** It answered as the others did; one that was accused is believed again once it has done so often enough. */
  agreed(endpoint: Endpoint): void;
  /** Asked for a second opinion it has read a block, or has not; one that asked to be left alone has not failed. */
  heard(endpoint: Endpoint): void;
  missed(endpoint: Endpoint, text: string): void;
  /** Asks whichever endpoint is current at each request. @throws EndpointError with the node's own words as its cause */
  readonly client: ChainRequester;
  /** Calls back when another endpoint becomes current. @returns the way to stop */
  onSwitch(listener: () => void): () => void;
  /** Looks at those that are not in use from time to time, until the signal fires; never rejects. */
  watch(signal: AbortSignal): Promise<void>;
  /** What is known of each, in the order of preference. */
  state(): readonly EndpointState[];
  /** The time the pool goes by. */
  readonly clock: Clock;
  close(): Promise<void>;
}

export interface EndpointState {
  label: string;
  isCurrent: boolean;
  health: Health;
  /** What is wrong with it; null where nothing is. */
  ailment: Ailment | null;
}

export interface EndpointPoolOptions {
  /** In the order of preference. */
  urls: readonly string[];
  chainId: number;
  log: { warn(facts: object, message: string): void; info(facts: object, message: string): void };
  /** Told of endpoints that are silent, stale, lying or of another chain, and of a chain of which nothing new is heard. */
  alarms?: Alarms;
  timeoutMs?: number;
  /** A newest block that is older is old; 60 s where it is not stated. */
  maxHeadAgeMs?: number;
  /** One that has told nothing of its heads for this long is looked at; 15 s. */
  lookEveryMs?: number;
  /** A preferred endpoint is used again once it has been well for this long; 60 s. Doubles with each read that failed. */
  returnAfterMs?: number;
  clock?: Clock;
}

/** Of the longest wait for an answer: one that takes as long on average is slow. */
const slowShare = 1 / 4;

/**
 * The endpoints of one chain. A failing one is left for the next at once; when all have failed in turn there is a pause,
 * which doubles up to 15 s, for as long as the process lives. A failure during a pause is neither counted nor told again. One
 * that limits rates is left alone without counting as failed. One that is stale, lies or serves another chain is left as soon as
 * it is known to; a preferred one is used again once it has been well for a while.
 */
export function createEndpointPool(options: EndpointPoolOptions): EndpointPool {
  const { urls, chainId, log, alarms, timeoutMs = 10_000, clock = steadyClock } = options;
  const { maxHeadAgeMs = 60_000, lookEveryMs = 15_000, returnAfterMs = 60_000 } = options;
  if (urls.length === 0) throw new BallastError('a chain needs at least one endpoint');
  const over = new AbortController();
  setMaxListeners(0, over.signal); // one a question in flight, taken off with its answer
  const alerts = alarms && createEndpointAlerts(alarms, chainId);
  const members: Member[] = [];
  for (const url of urls) {
    const { signal } = over;
    const isAlone = (one: Member) => members.every((other) => other === one || isOutOfUse(other));
    const common = { chainId, timeoutMs, clock, log, isAlone, changed: () => review(), signal };
    members.push(createMember({ ...common, url, before: [...members] }));
  }
  const backOffs = { reads: createBackOff(urls.length, clock.now), heads: createBackOff(urls.length, clock.now) };
  const listeners = new Set<() => void>();
  let index = 0;
  /** Whether anybody has taken the endpoint in use since it is. */
  let taken = false;
  let watching = false;

  const judging = (): Judging => ({
    ...{ now: clock.now(), maxHeadAgeMs, slowMs: timeoutMs * slowShare },
    all: members.map(({ health }) => health),
  });
  const isOutOfUse = ({ health }: Member): boolean => {
    const ailment = ailmentOf(health, judging());
    return ailment !== null && ailment.kind !== 'shaky';
  };
  /** What is left of the time that the one in use is to be left alone. */
  const restMs = () => Math.max(0, Math.ceil(inUse().health.restsUntil - clock.now()));
  const memberOf = (endpoint: Endpoint): Member | undefined => members.find((one) => one.endpoint === endpoint);
  const inUse = (): Member => {
    const member = members[index];
    if (!member) throw new BallastError('a chain needs at least one endpoint');
    return member;
  };

  const candidates = () => {
    const all = judging();
    return members.map(({ health }) => candidateOf(health, all, returnAfterMs));
  };

  function use(next: number, why: string): void {
    if (next === index) return;
    const from = inUse().endpoint.label;
    index = next;
    taken = false;
    log.info({ at: 'endpoints', endpoint: inUse().endpoint.label, from, why }, 'endpoint in use');
    for (const listener of [...listeners]) listener();
  }

  /** The one in use has failed: whoever takes one next gets another, if there is any. */
  const leave = (why: string): void => use(afterFailure(index, candidates()), why);

  /** Judges all anew: which one is used, and what is worth an alert. */
  function review(): void {
    if (over.signal.aborted) return;
    const now = clock.now();
    const found = candidates();
    for (const [i, member] of members.entries()) {
      if (found[i]?.looksWell === false) member.health = { ...member.health, troubledAt: now };
    }
    use(reconsidered(index, found), found[index]?.ailment?.text ?? 'it is preferred');
    if (alerts === undefined) return;
    for (const [i, { endpoint, health }] of members.entries()) {
      const ailment = found[i]?.ailment ?? null;
      if (ailment !== null || health.latencyMs !== null) alerts.ofEndpoint(endpoint.label, ailment, now);
    }
    if (!watching) return;
    const silence = silenceOfChain(
      judging(),
      found.map(({ ailment }) => ailment),
    );
    if (silence !== null || members.some(({ health }) => health.head !== null)) alerts.ofChain(silence, now);
  }

  function saw(endpoint: Endpoint, head: SeenHead): void {
    const member = memberOf(endpoint);
    if (!member) return;
    const isNew = member.health.head?.hash !== head.hash;
    const wasBehind = member.health.behindSince !== null;
    member.health = sawHead(member.health, head, clock.now());
    member.health = compared(member.health, judging());
    if (isNew || wasBehind) review();
  }

  return {
    chainId,
    clock,
    current() {
      taken = true;
      return inUse().endpoint;
    },
    client: {
      request: ((args: { method: string }) => {
        taken = true;
        return askWorded(inUse().endpoint, args);
      }) as ChainRequester['request'],
    },
    failed(endpoint, error, of = 'reads') {
      const member = memberOf(endpoint);
      const backOff = backOffs[of];
      if (wasLimited(error)) {
        review();
        return Math.max(restMs(), backOff.remainingMs());
      }
      const text = redactUrls(shortMessageOf(error));
      member?.endpoint.doubt();
      const counted = backOff.failed();
      const pauseMs = backOff.remainingMs();
      if (counted) {
        const { failures } = backOff;
        log.warn({ at: 'endpoints', endpoint: endpoint.label, of, failures, pauseMs, error: text }, 'endpoint failed');
        if (member) member.health = failedAt(member.health, of, clock.now(), text);
      }
      if (member === inUse()) leave(text);
      review();
      return pauseMs;
    },
    succeeded(endpoint, of = 'reads') {
      const member = memberOf(endpoint);
      if (member) member.health = workedAt(member.health, of);
      const failures = backOffs[of].succeeded();
      if (failures === 0) return;
      log.info({ at: 'endpoints', endpoint: endpoint.label, of, failures }, 'endpoint answers again');
      review();
    },
    saw,
    ready: (signal) => clock.pause(Math.max(backOffs.reads.remainingMs(), restMs()), signal),
    others() {
      const found = candidates();
      return members
        .map(({ endpoint }, i) => ({ endpoint, i, severity: found[i] ? severityOf(found[i]) : 0 }))
        .filter(({ i }) => i !== index)
        .sort((a, b) => a.severity - b.severity)
        .map(({ endpoint }) => endpoint);
    },
    // Each says its chain first, and the bytes may take as long again.
    everywhere: (args, { enough } = {}) =>
      askEverywhere(
        members.map(({ endpoint }) => endpoint),
        args,
        { timeoutMs: 2 * timeoutMs, clock, signal: over.signal, ...(enough ? { enough } : {}) },
      ),
    accuse(endpoint, text) {
      const member = memberOf(endpoint);
      if (!member) return;
      log.warn({ at: 'endpoints', endpoint: endpoint.label, text }, 'endpoint contradicts the others');
      member.health = { ...accusedOf(member.health, text), troubledAt: clock.now() };
      // Of two that contradict each other both are accused, in either order: what was used gives way to the other.
      if (member === inUse() && taken) leave(text);
      review();
    },
    agreed(endpoint) {
      const member = memberOf(endpoint);
      if (!member || member.health.accused === null) return;
      member.health = agreedOnce(member.health);
      review();
    },
    heard(endpoint) {
      const member = memberOf(endpoint);
      if (!member || member.health.failing.reads === null) return;
      member.health = workedAt(member.health, 'reads');
      review();
    },
    missed(endpoint, text) {
      const member = memberOf(endpoint);
      if (!member || member.health.restsUntil > clock.now()) return;
      member.health = failedAt(member.health, 'reads', clock.now(), redactUrls(text));
      review();
    },
    onSwitch(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    async watch(signal) {
      watching = true;
      await lookAround({ members, everyMs: lookEveryMs, clock, saw, review, signal });
      watching = false;
    },
    state() {
      const found = candidates();
      return members.map(({ endpoint, health }, i) => ({
        ...{ label: endpoint.label, isCurrent: i === index, health },
        ailment: found[i]?.ailment ?? null,
      }));
    },
    close: async () => {
      over.abort();
      await Promise.all([alerts?.settled(), ...members.map(({ endpoint }) => endpoint.close())]);
    },
  };
}

import type { Address } from 'viem';
import type { UnixMillis, UnixSeconds } from './units.js';

/**
 * How one chain's loop is, as the keeper last wrote it down beside its work: one row a chain, written over. Who reads it judges by
 * `writtenAt`: a pulse that is old says that nobody writes any more, whatever else it says. Nothing in it is a secret.
 */
export interface Pulse {
  chainId: number;
  /** As ballast.yaml calls it. */
  chain: string;
  /** Of the process that writes it. */
  pid: number;
  /** When that process began to keep this chain. */
  startedAt: UnixMillis;
  writtenAt: UnixMillis;
  /** The newest block that the loop was given; null before the first. */
  head: PulseHead | null;
  /** Of `head`, against the machine's clock when this was written; null before the first. */
  headAgeMs: number | null;
  /** A head older than this is old: the chain's `headAge`. */
  maxHeadAgeMs: number;
  ticks: PulseTicks;
  /** In the order of preference. */
  endpoints: readonly PulseEndpoint[];
  /** How many endpoints the largest order of any book wants to agree, and how many are well now. */
  quorum: { wanted: number; available: number };
  /** Base fee of `head` in wei, as decimal text; null before the first. */
  gasPriceWei: string | null;
  /**
   * How late timers fire, ms: what keeps the process from its work. The mean is of about the last second; the worst is of the last
   * minute, so that whoever looks four times a minute sees it.
   */
  loopLagMs: { mean: number; worst: number };
  rssBytes: number;
  heapUsedBytes: number;
  journal: PulseJournal;
  /** Names of the books that are kept on this chain. */
  books: readonly string[];
  /** How those of them that are told on this chain were at its newest tick, by name. */
  figures: Readonly<Record<string, PulseFigures>>;
  /** What the keys of live books may sign at most; empty where every book is in shadow. */
  keys: readonly PulseKey[];
}

/** What was known of a book at one tick. */
export interface PulseFigures {
  at: UnixMillis;
  block: number;
  /** By the column of its series; NaN is what was not known, Infinity a health where nothing is required. */
  values: Readonly<Record<string, number>>;
}

/** Of 24 hours; null where nothing is stated. */
export interface PulseKey {
  account: Address;
  profile: 'trade' | 'reduceOnly';
  /** USD that may be added to what is at risk. */
  dayNotionalUsd: number | null;
  /** In the gas token. */
  dayGas: number | null;
}

export interface PulseHead {
  number: number;
  hash: string;
  timestamp: UnixSeconds;
  /** When the loop was given it. */
  seenAt: UnixMillis;
}

/** Since `startedAt`. */
export interface PulseTicks {
  counted: number;
  /** Given up in the middle: an endpoint failed. */
  abandoned: number;
  /** When the last one that was not given up ended; null before it. */
  lastAt: UnixMillis | null;
  lastMs: number | null;
  sumMs: number;
  /** Cumulative, as histograms of Prometheus are: `counts[i]` took `tickBucketsMs[i]` or less. */
  counts: readonly number[];
}

/** Upper bounds of how long ticks take, ms; what is beyond is in `counted` alone. */
export const tickBucketsMs = [5, 10, 25, 50, 100, 250, 500, 1_000, 2_500, 5_000, 10_000] as const;

export interface PulseEndpoint {
  /** Scheme and host only. */
  label: string;
  isCurrent: boolean;
  /** `well`, or what is wrong with it, from what is easiest borne to the worst. */
  state: 'well' | 'shaky' | 'limited' | 'stale' | 'silent' | 'wrongChain' | 'lying';
  /** What is wrong, in a sentence; null where nothing is. */
  says: string | null;
  /** Moving average; null before the first answer. */
  latencyMs: number | null;
  /** Moving share of requests without an answer, 0 to 1. */
  errorRate: number;
  /** The newest block it told of; null before the first. */
  head: number | null;
  /** Of that block, against the machine's clock; null before the first. */
  headAgeMs: number | null;
  /** What it failed with last, since it last worked; null where it works. */
  lastError: string | null;
}

/** Of attempts on this chain, and of the writing of all. */
export interface PulseJournal {
  /** Transactions that may still have an effect. */
  openAttempts: number;
  /** When the oldest of them was made; null where there is none. */
  oldestAt: UnixMillis | null;
  /** The last thing that could not be written down, and when; null where nothing ever was. */
  lastError: { text: string; at: UnixMillis } | null;
}

import { z } from 'zod';
import { moment } from './figure.js';
import { daemonView } from './overview.js';

export const endpointView = z.object({
  label: z.string().meta({ description: 'scheme and host: never a key' }),
  isCurrent: z.boolean(),
  state: z.enum(['well', 'shaky', 'limited', 'stale', 'silent', 'wrongChain', 'lying']),
  says: z.string().nullable().meta({ description: 'what is wrong with it' }),
  latencyMs: z.number().nullable().meta({ description: 'moving average' }),
  errorRate: z.number().meta({ description: 'moving share of requests without an answer, 0 to 1' }),
  block: z.number().nullable(),
  blockAgeMs: z.number().nullable(),
  lastError: z.string().nullable(),
});

export const chainView = z.object({
  chainId: z.number(),
  chain: z.string(),
  writtenAt: moment.meta({ description: 'when the keeper last said all this' }),
  isStale: z.boolean().meta({ description: 'whether that is too long ago to be believed' }),
  block: z.number().nullable(),
  blockHash: z.string().nullable(),
  blockAgeMs: z.number().nullable().meta({ description: 'against the clock now' }),
  maxBlockAgeMs: z.number(),
  gasPriceGwei: z.number().nullable().meta({ description: 'base fee' }),
  lastTickAt: moment.nullable(),
  lastTickMs: z.number().nullable(),
  ticks: z.number(),
  ticksAbandoned: z.number(),
  meanTickMs: z.number().nullable(),
  quorum: z.object({ wanted: z.number(), available: z.number() }),
  endpoints: z.array(endpointView),
  openAttempts: z.number(),
  oldestAttemptAt: moment.nullable(),
  books: z.array(z.string()),
});

const budget = z.object({
  used: z.number(),
  limit: z.number().nullable().meta({ description: 'null: none is stated' }),
});

export const keyView = z.object({
  account: z.string(),
  chainId: z.number(),
  notionalUsd: budget.meta({ description: 'of 24 hours: USD added to what is at risk' }),
  gas: budget.meta({ description: 'of 24 hours, in the gas token' }),
  signatures: z.number().meta({ description: 'of 24 hours' }),
  refused: z.number().meta({ description: 'of 24 hours' }),
  lastAt: moment.nullable(),
});

export const runView = z.object({
  id: z.string(),
  version: z.string(),
  owner: z.string(),
  startedAt: moment,
  endedAt: moment.nullable(),
  exitCode: z.number().nullable(),
});

/** The machine's side of things: what runs, on what, and how well. */
export const systemView = z.object({
  asOf: moment,
  daemon: daemonView,
  process: z
    .object({
      pid: z.number(),
      rssBytes: z.number(),
      heapUsedBytes: z.number(),
      loopLagMeanMs: z.number(),
      loopLagWorstMs: z.number(),
    })
    .nullable()
    .meta({ description: 'of the keeper, at its newest pulse; null before any' }),
  chains: z.array(chainView),
  keys: z.array(keyView),
  journal: z.object({
    openAttempts: z.number(),
    oldestAttemptAt: moment.nullable(),
    lastError: z
      .object({ text: z.string(), at: moment })
      .nullable()
      .meta({ description: 'the last thing that could not be written' }),
  }),
  ledger: z.object({
    file: z.string(),
    bytes: z.number(),
    walBytes: z.number(),
    schemaAt: moment.nullable().meta({ description: 'when its newest migration was made' }),
    freeDiskBytes: z.number().nullable(),
    entries: z.number().meta({ description: 'of the audit chain' }),
    lastEntryAt: moment.nullable(),
    unsignedEntries: z.number().meta({ description: 'of the newest thousand' }),
    audit: z
      .enum(['sound', 'broken', 'unsigned'])
      .meta({ description: 'as the daemon last found it: see the alerts AUDIT_BROKEN and AUDIT_UNSIGNED' }),
  }),
  versions: z.object({ ballast: z.string(), node: z.string(), sqlite: z.string() }),
  runs: z.array(runView).meta({ description: 'the newest first' }),
});

export type SystemView = z.infer<typeof systemView>;

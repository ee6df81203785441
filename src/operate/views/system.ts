import { statSync } from 'node:fs';
import { z } from 'zod';
import { spendingOf } from '../../execute/transactions/policy/budgets.js';
import type { AlertCode } from '../../model/alert.js';
import type { Pulse } from '../../model/pulse.js';
import { DAY } from '../../model/time.js';
import { unixMillis, weiToFloat } from '../../model/units.js';
import { freeBytes } from '../../record/copy/room.js';
import type { Ledger } from '../../record/ledger.js';
import { auditTip } from '../../record/queries/auditTip.js';
import { listRuns } from '../../record/queries/latestRun.js';
import { ledgerFacts } from '../../record/queries/ledgerFacts.js';
import { askedSince } from '../../record/queries/signatures.js';
import { silentMs } from '../daemonState.js';
import { isPulseOld } from '../liveness.js';
import { version } from '../version.js';
import { daemonView } from './overview.js';
import { unixMs } from './plain.js';
import { readStanding, type Standing } from './standing.js';

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
  writtenAt: unixMs.meta({ description: 'when the keeper last said all this' }),
  isStale: z.boolean().meta({ description: 'whether that is too long ago to be believed' }),
  block: z.number().nullable(),
  blockHash: z.string().nullable(),
  blockAgeMs: z.number().nullable().meta({ description: 'against the clock now' }),
  maxBlockAgeMs: z.number(),
  gasPriceGwei: z.number().nullable().meta({ description: 'base fee' }),
  lastTickAt: unixMs.nullable(),
  lastTickMs: z.number().nullable(),
  ticks: z.number(),
  ticksAbandoned: z.number(),
  meanTickMs: z.number().nullable(),
  quorum: z.object({ wanted: z.number(), available: z.number() }),
  endpoints: z.array(endpointView),
  openAttempts: z.number(),
  oldestAttemptAt: unixMs.nullable(),
  books: z.array(z.string()),
});

const budget = z.object({
  used: z.number(),
  limit: z.number().nullable().meta({ description: 'null: none is stated' }),
});

export const keyView = z.object({
  account: z.string(),
  chainId: z.number(),
  profile: z.enum(['trade', 'reduceOnly']),
  notionalUsd: budget.meta({ description: 'of 24 hours: USD added to what is at risk' }),
  gas: budget.meta({ description: 'of 24 hours, in the gas token' }),
  signatures: z.number().meta({ description: 'of 24 hours' }),
  refused: z.number().meta({ description: 'of 24 hours' }),
});

export const runView = z.object({
  id: z.string(),
  version: z.string(),
  owner: z.string(),
  startedAt: unixMs,
  endedAt: unixMs.nullable(),
  exitCode: z.number().nullable(),
});

/** The machine's side of things: what runs, on what, and how well. */
export const systemView = z.object({
  asOf: unixMs,
  daemon: daemonView,
  process: z
    .object({
      pid: z.number(),
      rssBytes: z.number(),
      heapUsedBytes: z.number(),
      loopLagMeanMs: z.number().meta({ description: 'how late its timers fire, on average of about a second' }),
      loopLagWorstMs: z.number().meta({ description: 'the latest that one fired in the last minute' }),
    })
    .nullable()
    .meta({ description: 'of the keeper, at its newest pulse; null before any' }),
  chains: z.array(chainView),
  keys: z.array(keyView),
  journal: z.object({
    openAttempts: z.number(),
    oldestAttemptAt: unixMs.nullable(),
    lastError: z
      .object({ text: z.string(), at: unixMs })
      .nullable()
      .meta({ description: 'the last thing that could not be written' }),
  }),
  ledger: z.object({
    file: z.string(),
    bytes: z.number(),
    walBytes: z.number(),
    schemaAt: unixMs.nullable().meta({ description: 'when its newest migration was made' }),
    freeDiskBytes: z.number().nullable(),
    entries: z.number().meta({ description: 'of the audit chain' }),
    lastEntryAt: unixMs.nullable(),
    unsignedEntries: z.number().meta({ description: 'of the newest thousand' }),
    audit: z
      .enum(['sound', 'broken', 'unsigned'])
      .meta({ description: 'as the daemon last found it: see the alerts AUDIT_BROKEN and AUDIT_UNSIGNED' }),
  }),
  versions: z.object({ ballast: z.string(), node: z.string(), sqlite: z.string() }),
  runs: z.array(runView).meta({ description: 'the newest first' }),
});

export type SystemView = z.infer<typeof systemView>;

/** So many starts are told. */
const runsTold = 10;

/**
 * The machine's side of things; of an empty ledger that nothing is known.
 * @param standing - Where it was read already.
 */
export async function readSystem(ledger: Ledger, now: number, standing?: Standing): Promise<SystemView> {
  const [{ daemon, pulses, alerts }, runs, tip, facts] = await Promise.all([
    standing ?? readStanding(ledger, now),
    listRuns(ledger, runsTold),
    auditTip(ledger),
    ledgerFacts(ledger),
  ]);
  const newest = [...pulses].sort((a, b) => b.writtenAt - a.writtenAt)[0];
  const oldest = pulses.flatMap(({ journal }) => journal.oldestAt ?? []);
  const errors = pulses.flatMap(({ journal }) => journal.lastError ?? []).sort((a, b) => b.at - a.at);
  const isOpen = (code: AlertCode) => alerts.some((alert) => alert.code === code);
  return {
    asOf: now,
    daemon: { ...daemon, silentMs: silentMs(daemon, now) },
    process: newest
      ? {
          ...{ pid: newest.pid, rssBytes: newest.rssBytes, heapUsedBytes: newest.heapUsedBytes },
          ...{ loopLagMeanMs: newest.loopLagMs.mean, loopLagWorstMs: newest.loopLagMs.worst },
        }
      : null,
    chains: pulses.map((pulse) => chainOf(pulse, now)),
    keys: await keysOf(ledger, pulses, now),
    journal: {
      openAttempts: pulses.reduce((sum, { journal }) => sum + journal.openAttempts, 0),
      oldestAttemptAt: oldest.length > 0 ? Math.min(...oldest) : null,
      lastError: errors[0] ?? null,
    },
    ledger: {
      ...filesOf(ledger.file),
      schemaAt: facts.schemaAt,
      ...{ entries: tip.entries, lastEntryAt: tip.lastAt, unsignedEntries: tip.unsigned },
      audit: isOpen('AUDIT_BROKEN') ? 'broken' : isOpen('AUDIT_UNSIGNED') ? 'unsigned' : 'sound',
    },
    versions: { ballast: version, node: process.versions.node, sqlite: facts.sqlite },
    runs: runs.map(({ id, version: of, owner, startedAt, endedAt, exitCode }) => ({
      ...{ id, version: of, owner, startedAt, endedAt, exitCode },
    })),
  };
}

function chainOf(pulse: Pulse, now: number): SystemView['chains'][number] {
  const { head, ticks, journal, gasPriceWei, writtenAt } = pulse;
  return {
    ...{ chainId: pulse.chainId, chain: pulse.chain, writtenAt, isStale: isPulseOld(writtenAt, now) },
    ...{ block: head?.number ?? null, blockHash: head?.hash ?? null, maxBlockAgeMs: pulse.maxHeadAgeMs },
    blockAgeMs: head ? Math.max(0, now - head.timestamp * 1_000) : null,
    gasPriceGwei: gasPriceWei === null ? null : Number(gasPriceWei) / 1e9,
    ...{ lastTickAt: ticks.lastAt, lastTickMs: ticks.lastMs, ticks: ticks.counted, ticksAbandoned: ticks.abandoned },
    meanTickMs: ticks.counted > 0 ? ticks.sumMs / ticks.counted : null,
    quorum: { ...pulse.quorum },
    endpoints: pulse.endpoints.map(({ head: block, headAgeMs, ...endpoint }) => ({
      ...endpoint,
      ...{ block, blockAgeMs: headAgeMs === null ? null : headAgeMs + Math.max(0, now - writtenAt) },
    })),
    ...{ openAttempts: journal.openAttempts, oldestAttemptAt: journal.oldestAt, books: [...pulse.books] },
  };
}

/** What each key has signed in 24 hours, as its policy counts it. */
async function keysOf(ledger: Ledger, pulses: readonly Pulse[], now: number): Promise<SystemView['keys']> {
  const keys = pulses.flatMap(({ chainId, keys: of }) => of.map((key) => ({ chainId, ...key })));
  return Promise.all(
    keys.map(async ({ account, chainId, profile, dayNotionalUsd, dayGas }) => {
      const asked = await askedSince(ledger, { account, chainId, since: unixMillis(now - DAY) });
      const { notional, gas } = spendingOf(asked, Number.NaN);
      return {
        ...{ account, chainId, profile },
        notionalUsd: { used: notional, limit: dayNotionalUsd },
        gas: { used: weiToFloat(gas), limit: dayGas },
        signatures: asked.filter(({ allowed }) => allowed).length,
        refused: asked.filter(({ allowed }) => !allowed).length,
      };
    }),
  );
}

/** Sizes as the disk has them; a ledger in memory has none. */
function filesOf(file: string): Pick<SystemView['ledger'], 'file' | 'bytes' | 'walBytes' | 'freeDiskBytes'> {
  const sizeOf = (name: string) => statSync(name, { throwIfNoEntry: false })?.size ?? 0;
  const isOnDisk = statSync(file, { throwIfNoEntry: false }) !== undefined;
  return {
    ...{ file, bytes: sizeOf(file), walBytes: sizeOf(`${file}-wal`) },
    freeDiskBytes: isOnDisk ? freeBytes(file) : null,
  };
}

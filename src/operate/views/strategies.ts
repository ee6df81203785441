import { readFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { keccak256 } from 'viem';
import { z } from 'zod';
import { createCheck } from '../../config/readFields.js';
import { readDraft } from '../../config/strategy/readDraft.js';
import { readYaml } from '../../config/yamlFile.js';
import { verdicts } from '../../model/decision.js';
import { latestRun, type RecordedRun } from '../../record/queries/latestRun.js';
import { newestDecision } from '../../record/queries/newestDecision.js';
import { keptByLatestRun, proposalsThat } from '../../record/queries/proposals.js';
import { latestTick } from '../../record/queries/ticks.js';
import type { ChangeContext } from '../change/changeContext.js';
import { versionsOf } from '../change/versionsOf.js';
import { daemonOf } from '../daemonLock.js';
import { hostOf } from '../daemonOwner.js';
import { takenOverAfterMs } from '../liveness.js';
import { versionView } from './strategyVersion.js';

/** A strategy as it runs, with all that it was before. */
export const strategyView = z
  .object({
    name: z.string(),
    file: z.string(),
    isKept: z.boolean().meta({ description: 'whether a daemon that runs keeps it now' }),
    mode: z.enum(['shadow', 'live']).nullable(),
    chain: z.string().nullable(),
    account: z.string().nullable(),
    hash: z.string(),
    since: z.number().meta({ description: 'since when this very text is kept, Unix milliseconds' }),
    source: z.string(),
    rules: z.array(
      z.object({
        name: z.string(),
        kind: z.string(),
        line: z.number(),
        when: z.string(),
        lastVerdict: z.enum(verdicts).nullable(),
        lastAt: z.number().nullable().meta({ description: 'when it last had something to say, Unix milliseconds' }),
      }),
    ),
    onDisk: z
      .enum(['same', 'changed', 'missing', 'unreadable', 'elsewhere'])
      .meta({ description: 'the file on the disk beside what runs; `elsewhere`: it is not on this machine' }),
    history: z.array(versionView).meta({ description: 'the newest first; what runs is the first of it' }),
    proposal: z.string().nullable().meta({ description: 'one that waits: its id' }),
  })
  .meta({ id: 'Strategy' });

/** Every strategy that the ledger knows, those that are kept first. */
export const strategiesView = z
  .object({ asOf: z.number(), strategies: z.array(strategyView) })
  .meta({ id: 'Strategies', description: 'What runs: text, hash, since when, and every version before' });

export type StrategyView = z.infer<typeof strategyView>;

export type StrategiesView = z.infer<typeof strategiesView>;

/** @param context with ballast.yaml, by which files are understood; where it cannot be read, changes are untold */
export async function readStrategies(context: ChangeContext): Promise<StrategiesView> {
  const asOf = context.now();
  const [kept, run, waiting] = await Promise.all([
    keptByLatestRun(context.ledger),
    latestRun(context.ledger),
    proposalsThat(context.ledger, 'Proposed'),
  ]);
  const isHere = run !== undefined && (run.owner === '' || hostOf(run.owner) === hostname());
  const isKept = run?.endedAt === null && runsNow(context.ledger.file, run, asOf);
  const strategies: StrategyView[] = [];
  for (const running of kept) {
    const { strategy: name, file, hash, source } = running;
    const [history, tick] = await Promise.all([versionsOf(context, name), latestTick(context.ledger, name)]);
    const yaml = readYaml(file, source, context.env);
    const { mode = null, chain = null, account = null, rules } = readDraft(createCheck(yaml, 'docs/strategy.md', []));
    const acts = await Promise.all(
      rules.map(({ name: rule }) => newestDecision(context.ledger, { strategy: name, rule })),
    );
    const proposal = waiting.find((one) => one.strategy === name && one.expiresAt > asOf);
    strategies.push({
      ...{ name, file, isKept, mode, chain, account: account ?? tick?.account ?? null, hash, source },
      since: history[0]?.since ?? running.at,
      rules: rules.map((rule, i) => {
        const last = acts[i];
        return {
          ...{ name: rule.name, kind: rule.kind, line: rule.line, when: rule.when?.expression.source ?? '' },
          ...{ lastVerdict: last?.verdict ?? null, lastAt: last?.at ?? null },
        };
      }),
      onDisk: isHere ? diskBeside(file, hash) : 'elsewhere',
      ...{ history, proposal: proposal?.id ?? null },
    });
  }
  return { asOf, strategies };
}

function runsNow(file: string, run: RecordedRun, now: number): boolean {
  if (run.owner !== '' && hostOf(run.owner) !== hostname()) return (run.seenAt ?? 0) > now - takenOverAfterMs;
  try {
    return daemonOf(file) !== null;
  } catch {
    return false;
  }
}

function diskBeside(file: string, hash: string): StrategyView['onDisk'] {
  try {
    return keccak256(readFileSync(file)) === hash ? 'same' : 'changed';
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'ENOENT' ? 'missing' : 'unreadable';
  }
}

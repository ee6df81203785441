import { z } from 'zod';
import { changeView } from './proposals.js';

const versionView = z
  .object({
    hash: z.string().meta({ description: 'keccak256 of the file; every decision carries it' }),
    since: z.number().meta({ description: 'when it was first kept in this place of the history, Unix milliseconds' }),
    how: z.enum(['start', 'reload']),
    by: z.string().meta({ description: 'who confirmed the reload; empty for a start' }),
    proposal: z.string().nullable(),
    source: z.string(),
    changes: z.array(changeView).meta({ description: 'against the version before; empty for the first that is known' }),
    untold: z.string().meta({ description: 'why the changes cannot be told; empty otherwise' }),
  })
  .meta({ id: 'StrategyVersion' });

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
        lastVerdict: z.enum(['act', 'hold', 'refused', 'review']).nullable(),
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

import { z } from 'zod';
import { changeView } from './proposals.js';

/** One text that a strategy has had. */
export const versionView = z
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

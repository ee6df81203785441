import { z } from 'zod';
import { moment } from './figure.js';

/** One figure over time. `min` and `max` are those within each step; null where each step is one point. */
export const seriesColumn = z.object({
  name: z
    .string()
    .meta({
      description:
        '`equityUsd`, `deltaUsd`, `worstHealth`, `liquidationDistance`, `priceUsd:ETH`, `delta:ETH`, `health:ACCOUNT`',
    }),
  unit: z.enum(['usd', 'units', 'ratio', 'usdPerDay', 'gwei']),
  last: z.array(z.number().nullable()),
  min: z.array(z.number().nullable()).nullable(),
  max: z.array(z.number().nullable()).nullable(),
});

/** How one book went, thinned to what a screen can show; no low and no high is lost. */
export const seriesView = z.object({
  asOf: moment,
  book: z.string().nullable(),
  books: z.array(z.string()).meta({ description: 'all that can be asked for' }),
  from: moment,
  to: moment,
  stepMs: z.number().meta({ description: 'steps begin at multiples of this; 0: each point is a tick' }),
  points: z.number().meta({ description: 'how many recorded points stand behind this' }),
  at: z.array(z.number()).meta({ description: 'ascending: the time of the last point of each step' }),
  columns: z
    .array(seriesColumn)
    .meta({ description: 'an entry a time of `at`; null: not known, or nothing was recorded' }),
  since: z.number().meta({ description: 'ask with this next time: what is newer, the last step anew' }),
});

export type SeriesView = z.infer<typeof seriesView>;
export type SeriesColumn = z.infer<typeof seriesColumn>;

import { z } from 'zod';
import type { Check } from '../../model/decision.js';
import { tidied } from '../words/numbers.js';
import { figure, figureOf } from './plain.js';

/** One pre-trade check, as every view shows it. */
export const checkView = z.object({
  code: z.string(),
  verdict: z.enum(['pass', 'shrink', 'review', 'reject']),
  text: z.string().meta({ description: 'In a sentence, with the number and the limit.' }),
  value: figure.meta({ description: 'What was measured, in `unit`.' }),
  limit: figure.meta({ description: 'What it may be, in `unit`.' }),
  unit: z.string().nullable().meta({ description: 'usd, ETH, share, orders, ms' }),
  level: z.enum(['strategy', 'account', 'global']).nullable(),
});
export type CheckView = z.infer<typeof checkView>;

export const viewCheck = ({ code, verdict, text, value, limit, unit, level }: Check): CheckView => ({
  ...{ code, verdict, text: tidied(text) },
  ...{ value: figureOf(value), limit: figureOf(limit), unit: unit ?? null, level: level ?? null },
});

import { z } from 'zod';

/** What is answered instead of what was asked for: one shape, whatever went wrong. */
export const errorView = z.object({
  error: z.object({
    code: z.string().meta({ description: 'For programs: `forbidden`, `refused`, `ledger_busy`.' }),
    message: z.string().meta({ description: 'What is wrong, in a sentence.' }),
    mend: z.string().nullish().meta({ description: 'What can be done about it.' }),
    retryable: z.boolean().optional().meta({ description: 'Whether the same request may be answered later.' }),
    facts: z.array(z.string()).optional(),
    count: z.int().optional().meta({ description: 'How many problems there are; the first are in `problems`.' }),
    problems: z
      .array(z.looseObject({ field: z.string().nullish(), message: z.string(), mend: z.string().optional() }))
      .optional()
      .meta({ description: 'Everything that is wrong, by field; with line and column where a file was sent.' }),
  }),
});

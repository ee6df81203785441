import { z } from 'zod';
import { whole } from '../bodies.js';
import { handling, type Route } from '../route.js';
import { reason } from './written.js';

/** People take alerts on. */
export const alertRoutes: readonly Route[] = [
  {
    ...{ method: 'POST', path: '/v1/alerts/:id/acknowledge', right: 'operate', summary: 'Take an alert on' },
    note: 'Nobody is told of it again until it is over, or the time is up.',
    async load() {
      const { acknowledge } = await import('../../alerts/acknowledge.js');
      return handling({
        body: z.strictObject({ text: reason, forMs: whole.optional() }),
        bodySays: z.strictObject({
          text: z.string().optional(),
          forMs: z
            .int()
            .positive()
            .optional()
            .meta({ description: 'For how long; a critical one for 12 hours unless told.' }),
        }),
        answers: {
          200: z.object({
            alert: z.looseObject({ id: z.string(), code: z.string(), subject: z.string() }),
            until: z.int().nullable().meta({ description: 'Unix time in milliseconds; null: until it is over.' }),
          }),
        },
        async handle({ ledger }, { params, body: { text, forMs }, by: { author, at } }) {
          const lasts = forMs === undefined ? {} : { forMs };
          return { body: await acknowledge(ledger, { alert: params['id'] ?? '', author, text, now: at, ...lasts }) };
        },
      });
    },
  },
];

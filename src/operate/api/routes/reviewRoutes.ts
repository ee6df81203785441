import { z } from 'zod';
import { voteBody } from '../bodies.js';
import { handling, type Route } from '../route.js';

const verdicts = { approve: 'Approve what waits for a person', reject: 'Reject what waits for a person' } as const;

const answered = z.object({
  review: z.looseObject({
    id: z.string(),
    status: z.string(),
    votes: z.array(z.looseObject({ author: z.string(), verdict: z.enum(['approve', 'reject']) })),
  }),
  outcome: z.looseObject({ status: z.string(), by: z.array(z.string()) }),
});

const vote = (verdict: keyof typeof verdicts): Route => ({
  ...{ method: 'POST', path: `/v1/reviews/:id/${verdict}`, right: 'review', summary: verdicts[verdict] },
  note: 'What is over already is answered with 409, which says who was first.',
  async load() {
    const { answerReview } = await import('../../reviews/answerReview.js');
    return handling({
      body: voteBody,
      bodySays: z.strictObject({
        text: z.string().optional().meta({ description: 'Why.' }),
        notional: z.number().positive().optional().meta({ description: 'USD that may be sent at most; with approve.' }),
      }),
      answers: { 200: answered },
      async handle({ ledger }, { params, body: { text, notional }, by }) {
        const size = notional === undefined ? {} : { notional };
        return { body: await answerReview(ledger, { id: params['id'] ?? '', verdict, text, ...by, ...size }) };
      },
    });
  },
});

/** Answers of people to what waits for them. */
export const reviewRoutes: readonly Route[] = [vote('approve'), vote('reject')];

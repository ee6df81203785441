import { z } from 'zod';
import type { Right } from '../../../model/rights.js';
import { tradingStates } from '../../../model/tradingState.js';
import { whole } from '../bodies.js';
import { handling, type Route } from '../route.js';
import { reason } from './written.js';

const verbs = {
  pause: ['operate', 'Send only what lowers risk'],
  halt: ['operate', 'Send nothing, not even to survive'],
  resume: ['resume', 'Send everything again'],
} as const satisfies Record<string, readonly [Right, string]>;

const body = z.strictObject({
  text: reason,
  seen: whole.nullable().optional().meta({
    description:
      '`since` of the state that you have before you: what would let more be sent is 409 where it has changed meanwhile.',
  }),
});

const answered = z.object({
  state: z.enum(tradingStates),
  reason: z.string(),
  author: z.string(),
  at: z.int().meta({ description: 'Unix time in milliseconds.' }),
  isNew: z.boolean().meta({ description: 'false: it was so already, by whom and since when is told.' }),
});

const route = (verb: keyof typeof verbs): Route => ({
  ...{ method: 'POST', path: `/v1/trading-state/${verb}`, right: verbs[verb][0], summary: verbs[verb][1] },
  ...(verb === 'pause'
    ? { note: 'Where trading is halted a pause lets more be sent, and wants the right `resume`.' }
    : {}),
  async load() {
    const { changeTradingState } = await import('../../changeTradingState.js');
    return handling({
      body,
      bodySays: z.strictObject({ text: z.string().optional(), seen: z.int().nullable().optional() }),
      answers: { 200: answered },
      async handle({ ledger }, { body: { text, seen }, caller, by }) {
        const mayLetMore = caller.rights.has('resume');
        const said = { verb, reason: text, ...by, mayLetMore, ...(seen === undefined ? {} : { seen }) };
        const { change, isNew } = await changeTradingState(ledger, said);
        return { body: { ...change, isNew } };
      },
    });
  },
});

/** What may be sent at all. */
export const tradingRoutes: readonly Route[] = [route('pause'), route('halt'), route('resume')];

import { z } from 'zod';
import { groupings } from '../../assess/execution/groups.js';
import { parseDuration } from '../../config/quantities.js';
import { verdicts } from '../../model/decision.js';
import { orderClasses, orderStatuses } from '../../model/order.js';

/** What may be asked of the views beside their names, as a query string has it: all text, all of it optional. */

const strategy = z.string().min(1).max(200).optional().meta({ description: 'One book.' });
const flag = z
  .enum(['true', 'false'])
  .transform((said) => said === 'true')
  .optional();
const before = z
  .string()
  .regex(/^[0-9a-f-]{4,36}$/i, 'the `nextCursor` of the page before is wanted')
  .transform((id) => id.toLowerCase())
  .optional()
  .meta({ description: 'The `nextCursor` of the page before.' });
const limit = z.coerce.number().int().min(1).max(500).default(50);
const text = z.string().min(1).max(200).optional();

export const positionsAsked = z.strictObject({ strategy });
export type PositionsAsked = z.output<typeof positionsAsked>;

export const ordersAsked = z.strictObject({
  ...{ strategy, before, limit },
  open: flag,
  status: z.enum(orderStatuses).optional(),
  side: z.enum(['Buy', 'Sell']).optional(),
  instrument: text,
  list: text,
});
export type OrdersAsked = z.output<typeof ordersAsked>;

export const decisionsAsked = z.strictObject({
  ...{ strategy, before, limit },
  rule: text,
  verdict: z.enum(verdicts).optional(),
  orderClass: z.enum(orderClasses).optional(),
});
export type DecisionsAsked = z.output<typeof decisionsAsked>;

export const reviewsAsked = z.strictObject({ ...{ strategy, before, limit }, open: flag });
export type ReviewsAsked = z.output<typeof reviewsAsked>;

export const executionAsked = z.strictObject({
  strategy,
  by: z.enum(groupings).default('venue'),
  since: z
    .string()
    .default('30d')
    .transform((said, context) => {
      const parsed = parseDuration(said);
      if ('value' in parsed && parsed.value > 0) return Number(parsed.value);
      context.addIssue({ code: 'custom', message: 'a time like 24h or 30d is wanted' });
      return z.NEVER;
    })
    .meta({ description: 'How far back: 24h, 30d.' }),
});
export type ExecutionAsked = z.output<typeof executionAsked>;

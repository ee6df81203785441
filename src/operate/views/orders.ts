import { z } from 'zod';
import { orderClasses, orderStatuses } from '../../model/order.js';
import { exactDecimal, known, nextCursor, unixMs } from './plain.js';

/** An order in one line: what somebody asked for, or what a rule wanted. */
export const orderRowView = z.object({
  id: z.string(),
  kind: z
    .enum(['asked', 'rule'])
    .meta({ description: '`asked` by a person, with its parts folded into it; or wanted by a `rule`.' }),
  name: z.string().nullable().meta({ description: 'ClOrdID, where the asker gave one.' }),
  strategy: z.string(),
  rule: z.string().nullable(),
  decision: z.string().nullable().meta({ description: 'Why: /v1/decisions/:id; null where a person asked.' }),
  account: z.string(),
  chainId: z.int(),
  mode: z.enum(['shadow', 'live']),
  orderClass: z.enum(orderClasses),
  what: z.string().meta({ description: 'In words: `sell 2.41 perp-v2 ETH, limit 2 400.00`.' }),
  venue: z.string(),
  instrument: z.string().nullable(),
  side: z.enum(['Buy', 'Sell']).nullable(),
  quantity: exactDecimal.nullable().meta({ description: 'Units of the instrument; null for what is no trade.' }),
  filledQuantity: exactDecimal.nullable(),
  leavesQuantity: exactDecimal.nullable(),
  limitPriceUsd: exactDecimal.nullable(),
  stopPriceUsd: exactDecimal.nullable(),
  averagePriceUsd: exactDecimal
    .nullable()
    .meta({ description: 'FIX AvgPx, rounded down to 18 decimals; null before the first fill.' }),
  notionalUsd: known.meta({ description: 'As it was decided, or by the mark on arrival.' }),
  status: z.enum(orderStatuses),
  statusText: z.string().meta({ description: 'In plain words: `in flight`, `rests`, `partly filled`.' }),
  isOpen: z.boolean(),
  isPaused: z.boolean(),
  may: z
    .array(z.enum(['pause', 'resume', 'amend', 'cancel']))
    .meta({ description: 'What may be asked of it now, by whoever has the right to trade.' }),
  author: z.string().meta({ description: 'Who asked; `ballast` for a rule.' }),
  text: z.string().meta({ description: 'Why it stands where it stands, or why it was asked for; may be empty.' }),
  list: z.string().nullable().meta({ description: 'What it was asked for together with.' }),
  stepIndex: z.int().nullable().meta({ description: 'From 0, in a row of orders that make sense together only.' }),
  stepOf: z.int().nullable(),
  parts: z.int().meta({ description: 'So many orders it was worked in until now.' }),
  openParts: z.int(),
  createdAt: unixMs,
  updatedAt: unixMs,
});
export type OrderRowView = z.infer<typeof orderRowView>;

/** The blotter: what was asked for and what rules wanted, newest first. */
export const ordersView = z.object({
  at: unixMs,
  open: z.int().meta({ description: 'How many are open now, whatever the filter.' }),
  rows: z.array(orderRowView),
  nextCursor,
});
export type OrdersView = z.infer<typeof ordersView>;

import { z } from 'zod';
import { orderStatuses } from '../../model/order.js';
import { changeFields, orderFields } from '../orders/orderFields.js';

/** Numbers may be written as text, so that none of them goes through a float. */
const written = z.union([z.string(), z.number(), z.boolean()]).optional();

const fieldsSaid = (names: readonly string[]) => Object.fromEntries(names.map((name) => [name, written]));

/** What may be said of a new order; docs/order-entry.md explains each. */
export const newOrderSaid = z
  .strictObject({ ...fieldsSaid(orderFields), legs: written, imbalance: written, onFailure: written })
  .meta({
    description: 'What each means: docs/order-entry.md. Of `legs`, `imbalance` and `onFailure`: where it is a leg.',
  });

/** What may be said of a change. */
export const changeSaid = z.strictObject({ ...fieldsSaid(changeFields), text: written });

/** An order as the ledger has it: quantities and prices in units of 1e-18, as decimal text. */
export const parentSaid = z.looseObject({
  id: z.string(),
  clOrdId: z.string(),
  strategy: z.string(),
  author: z.string(),
  terms: z.looseObject({ side: z.enum(['Buy', 'Sell']), quantity: z.string(), instrument: z.string() }),
  state: z.looseObject({ status: z.enum(orderStatuses), isPaused: z.boolean() }),
});

/** A line of the blotter. */
export const isRow = z.looseObject({ id: z.string(), clOrdId: z.string(), leavesQty: z.string() });

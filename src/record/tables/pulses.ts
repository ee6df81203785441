import type { Id } from '../../model/order.js';
import type { Pulse } from '../../model/pulse.js';
import type { UnixMillis } from '../../model/units.js';
import { integer, json, millis, table, text } from '../columns.js';

/** How each chain's loop is, as its keeper last said: one row a chain, written over. */
export const pulses = table('pulses', {
  chainId: integer().primaryKey(),
  holder: text<Id>().notNull(),
  pulse: json<Pulse>().notNull(),
  at: millis<UnixMillis>().notNull(),
});

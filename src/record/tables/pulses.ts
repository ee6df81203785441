import type { Pulse } from '../../model/pulse.js';
import type { UnixMillis } from '../../model/units.js';
import { integer, json, millis, table } from '../columns.js';

/** How each chain's loop is, as its keeper last said: one row a chain, written over. */
export const pulses = table('pulses', {
  chainId: integer().primaryKey(),
  pulse: json<Pulse>().notNull(),
  at: millis<UnixMillis>().notNull(),
});

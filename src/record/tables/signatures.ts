import type { Address, Hex } from 'viem';
import type { Id } from '../../model/order.js';
import type { UnixMillis, Wei } from '../../model/units.js';
import { big, flag, index, integer, json, millis, real, table, text } from '../columns.js';

/**
 * Every signature that was asked for, with what the policy made of it: written before the key is used, so that no crash
 * hides what a budget has been spent on.
 */
export const signatures = table(
  'signatures',
  {
    id: text<Id>().primaryKey(),
    holder: text<Id>().notNull(),
    order: text<Id>().notNull(),
    account: text<Address>().notNull(),
    chainId: integer().notNull(),
    nonce: integer().notNull(),
    to: text<Address>().notNull(),
    data: text<Hex>().notNull(),
    value: big<Wei>().notNull(),
    /** Most that its gas can cost, wei. */
    gasCost: big<Wei>().notNull(),
    /** False: refused. */
    allowed: flag().notNull(),
    /** Why it was refused; empty when it was not. */
    text: text().notNull(),
    /** What it does, as its calldata says it, a sentence a call. */
    does: json<readonly string[]>().notNull(),
    /** USD that it may add to what is at risk; 0 where it only lowers it. */
    notional: real().notNull(),
    at: millis<UnixMillis>().notNull(),
  },
  (t) => [index('signatures_spent').on(t.account, t.chainId, t.at), index('signatures_order').on(t.order)],
);

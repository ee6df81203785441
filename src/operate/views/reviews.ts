import { z } from 'zod';
import { orderClasses } from '../../model/order.js';
import { reviewStatuses } from '../../model/review.js';
import { checkView } from './check.js';
import { known, nextCursor, unixMs } from './plain.js';

const effect = z.object({
  name: z.string().meta({ description: '`ETH delta`, `perp-v2 cross health`.' }),
  unit: z.string().meta({ description: '`ETH`, `usd`, empty for a ratio.' }),
  before: known.meta({ description: 'By the newest recorded tick.' }),
  after: known.meta({ description: 'Once it is done whole, all else equal; null where nobody can tell.' }),
});

/** A question to a person. */
export const reviewRowView = z.object({
  id: z.string(),
  strategy: z.string(),
  chainId: z.int(),
  rule: z.string(),
  orderClass: z.enum(orderClasses),
  what: z.string().meta({ description: 'What is to be allowed, in words.' }),
  notionalUsd: known.meta({ description: 'As it stood when it was asked.' }),
  approvedUsd: known.meta({ description: 'What may be sent at most; null as long as it is not approved.' }),
  status: z.enum(reviewStatuses),
  statusText: z.string(),
  isOpen: z.boolean().meta({ description: 'An answer is taken now.' }),
  asks: z.array(checkView).meta({ description: 'The checks that want a person to look.' }),
  effects: z.array(effect).meta({ description: 'Before and after; empty once it is over.' }),
  approvals: z.int().meta({ description: 'How many people must say yes.' }),
  missing: z.int().meta({ description: 'How many of them are still wanted.' }),
  votes: z.array(
    z.object({
      author: z.string(),
      verdict: z.enum(['approve', 'reject']),
      upToUsd: known.meta({ description: 'null: all of it.' }),
      text: z.string(),
      at: unixMs,
    }),
  ),
  mayNotApprove: z
    .array(z.string())
    .meta({ description: 'Who asked for it, and cannot be one of several who approve.' }),
  openedAt: unixMs,
  expiresAt: unixMs,
  onExpiry: z.enum(['approve', 'reject']),
  next: z.string().meta({ description: 'What becomes of it, in a sentence.' }),
  closedAt: unixMs.nullable(),
  text: z.string().meta({ description: 'Why it stands where it stands; empty while it is open.' }),
  parent: z.string().nullable().meta({ description: 'The order that it is about, where a person asked for one.' }),
});
export type ReviewRowView = z.infer<typeof reviewRowView>;

/** What waits for a person, the soonest to run out first; then what was answered, the newest first. */
export const reviewsView = z.object({
  at: unixMs,
  open: z.int(),
  rows: z.array(reviewRowView),
  nextCursor,
});
export type ReviewsView = z.infer<typeof reviewsView>;

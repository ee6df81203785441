import { z } from 'zod';
import type { ReviewDefault } from '../../model/reviewSettings.js';
import { durationField, usdField } from '../fields.js';
import { statedOf } from './boundField.js';

/** `review:` of a strategy: how a person is asked before what is beyond a limit for review. */

const defaults = ['approve', 'reject'] as const satisfies readonly ReviewDefault[];

const onExpiry = (of: string, fallback: ReviewDefault) =>
  z
    .enum(defaults)
    .prefault(fallback)
    .meta({ description: `What becomes of ${of} that nobody has answered in time`, examples: ['approve', 'reject'] });

export const reviewShape = {
  expire: durationField('How long a question may be answered, and how long an answer holds', '15m').prefault('15m'),
  onExpiry: z
    .strictObject({
      margin: onExpiry('what restores the health of a margin account', 'approve'),
      delta: onExpiry('a hedge, or an order that a person asked for,', 'reject'),
      cost: onExpiry('what tidies up', 'reject'),
    })
    .prefault({})
    .meta({ description: '`survive` never waits', written: [{ margin: 'approve' }] }),
  twoAbove: usdField(
    'From this size on two people must say yes; one is enough when left out',
    '100_000 usd',
  ).optional(),
};

export const reviewField = z
  .strictObject(reviewShape)
  .transform(statedOf)
  .optional()
  .meta({
    description: 'How people are asked about what is beyond a limit for review',
    written: [{ expire: '15m', twoAbove: '100_000 usd' }],
  });

import { z } from 'zod';
import type { Bound } from '../../model/limits.js';
import type { JsonSchema } from '../jsonSchema.js';

/** A kind of value that a limit is written as. */
type ValueField = z.ZodType<number>;

interface AboutBound {
  describe: string;
  /** As an operator writes a review and a rejection: `20_000 usd`, `50_000 usd`. */
  review: string | number;
  reject: string | number;
  /** Of what must not be too little: a person looks at more than what is rejected. */
  least?: boolean;
}

/** A plain value, beyond which an order is cut or refused; or `{ review, reject }`, where a person looks at what is between. */
export function boundField(value: ValueField, { describe, review, reject, least = false }: AboutBound) {
  const both = z.strictObject({ review: value.optional(), reject: value.optional() });
  return z
    .union([value, both], { error: 'a value, or `{ review: …, reject: … }`, is wanted' })
    .transform((given, context): Bound => {
      if (typeof given === 'number') return { review: null, reject: given };
      const bound = { review: given.review ?? null, reject: given.reject ?? null };
      // A key that is not known has been reported, and may have been meant for one of the two.
      const problem = context.issues.length > 0 ? null : contradictionOf(bound, least);
      if (problem) {
        const { path, message, mend } = problem;
        context.addIssue({ code: 'custom', path, message, params: { mend } });
      }
      return bound;
    })
    .meta({ description: describe, written: [reject, { review, reject }] } satisfies JsonSchema & { written: unknown });
}

function contradictionOf(
  { review, reject }: Bound,
  least: boolean,
): { path: string[]; message: string; mend: string } | null {
  if (review === null && reject === null) {
    return { path: [], message: 'it sets neither `review` nor `reject`', mend: 'state one of them, or take it out' };
  }
  if (review === null || reject === null || (least ? review > reject : review < reject)) return null;
  return {
    path: ['review'],
    message: 'nobody would ever be asked: what is for review is rejected already',
    mend: least ? 'set `review` above `reject`' : 'set `review` below `reject`',
  };
}

/** What a map states, without what it leaves out. */
export const statedOf = <Map extends object>(map: Map): { [Key in keyof Map]: Exclude<Map[Key], undefined> } =>
  Object.fromEntries(Object.entries(map).filter(([, value]) => value !== undefined)) as {
    [Key in keyof Map]: Exclude<Map[Key], undefined>;
  };

import { z } from 'zod';
import { orderStatuses } from '../../model/order.js';
import { unixMillis } from '../../model/units.js';
import type { BlotterFilter } from '../orders/blotter.js';
import { parseExactly } from '../orders/jsonElements.js';
import { fieldsOf } from '../orders/jsonRows.js';
import { type LegsAsked, readLegs, readManner } from '../orders/legsAsked.js';
import { OrderError } from '../orders/orderError.js';
import { type ChangeFields, changeFields, type FieldProblem, type OrderFields } from '../orders/orderFields.js';
import { createProblemList } from '../orders/problemList.js';
import { ApiError } from './answers.js';
import { reason } from './routes/written.js';

/** A JSON text, numbers as the text they are written with. @throws ApiError */
export function readJson(text: string): unknown {
  if (text.trim() === '') return {};
  try {
    return parseExactly(text);
  } catch {
    throw new ApiError(400, 'bad_request', 'the body is not JSON', 'send one JSON object');
  }
}

/** An order as a body has it, by the names that imports use. @throws OrderError */
export function readFields(value: unknown): OrderFields {
  const problems = createProblemList();
  const fields = fieldsOf(value, (message, mend) => problems.add({ field: null, message, mend }));
  if (!fields || problems.count > 0) throw new OrderError('the order', problems.kept, problems.count);
  return fields;
}

/** Said beside an order that is a leg. */
const legsWritten = z.object({ legs: z.string(), imbalance: z.string().optional(), onFailure: z.string().optional() });
const legsNames = Object.keys(legsWritten.shape);

/** A new order, and what is said of legs where it is one. @throws OrderError */
export function readNew(value: unknown): { fields: OrderFields; legs?: LegsAsked } {
  if (typeof value !== 'object' || value === null || !('legs' in value)) return { fields: readFields(value) };
  const said = legsWritten.parse(value);
  const fields = readFields(Object.fromEntries(Object.entries(value).filter(([name]) => !legsNames.includes(name))));
  return { fields, legs: legsOf((report) => readLegs(withoutGaps(said), report)) };
}

/** How the legs of an import are worked. @throws OrderError */
export const mannerOf = (said: { imbalance?: string | undefined; onFailure?: string | undefined }) =>
  legsOf((report) => readManner(withoutGaps(said), report));

function legsOf<Legs>(read: (report: (problem: FieldProblem) => void) => Legs | undefined): Legs {
  const problems: FieldProblem[] = [];
  const legs = read((problem) => problems.push(problem));
  if (!legs) throw new OrderError('what is said of the legs', problems);
  return legs;
}

type Whole<Said> = { [Name in keyof Said]?: Exclude<Said[Name], undefined> };
const withoutGaps = <Said extends object>(said: Said): Whole<Said> =>
  Object.fromEntries(Object.entries(said).filter(([, one]) => one !== undefined)) as Whole<Said>;

/** @throws OrderError where anything is said that cannot be changed */
export function readChangeFields(value: unknown): { fields: ChangeFields; text: string } {
  const { text = '', ...said } = readFields(value);
  const others = Object.keys(said).filter((field) => !(changeFields as readonly string[]).includes(field));
  if (others.length === 0) return { fields: said, text };
  throw new OrderError(
    'the change',
    others.map((field) => ({
      field: null,
      message: `\`${field}\` of an order cannot be changed`,
      mend: 'cancel it, and ask for another',
    })),
  );
}

/** A whole number, whose digits come as text: see `readJson`. */
export const whole = z
  .union([z.string().regex(/^\d{1,15}$/, 'a whole number is wanted'), z.int().nonnegative()])
  .transform(Number);

export const wishBody = z.strictObject({ text: reason });

/** Numbers come as text: see `readJson`. */
export const voteBody = z.strictObject({
  text: reason,
  notional: z
    .string()
    .regex(/^\d{1,15}(\.\d+)?$/, 'USD, a number above 0')
    .transform(Number)
    .optional(),
});

const yes = z.enum(['true', 'false', '1', '0', '']).transform((value) => value !== 'false' && value !== '0');

const most = 1_000;
const count = z
  .string()
  .regex(/^\d{1,4}$/, `a whole number up to ${most}`)
  .transform((value) => Math.min(Number(value), most))
  .default(100);

export const blotterQuery = z
  .strictObject({
    book: z.string(),
    status: z.enum(orderStatuses),
    open: yes,
    instrument: z.string(),
    side: z.enum(['Buy', 'Sell']),
    list: z.string(),
    since: z.iso.datetime({ offset: true }).transform((value) => unixMillis(Date.parse(value))),
    flat: yes,
  })
  .partial()
  .extend({ limit: count })
  .transform(({ book, ...rest }): BlotterFilter => {
    const filter = Object.fromEntries(Object.entries(rest).filter(([, value]) => value !== undefined));
    return { ...filter, limit: rest.limit, ...(book === undefined ? {} : { strategy: book }) };
  });

export const importQuery = z.strictObject({
  list: z.string().max(64).optional(),
  legs: yes.optional(),
  imbalance: z.string().optional(),
  onFailure: z.string().optional(),
  dryRun: yes.optional(),
});

import type { Algorithm, ParentChange, ParentTerms } from '../../model/parentOrder.js';
import type { UnixMillis } from '../../model/units.js';
import type { RecordedParent } from '../../record/queries/parentOrders.js';
import { checkPrices, checkSize, tooOld } from './checkAgainstBook.js';
import { isFresh, type KnownBook } from './knownBook.js';
import { algorithmFields, type ChangeFields, type OrderField, type OrderFields } from './orderFields.js';
import { decimalText, parseDecimal } from './parseDecimal.js';
import { readAlgorithm } from './readAlgorithm.js';
import { checkTogether, createReader, parseSlippage, type Report, readTime } from './readTerms.js';

/**
 * What is to be different of an order; undefined where anything of it is wrong.
 * @param book as it was last known; undefined where nothing is
 * @param notes gets what the asker should know, in sentences
 * @param report called with each thing that is wrong
 */
export function readChange(
  fields: ChangeFields,
  order: RecordedParent,
  book: KnownBook | undefined,
  now: UnixMillis,
  notes: string[],
  report: Report,
): ParentChange | undefined {
  let sound = true;
  const wrong: Report = (problem) => {
    sound = false;
    report(problem);
  };
  const { terms, state } = order;
  const reader = createReader(fields, wrong);
  const quantity = reader.read('quantity', parseDecimal);
  if (quantity !== undefined && quantity < state.cumQty) {
    const message = `${decimalText(state.cumQty)} of it are done already, and ${decimalText(quantity)} is less`;
    wrong({ field: 'quantity', message, mend: 'cancel it to keep what is done' });
  }
  const price = priceOf('price', terms, reader.read('price', parseDecimal), wrong);
  const stopPx = priceOf('stopPx', terms, reader.read('stopPx', parseDecimal), wrong);
  const maxSlippage = reader.read('slippage', parseSlippage);
  const time =
    fields.tif === undefined && fields.expire === undefined ? undefined : readTime(fields, now, reader, wrong);
  const algorithm = algorithmFields.some((field) => fields[field] !== undefined)
    ? readAlgorithm(merged(fields, terms.algorithm), wrong)
    : undefined;
  const change: ParentChange = {
    ...(quantity === undefined ? {} : { quantity }),
    ...(price === undefined ? {} : { price }),
    ...(stopPx === undefined ? {} : { stopPx }),
    ...time,
    ...(algorithm ? { algorithm } : {}),
    ...(maxSlippage === undefined ? {} : { maxSlippage }),
  };
  if (sound && isNothing(change, terms))
    wrong({
      field: null,
      message: 'nothing of it would change',
      mend: 'say what is to be different: --quantity, --limit, --expire',
    });
  if (!sound) return undefined;
  const then: ParentTerms = { ...terms, ...change };
  if (time || algorithm) checkTogether(fields, then, now, wrong);
  const market = book?.markets.get(terms.instrument);
  checkSize(then, market, wrong);
  if (book && market && !isFresh(book.at, now)) {
    if (price !== undefined || stopPx !== undefined) notes.push(tooOld(book, now));
  } else if (market) {
    // Only what is asked for: a price that stands may have been passed by the market meanwhile.
    checkPrices({ side: then.side, price: price ?? null, stopPx: stopPx ?? null }, market, notes, wrong);
  }
  return sound ? change : undefined;
}

/** A price may be changed where there is one: else it would be another type of order. */
function priceOf(
  field: 'price' | 'stopPx',
  terms: ParentTerms,
  value: ParentTerms['price'] | undefined,
  report: Report,
) {
  if (value === undefined || value === null || terms[field] !== null) return value ?? undefined;
  report({
    field,
    message: `it is a ${terms.ordType} order and has no \`${field}\``,
    mend: 'cancel it, and ask for another',
  });
  return undefined;
}

/** What is not said of the algorithm stays, unless it is another one. */
function merged(fields: ChangeFields, present: Algorithm): OrderFields {
  const { algo } = fields;
  if (algo !== undefined && algo.toLowerCase() !== present.kind.toLowerCase()) return fields;
  return { ...writtenAs(present), ...fields };
}

/** As it would be asked for. */
function writtenAs(algorithm: Algorithm): OrderFields {
  const text: Partial<Record<OrderField, string>> = { algo: algorithm.kind };
  if (algorithm.kind === 'immediate') return text;
  if (algorithm.jitter > 0) text.jitter = `${algorithm.jitter * 100}%`;
  if ('over' in algorithm) text.over = `${algorithm.over}ms`;
  if ('slices' in algorithm) text.slices = String(algorithm.slices);
  if ('profile' in algorithm) text.profile = algorithm.profile.join('/');
  if ('share' in algorithm) text.share = `${algorithm.share * 100}%`;
  if ('display' in algorithm) text.display = decimalText(algorithm.display);
  if ('riskAversion' in algorithm) text.riskAversion = String(algorithm.riskAversion);
  return text;
}

const isNothing = (change: ParentChange, terms: ParentTerms): boolean =>
  (Object.keys(change) as (keyof ParentChange)[]).every((key) => same(change[key], terms[key]));

const same = (a: unknown, b: unknown): boolean => textOf(a) === textOf(b);
const textOf = (value: unknown): string =>
  JSON.stringify(value, (_, one: unknown) => (typeof one === 'bigint' ? String(one) : one)) ?? '';
